"""Pure reading of documents: HTML and plain text to headline, lead, body, language."""
