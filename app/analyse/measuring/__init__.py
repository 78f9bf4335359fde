"""What a figure measures, whose it is, and as of when: the words around it."""
