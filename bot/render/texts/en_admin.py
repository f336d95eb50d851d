"""English: what operators read."""

from __future__ import annotations

from bot.render.texts.plural import Entry, Plural

TEXTS: dict[str, Entry] = {
    # the menu
    "command.admin": "The state of things",
    "command.stats": "All figures",
    "command.sources": "Sources and how they do",
    "command.addsource": "Add a source by its locator",
    "command.removesource": "Remove a source",
    "command.poll": "Read one source, or all, now",
    "command.topic": "Topics: add, remove, list",
    "command.broadcast": "A message to everybody",
    "command.ban": "Never answer a chat",
    "command.unban": "Take a ban back",
    "command.hold": "Send nothing to anybody",
    "command.backup": "Make a copy of the database",
    "command.release": "Send again",
    # the panel
    "admin.title": "<b>Lede</b>",
    "admin.summary": (
        "Active chats: {chats}\n"
        "Articles today: {articles}\n"
        "Sent in 24 h: {sent}, maybe sent: {unknown}\n"
        "Oldest waiting part: {late} s late"
    ),
    "admin.held": "<b>Sending is held:</b> {why}",
    "admin.paused": "Telegram asked to wait until {at}.",
    "admin.figures": "<pre>{figures}</pre>",
    # sources
    "sources.title": Plural(one="<b>{count} source</b>", other="<b>{count} sources</b>"),
    "sources.line": "{id}. <b>{title}</b> · {state} · {articles} · {seen}",
    "sources.error": "<i>{error}</i>",
    "sources.ask": "Type the locator: {kinds}",
    "sources.added": "Source {id} is there: {title}. It is read from now on.",
    "sources.refused": "It is not added: {why}",
    "sources.several": "Several feeds stand behind it; add one of them: {feeds}",
    "sources.not_now": "It cannot be read just now ({why}); it is tried again.",
    "sources.headline": "• {headline}",
    "broadcast.result": "Arrived: {sent}, waiting: {open}, refused or stopped: {lost}.",
    "sources.confirm": Plural(
        one="Remove <b>{title}</b>? {count} briefing follows it. Its articles stay for search.",
        other="Remove <b>{title}</b>? {count} briefings follow it. Its articles stay for search.",
    ),
    "sources.removed": "The source is removed.",
    "sources.due": Plural(one="{count} source is read now.", other="{count} sources are read now."),
    # topics
    "topic.title": "<b>Topics</b>",
    "topic.line": "<b>{name}</b> ({title}): words {words}; sources {sources}",
    "topic.hint": "Add one: <code>{example}</code>",
    "topic.added": "The topic <b>{title}</b> is there.",
    "topic.removed": "The topic is removed.",
    # to everybody
    "broadcast.ask": "Type the message for everybody.",
    "broadcast.confirm": Plural(
        one="This goes to {count} chat. Send it?", other="This goes to {count} chats. Send it?"
    ),
    "broadcast.going": Plural(
        one="{count} message is on its way.", other="{count} messages are on their way."
    ),
    "broadcast.stopped": Plural(
        one="Stopped; {count} message was not sent.",
        other="Stopped; {count} messages were not sent.",
    ),
    # people and holds
    "ban.done": "{id} is banned.",
    "ban.over": "{id} is no longer banned.",
    "ban.none": "{id} was not banned.",
    "limits.sources": "Addresses that people brought: {count} of {most} (MAX_SOURCES).",
    "limits.people": Plural(
        one="One person has no new address left this hour.",
        other="{count} people have no new address left this hour.",
    ),
    "limits.lifted": "No limit for {id} for a day.",
    "hold.confirm": "Hold all sending? Nobody gets anything until /release; answers still come.",
    "hold.on": "Nothing is sent to anybody until /release; answers still come.",
    "hold.off": "Sending goes on.",
    "hold.none": "Sending was not held.",
    # wrong input
    "error.source": "Name a source by its number; /sources lists them.",
    "error.no_source": "There is no source {id}.",
    "error.topic": "Say what to do: add, remove or list, and a name of one word.",
    "error.no_topic": "There is no topic “{word}”.",
    "error.number": "Give Telegram’s number of the chat.",
    "error.operator": "That is an operator.",
    "error.too_long": Plural(
        one="A message has at most {count} character.",
        other="A message has at most {count} characters.",
    ),
    # what is wrong
    "alarm.new": "⚠ Since {since}: {words}.",
    "alarm.over": "✓ Over: {words} (since {since}).",
    "alarm.updates": "Nobody is answered. End the other process or webhook, or wait until Telegram answers.",
    "alarm.token": "Put the right TELEGRAM_BOT_TOKEN into the settings and start again; nothing is lost.",
    "alarm.database": "Look at the database; lede doctor says more.",
    "alarm.disk": "Make room, or nothing can be stored soon.",
    "alarm.clock": "Set this machine’s clock, or digests come at the wrong time.",
    "alarm.sending": "It begins again by itself; lede doctor says more.",
    "alarm.quarantine": "Look at them by lede outbox list --state dead, and try again by lede outbox retry.",
    "alarm.backup": "Look at the disk and at the folder of BACKUP_DIR; it is tried again by itself, and by /backup at once.",
    "backup.none": "There is no place for copies here; make one by lede backup PATH.",
    "backup.going_on": "The copy takes longer and goes on; the log tells what came of it.",
    "backup.failed": "No copy could be made: {why}",
    "backup.made": "A copy is made and was read through: <code>{file}</code>, {size} MB, {at}. Put it back by lede restore.",
    "alarm.source": "See /sources; /removesource ends reading it.",
}
