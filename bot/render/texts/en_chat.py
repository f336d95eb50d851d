"""English: what is said in chats."""

from __future__ import annotations

from bot.render.texts.plural import Entry, Plural

TEXTS: dict[str, Entry] = {
    # the menu
    "command.start": "Begin: topics, zone, time",
    "command.subscribe": "Follow a topic, an address or words",
    "command.unsubscribe": "Stop following something",
    "command.list": "What you follow",
    "command.topics": "Topics and sources to choose from",
    "command.digest": "What is new, now",
    "command.why": "Why the last digest told what it did",
    "command.preview": "What the next digest would say",
    "command.search": "Search all articles",
    "command.schedule": "When digests come",
    "command.timezone": "Your time zone",
    "command.settings": "Everything that can be set",
    "command.language": "Language of the bot",
    "command.pause": "No digests for a while",
    "command.resume": "Send digests again",
    "command.status": "The last digest and the next one",
    "command.privacy": "What is kept about you",
    "command.forgetme": "Delete everything about this chat",
    "command.cancel": "Forget the last question",
    "command.help": "All commands",
    # help
    "help.title": "Lede sends you the news you follow, once, on time, in the sources’ own words.",
    "help.news": "News",
    "help.times": "Times",
    "help.chat": "This chat",
    "help.admin": "Operators",
    "help.line": "/{name} – {what}",
    "help.end": "You can also just send a link to follow it.",
    # following
    "topics.screen": ("<b>Topics and sources</b>\nPress to follow or to stop following."),
    "topics.none": "There are no ready-made topics here yet.",
    "follow.ask": "Type a topic, the address of a site or feed, or words to look for.",
    "follow.looking": "Looking at {address} …",
    "follow.choose": "There are several feeds at that address. Which one?",
    "follow.new": "You now follow <b>{title}</b>.",
    "follow.already": "You follow <b>{title}</b> already.",
    "follow.headline": "• {headline}",
    "follow.gone": "You no longer follow <b>{title}</b>.",
    "follow.gone_short": "No longer followed: {title}",
    "follow.new_notice": "Followed",
    "follow.gone_notice": "No longer followed",
    "list.title": Plural(one="You follow {count} thing:", other="You follow {count} things:"),
    "list.line": "• {title}",
    "list.empty": "You follow nothing yet. Press a topic, or send a link or /subscribe with words.",
    # digests and search
    "digest.coming": "It is on its way",
    "digest.follow_first": "You follow nothing yet, so there is nothing to send.",
    "digest.nothing_new": "Nothing new since the last digest. {next}",
    "preview.title": "<b>A preview.</b> {next}",
    "why.none": "No digest has come yet, so there is nothing to explain.",
    "why.title": "<b>Why these stories?</b> The digest of {at}:",
    "why.line": "<b>{number}.</b> {headline}\n<i>{interest} · {sources}</i>",
    "why.sources": Plural(one="{count} article", other="{count} articles"),
    "why.hint": "Press a number, or type <code>/why 2</code>, for the reasons.",
    "why.story": "<b>{number}. {headline}</b>",
    "why.follows": "You follow <b>{interest}</b>.",
    "why.update": "You were told this story before; this is what was new in it.",
    "why.speaks": "{source} speaks for the story: it was early, is trusted and has a full opening. Taken for the same news:",
    "why.joined": "• {source}: {headline}\n  <i>shared words: {words}</i>",
    "part.title": "From now on these are two stories here. The other one:",
    "part.united": "It is one story again.",
    "why.alone": "Only {source} tells it.",
    "why.rank": "Its rank, {total}, is the sum of:",
    "why.part": "• {name}: {value}",
    "why.coverage": "how many sources tell it",
    "why.recency": "how new it is",
    "why.source": "how much its source counts",
    "why.rarity": "its source has little else",
    "why.topic": "the place of what you follow",
    "search.ask": "What are you looking for?",
    "plain.stop": "It is up to you: pause the digests for a while, or choose what to stop following.",
    "plain.thanks": "You are welcome.",
    "plain.place": "To set your clock, type the name of a large city near you.",
    "plain.unread": "I read words and links: send a topic, the address of a site, or @channel to follow it; /help shows the rest.",
    "plain.offer": "What shall I do with “{words}”?",
    # times
    "next.at": "Next digest: {at} ({zone}).",
    "next.never": "No digest is planned; /schedule sets the time.",
    "next.paused": "Digests are paused; /resume sends them again.",
    "next.paused_until": "Digests are paused until {at}; /resume sends them again.",
    "schedule.title": "<b>When digests come</b>",
    "schedule.line": "• {schedule}",
    "schedule.hint": "Or in words: <code>/schedule 08:00 18:30 weekdays</code>",
    "schedule.ask": "Type the times, and the days if not every day, like: 08:00 18:30 weekdays",
    "schedule.done": "Set: {schedule}.",
    "zone.screen": "<b>Time zone:</b> {zone}. It is {time} there now.",
    "zone.ask": "Type a large city near you, or the name of the zone, or send your location (📎); like: Berlin",
    "zone.done": "Set: {zone}. It is {time} there now.",
    "pause.screen": "For how long shall no digests come?",
    "pause.ask": "Type how long, or until which day, like: 10 days, or 3 May",
    "pause.until": "Paused until {at}. What happens meanwhile comes in one digest after that.",
    "pause.ever": "Paused until you say /resume.",
    "pause.over": "Digests come again.",
    # briefings
    "command.briefings": "Several digests: list, make, rename, remove",
    "briefings.title": "<b>Your briefings</b>",
    "briefings.line": "<b>{name}</b>: {schedule}",
    "briefings.hint": "Press one to change it. In words: <code>/subscribe science: black holes</code>",
    "briefings.ask_name": "Type its name, like: science",
    "briefings.unknown": "There is no briefing called “{name}” yet.",
    "briefings.confirm": Plural(
        one="Remove the briefing <b>{name}</b> and the {count} thing it follows?",
        other="Remove the briefing <b>{name}</b> and the {count} things it follows?",
    ),
    "briefings.removed": "Removed: {name}",
    "schedule.about": "Briefing: <b>{name}</b>",
    # settings
    "settings.title": "<b>Settings</b>",
    "settings.schedule": "Digests: {schedule}",
    "settings.length": Plural(one="At most {count} story", other="At most {count} stories"),
    "settings.minutes": Plural(
        one="About {count} minute of reading", other="About {count} minutes of reading"
    ),
    "settings.any_long": "Any time of reading",
    "settings.style_compact": "Compact: headlines with their sources",
    "settings.style_standard": "Standard: headlines with opening sentences",
    "settings.style_full": "Full: headlines with longer openings",
    "settings.preview": "With the picture of the top story",
    "settings.language": "Language: {name}",
    "language.screen": "<b>Language</b>",
    # status and privacy
    "status.title": "<b>Status</b>",
    "status.followed": Plural(one="You follow {count} thing.", other="You follow {count} things."),
    "status.none_yet": "No digest has come yet.",
    "status.last": "Last digest: {at}, {sent} of {parts} messages delivered.",
    "privacy.text": (
        "<b>What is kept about this chat</b>\n"
        "• its number at Telegram, for groups also the title\n"
        "• language, time zone, schedule and quiet hours\n"
        "• what it follows, mutes and has saved, and which stories it was sent\n"
        "Messages are deleted once they are handled; nothing is passed on. /forgetme "
        "deletes everything at once, with the feeds and words that only this chat follows. "
        "Copies of the database, for the case of damage, are kept {days} days."
    ),
    "forget.confirm": (
        "Delete everything about this chat: what it follows, its settings and its "
        "history? This cannot be undone."
    ),
    "forget.done": (
        "Everything about this chat is deleted.\n"
        "Followed: {followed} · digests: {digests} · words of its own: {words} · "
        "feeds of its own: {feeds} · chats or threads: {chats}\n"
        "Copies of the database end after {days} days. /start begins anew."
    ),
    "cancel.done": "Cancelled.",
}
