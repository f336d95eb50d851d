"""The chat page: its files and what it asks the server."""
