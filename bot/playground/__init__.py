"""A Bot API emulator with a chat page: Lede without Telegram.

It answers real HTTP requests at `http://HOST:PORT/bot<token>/<method>` as Telegram would, serves a
page that looks like a Telegram chat at `/`, and is told what people do, which limits hold and what
goes wrong through `/__control/…` (see `bot.playground.control`). Everything is in memory.

====================== ==================================================================
`server.Emulator`      all of it, listening on a port
`state`, `people`      the world: people, chats, messages; what people do in it
`methods_*`, `calls`   the Bot API methods; how a call is read, checked and answered
`markup`, `entities`   texts as Telegram reads them
`updates`, `webhook`   how the bot learns what people did
`flood`, `faults`      limits and trouble
`journal`              every call of the bot, as the receiving side saw it
`control`, `page_api`  HTTP doors for tests and for the page
====================== ==================================================================
"""
