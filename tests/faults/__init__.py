"""Trouble on purpose, counted at the receiver; `python -m tests.faults` prints the whole table."""
