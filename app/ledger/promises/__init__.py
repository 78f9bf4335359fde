"""Promises across letters, and the later letters that speak of the same thing."""
