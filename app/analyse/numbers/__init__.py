"""Numbers as they are printed: which are figures, of what kind, between which bounds."""
