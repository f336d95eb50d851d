"""Features of an article that the curator compares."""
