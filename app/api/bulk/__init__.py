"""Whole files: CSV, JSON Lines, the package that describes them, a copy of the site."""
