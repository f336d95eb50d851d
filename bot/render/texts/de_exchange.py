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
    "command.export": "Alles aus diesem Chat als Dateien",
    "command.import": "Eine Liste mitbringen",
    "export.json": "Alles: was verfolgt wird, Einstellungen, was erzählt wurde. Schicken Sie es mir zurück, um es wiederherzustellen.",
    "export.opml": "Die Feeds, für jeden anderen Reader.",
    "import.how": "Schicken Sie mir die Datei: OPML aus einem Reader oder Bot, das JSON von /export oder einen Text mit einer Adresse je Zeile. In einer Gruppe antworten Sie auf die Datei mit /import.",
    "import.begun": "Wird übernommen: {done} von {count} …",
    "import.done": Plural(one="Neu verfolgt: {count}.", other="Neu verfolgt: {count}."),
    "import.there": Plural(one="{count} war schon da.", other="{count} waren schon da."),
    "import.refused": Plural(one="{count} geht nicht:", other="{count} gehen nicht:"),
    "import.reason": "• {title}: {why}",
    "import.undone": Plural(one="Zurückgenommen: {count}.", other="Zurückgenommen: {count}."),
    "error.no_list": "Das ist keine Liste, die ich lesen kann: schicken Sie OPML, das JSON von /export oder einen Text mit einer Adresse je Zeile.",
    "error.list_large": "Diese Liste ist größer als 1 MB.",
    "error.list_lost": "Die Datei war bei Telegram nicht zu holen; schicken Sie sie noch einmal.",
    "error.lists_hour": "Das sind viele Listen auf einmal; versuchen Sie es in einer Stunde wieder.",
    "button.backup_first": "⬇ Erst sichern",
}
