"""Commands, buttons and texts of people: one file per feature, listed in `handlers.registry`."""
