"""Russian: what a digest leaves out, and the languages a chat reads."""

from __future__ import annotations

from bot.render.texts.plural import Entry, Plural

TEXTS: dict[str, Entry] = {
    "button.more": "Ещё ({count})",
    "button.held": "Придержано ({count})",
    "button.unread": "Другие языки ({count})",
    "button.reads": "Языки, на которых я читаю",
    "button.any_language": "Любой язык",
    "button.reads_as_met": "По подпискам",
    "left.also": "А также",
    "left.rest": "Что не поместилось",
    "left.held": "Придержано: это уже было у источника и пришло снова под другими адресами",
    "left.unread": "Только на языках, на которых вы не читаете",
    "left.older": Plural(
        one="Ещё {count}, постарше, найдёт /search.",
        few="Ещё {count}, постарше, найдёт /search.",
        many="Ещё {count}, постарше, найдёт /search.",
        other="Ещё {count}, постарше, найдёт /search.",
    ),
    "left.none": "Из этого выпуска ничего не выпало, или он больше не хранится.",
    "left.line_rest": Plural(
        one="Не поместился {count} сюжет.",
        few="Не поместилось {count} сюжета.",
        many="Не поместилось {count} сюжетов.",
        other="Не поместилось {count} сюжета.",
    ),
    "left.line_held": Plural(
        one="Придержана {count} статья, которая уже была.",
        few="Придержаны {count} статьи, которые уже были.",
        many="Придержано {count} статей, которые уже были.",
        other="Придержано {count} статьи, которые уже были.",
    ),
    "left.line_unread": Plural(
        one="Пропущен {count} сюжет на языках, на которых вы не читаете ({languages}).",
        few="Пропущено {count} сюжета на языках, на которых вы не читаете ({languages}).",
        many="Пропущено {count} сюжетов на языках, на которых вы не читаете ({languages}).",
        other="Пропущено {count} сюжета на языках, на которых вы не читаете ({languages}).",
    ),
    "left.last": Plural(
        one="{count} сюжет последнего выпуска не поместился:",
        few="{count} сюжета последнего выпуска не поместились:",
        many="{count} сюжетов последнего выпуска не поместились:",
        other="{count} сюжета последнего выпуска не поместились:",
    ),
    "digest.fetching": (
        "Это читается в первый раз: {sources}. Выпуск придёт, как только будет прочитано."
    ),
    "digest.none_yet": "В ваших подписках нет ничего за последние 24 часа. {next}",
    "settings.reads": "Вы читаете: {languages}",
    "settings.reads_any": "Вы читаете: на любом языке",
    "reads.screen": (
        "<b>Языки, на которых я читаю</b>\nНа них приходят сюжеты, если они есть у ваших источников; "
        "сюжеты только на других языках пропускаются, кроме источников, на которые вы подписаны."
    ),
}
