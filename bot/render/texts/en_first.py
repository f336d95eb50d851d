"""English: the first minute."""

from __future__ import annotations

from bot.render.texts.plural import Entry

TEXTS: dict[str, Entry] = {
    "start.hello": (
        "<b>Hello! I am Lede.</b>\n"
        "I send you the news you choose as one digest, at your time: the true headlines "
        "and opening sentences, each story once."
    ),
    "start.topics": (
        "What do you want to read? Press a topic: its news comes at once. More topics, then “Next”."
    ),
    "start.no_topics": "There are no ready-made topics yet. Send me a link, or words to follow.",
    "start.link": (
        "You can also send the link of any site, <code>@channel</code>, or forward a post: I follow it."
    ),
    "start.clock": (
        "<b>When?</b> {schedule}. It is {now} there now.\n{next}\nAnother time, or "
        "another place? Press it. Then “Done”."
    ),
    "start.operator": (
        "<b>You are the operator.</b> Everybody sees the topics above. Add a source of "
        "your own, look at the catalogue of public feeds, or have a test digest sent to "
        "you."
    ),
    "start.done": "<b>All set.</b>",
    "start.follow": "You follow nothing yet: /topics shows what there is, or send me a link.",
    "start.nothing_yet": (
        "Nothing new in the last day in what you chose; the first digest comes with the first news."
    ),
    "start.paused": "Digests are paused; /resume sends them again.",
    "group.hello": "Hello! I can bring this group a news digest. Administrators begin with /start.",
    "follow.reading": "Its news comes as soon as it has been read.",
    "when.today": "today at {time}",
    "when.tomorrow": "tomorrow at {time}",
    "button.done": "✓ Done",
    "button.own_source": "＋ Own source",
    "button.catalogue": "Catalogue",
    "button.test_digest": "Test digest",
    # the catalogue
    "shelf.countries": "<b>Countries</b>\nPress to follow the news of a country.",
    "shelf.topics": "<b>Topics in: {name}</b>\nPress to follow or to stop following.",
    "shelf.languages": "<b>In which language?</b>",
    "button.countries": "🌍 Countries",
    "button.languages": "🗣 Languages",
    # what Telegram shows of the bot
    "bot.description": "Your news as one digest, at your time: the true headlines and opening sentences of the sources you choose, each story once. Press START, then a topic: its news comes at once.",
    "bot.short": "News digests at your time, in the sources’ own words, each story once.",
}
