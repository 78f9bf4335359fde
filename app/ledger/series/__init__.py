"""One metric across letters: its points, and where letters give different numbers."""
