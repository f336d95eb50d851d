"""The client of Telegram: transport, limiter, outcome classes, sender."""
