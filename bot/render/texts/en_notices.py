"""English: what is said of sources that fail."""

from __future__ import annotations

from bot.render.texts.plural import Entry

TEXTS: dict[str, Entry] = {
    "notice.failing": "{title} cannot be read: every try since {since} failed.",
    "notice.gone": (
        "{title} has ended: the site says that it is gone for good. It is not read any more."
    ),
    "notice.remove": (
        "I keep trying, and what is new comes as soon as it can be read. To "
        "stop following it: {command}"
    ),
    "notice.gone_remove": "To take it off your list: {command}",
    "notice.why.not_found": "There is nothing at its address any more (404); it may have moved.",
    "notice.why.gone": "The site says that it is gone for good.",
    "notice.why.forbidden": "The site no longer lets programs read it.",
    "notice.why.challenged": "The site asks for a person and keeps programs out.",
    "notice.why.rate_limited": "The site asks for fewer requests.",
    "notice.why.server_error": "The site has a problem of its own.",
    "notice.why.not_a_feed": "What is at its address is no news feed any more.",
    "notice.why.too_large": "It has become too large to be read.",
    "notice.why.private_address": "Its address is no longer on the public internet.",
    "notice.why.bad_address": "Its address can no longer be read; it may have moved.",
    "notice.why.certificate": "The site’s certificate is not valid, so it is not read.",
    "notice.why.timeout": "The site does not answer in time.",
    "notice.why.unreachable": "The site cannot be reached.",
    "notice.why.unreadable": "What it sends cannot be read.",
    "notice.why.robots": "The site asks programs not to read it.",
    "notice.refused": "Since {since} I am not allowed to write in {title}.",
    "notice.refused_closed": "Since {since} the topic of {title} that I write in is closed.",
    "notice.refused_kept": (
        "Nothing is lost: I try again at the next digest and then every day, and the first one "
        "that arrives tells it all. Please allow me to send messages there."
    ),
    "notice.refused_kept_closed": (
        "Nothing is lost: I try again at the next digest and then every day, and the first one "
        "that arrives tells it all."
    ),
    "notice.lost_topic": (
        "The topic that my digests came in has been deleted. From now on they come here; what "
        "they are about and when is as before: /settings"
    ),
}
