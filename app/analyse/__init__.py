"""Reply → findings: figures, themes, promises, documents named in the text.

`figures.py`, `pledges.py`, `themes.py` and `citations.py` are the doors. Behind them `numbers/`
knows what is printed, `measuring/` what it measures, `promising/` what promises; each keeps the
tables of its words beside it. `looks.py` and `heads.py` make long lists of words cheap to ask.
"""
