"""The database: engine, tables, saving and loading. Only ingest writes."""
