"""Lines of a document: which are the article's, which are noise."""
