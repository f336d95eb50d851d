"""An article out of a web page."""
