"""Clean text → Reply and problems."""
