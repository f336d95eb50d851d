"""A Bot API emulator with a chat page: Lede without Telegram."""
