"""A draft beside what was published before."""
