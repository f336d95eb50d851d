"""An article out of plain text."""
