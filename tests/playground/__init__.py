"""Tests of the Bot API emulator and its page."""
