"""SQLite: one file, one process, one writer at a time."""
