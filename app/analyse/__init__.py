"""Reply → findings: figures, themes, pledges, documents named in the text."""
