"""English: links to share, lists that come and go."""

from __future__ import annotations

from bot.render.texts.plural import Entry, Plural

TEXTS: dict[str, Entry] = {
    "command.share": "A link to what you follow, for others",
    "share.link": Plural(
        one="A link to {count} thing you follow:",
        other="A link to {count} things you follow:",
    ),
    "share.person": "For a person: {url}",
    "share.group": "For a group: {url}",
    "share.kept_back": Plural(
        one="{count} address is left out, as it may hold a token of yours.",
        other="{count} addresses are left out, as they may hold tokens of yours.",
    ),
    "share.nothing": "There is nothing here that can be shared: follow something first.",
    "share.gone": "What this link led to is no longer shared.",
    "share.brought": Plural(
        one="This link brings {count} thing to follow:",
        other="This link brings {count} things to follow:",
    ),
    "share.done": Plural(
        one="Followed: {count} of {all}.",
        other="Followed: {count} of {all}.",
    ),
    "button.follow_all": Plural(
        one="＋ Follow",
        other="＋ Follow all {count}",
    ),
    "button.share": "Share",
    "command.export": "Everything of this chat as files",
    "command.import": "Bring a list from elsewhere",
    "export.json": "Everything: what is followed, settings, what was told. Send it back to me to restore it.",
    "export.opml": "The feeds, for any other reader.",
    "import.how": "Send me the file: OPML of any reader or bot, the JSON of /export, or a text with one address a line. In a group, answer the file with /import.",
    "import.begun": "Taking it in: {done} of {count} …",
    "import.done": Plural(one="Now followed: {count} more.", other="Now followed: {count} more."),
    "import.there": Plural(
        one="{count} was followed already.", other="{count} were followed already."
    ),
    "import.refused": Plural(
        one="{count} cannot be followed:", other="{count} cannot be followed:"
    ),
    "import.reason": "• {title}: {why}",
    "import.undone": Plural(
        one="Undone: {count} no longer followed.", other="Undone: {count} no longer followed."
    ),
    "error.no_list": "That is no list I can read: send OPML, the JSON of /export, or a text with one address a line.",
    "error.list_large": "This list is larger than 1 MB.",
    "error.list_lost": "The file could not be fetched from Telegram; send it again.",
    "error.lists_hour": "That is many lists at once; try again in an hour.",
    "button.backup_first": "⬇ Backup first",
}
