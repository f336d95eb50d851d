"""Fetchers: the code that reads each kind of source."""
