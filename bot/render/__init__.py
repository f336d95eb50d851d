"""Values to Telegram messages: markup, limits, languages of the interface. Pure."""
