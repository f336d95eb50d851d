"""Health, metrics and webhook over HTTP."""
