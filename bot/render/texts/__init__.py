"""All that Lede says, one file per language; see `bot.render.catalogue`."""
