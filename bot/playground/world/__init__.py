"""People, chats, messages and files of the emulated Telegram, and what happens to them."""
