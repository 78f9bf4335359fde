"""Search: what was typed → replies in order, counts and marks. `indexing` writes what it reads."""
