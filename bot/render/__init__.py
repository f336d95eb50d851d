"""Digests and hits as Telegram messages. Pure."""
