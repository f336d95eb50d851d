"""Texts of the interface, one file per language; see `bot.render.catalogue`."""
