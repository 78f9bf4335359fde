"""Getting letters in: files → stored and indexed replies. The only room that writes."""
