"""The way to Telegram: transport, limiter, outcome classes, sender."""
