"""Sentences of a text, and the abbreviations that do not end one."""
