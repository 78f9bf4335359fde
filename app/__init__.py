"""Dafu (答复库): an archive of the letters with which agencies answer proposals and suggestions."""

__version__ = "0.1.0"
