"""The engine behind the port: an index in SQLite, its segments, matching, ranking and counting."""
