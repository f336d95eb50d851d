"""All that people can say to the bot: one file per feature, listed in `handlers.registry`."""
