"""German: links to share, lists that come and go."""

from __future__ import annotations

from bot.render.texts.plural import Entry, Plural

TEXTS: dict[str, Entry] = {
    "command.share": "Ein Link zu dem, was Sie verfolgen, für andere",
    "share.link": Plural(
        one="Ein Link zu {count} Abonnement:",
        other="Ein Link zu {count} Abonnements:",
    ),
    "share.person": "Für eine Person: {url}",
    "share.group": "Für eine Gruppe: {url}",
    "share.kept_back": Plural(
        one="{count} Adresse fehlt: sie könnte ein Token von Ihnen enthalten.",
        other="{count} Adressen fehlen: sie könnten Token von Ihnen enthalten.",
    ),
    "share.nothing": "Hier gibt es nichts zu teilen: folgen Sie zuerst etwas.",
    "share.gone": "Was dieser Link meinte, wird nicht mehr geteilt.",
    "share.brought": Plural(
        one="Dieser Link bringt {count} Abonnement:",
        other="Dieser Link bringt {count} Abonnements:",
    ),
    "share.done": Plural(
        one="Übernommen: {count} von {all}.",
        other="Übernommen: {count} von {all}.",
    ),
    "button.follow_all": Plural(
        one="＋ Folgen",
        other="＋ Allen {count} folgen",
    ),
    "button.share": "Teilen",
}
