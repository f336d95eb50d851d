"""The Bot API over HTTP: methods, limits, faults, webhook, and a journal of all calls."""
