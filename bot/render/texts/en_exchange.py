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
}
