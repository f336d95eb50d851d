"""Russian: mutes, quiet hours, alerts, what is saved and caught up with."""

from __future__ import annotations

from bot.render.texts.plural import Entry, Plural

TEXTS: dict[str, Entry] = {
    # mutes
    "command.mute": "Слова, о которых вы не хотите читать",
    "command.unmute": "Снова читать о скрытом",
    "button.mutes": "Скрытые слова",
    "button.mute_words": "Скрыть слова…",
    "button.muted": "Скрыто ({count})",
    "mute.screen": "<b>Скрыто</b>\nСюжеты об этом сюда не приходят. Нажмите, чтобы вернуть.",
    "mute.none": (
        "<b>Скрыто</b>\nНичего не скрыто. Сюжеты со скрытыми словами не попадают ни в сводки, ни в "
        "срочные сообщения: выберите готовый набор или напишите слова, например "
        "<code>/mute биткоин ИЛИ криптовалюта</code>."
    ),
    "mute.ask": "О каких словах вы не хотите читать?",
    "mute.done": "Скрыто: <b>{words}</b>",
    "mute.already": "Это уже скрыто: <b>{words}</b>",
    "mute.gone": "Больше не скрыто: <b>{words}</b>",
    "mute.takes": Plural(
        one="Из следующей сводки уйдёт {count} сюжет:",
        few="Из следующей сводки уйдут {count} сюжета:",
        many="Из следующей сводки уйдут {count} сюжетов:",
        other="Из следующей сводки уйдут {count} сюжета:",
    ),
    "mute.set.sport": "Спортивные результаты",
    "mute.set.celebrities": "Знаменитости",
    "mute.set.war": "Война",
    "digest.muted": Plural(
        one="Скрыт {count} сюжет",
        few="Скрыто {count} сюжета",
        many="Скрыто {count} сюжетов",
        other="Скрыто {count} сюжета",
    ),
    "left.muted": "Не рассказано, потому что вы это скрыли",
    "left.line_muted": Plural(
        one="Не рассказан {count} сюжет о том, что вы скрыли (/mute).",
        few="Не рассказаны {count} сюжета о том, что вы скрыли (/mute).",
        many="Не рассказаны {count} сюжетов о том, что вы скрыли (/mute).",
        other="Не рассказаны {count} сюжета о том, что вы скрыли (/mute).",
    ),
    "error.not_muted": "«{words}» не скрыто.",
    "error.mutes_many": Plural(
        one="Можно скрыть не больше {count} пункта; сначала уберите его.",
        few="Можно скрыть не больше {count} пунктов; сначала уберите один.",
        many="Можно скрыть не больше {count} пунктов; сначала уберите один.",
        other="Можно скрыть не больше {count} пункта; сначала уберите один.",
    ),
    # quiet hours
    "command.quiet": "Когда ничто не должно звучать",
    "button.quiet": "Тихие часы",
    "button.quiet_type": "Другие…",
    "button.quiet_off": "Нет",
    "quiet.line": "Тихие часы: {times}",
    "quiet.none": "Тихие часы: нет",
    "quiet.screen": (
        "<b>Тихие часы</b>\nСводки в это время приходят без звука, срочные сообщения ждут конца. Время: {zone}.\n"
        "{now}"
    ),
    "quiet.ask": "С какого до какого часа? Например, 22:00-07:00",
    # alerts
    "command.alert": "Узнавать сразу, не дожидаясь сводки",
    "button.alerts": "🔔 Срочное",
    "alert.screen": (
        "<b>Срочное</b>\nОтмеченное 🔔 приходит сразу; следующая сводка лишь отмечает это "
        "галочкой. Нажмите, чтобы изменить. {quiet}"
    ),
    "alert.none": (
        "Вы пока ни на что не подписаны. Например: <code>/alert землетрясение ИЛИ цунами</code>"
    ),
    "alert.on": "🔔 <b>{title}</b> теперь приходит сразу.",
    "alert.off": "<b>{title}</b> приходит только в сводках.",
    "alert.looking": (
        "Когда это найдётся, вы будете подписаны; тогда нажмите здесь на название, чтобы "
        "узнавать сразу: /alert"
    ),
    "digest.ticked": "Уже сообщалось",
    "alert.together": Plural(
        one="{count} сюжет, который ждал",
        few="{count} сюжета, которые ждали",
        many="{count} сюжетов, которые ждали",
        other="{count} сюжета, которые ждали",
    ),
    # catching up
    "command.catchup": "Лучшее за последние дни одной сводкой",
    "button.days": Plural(
        one="{count} день", few="{count} дня", many="{count} дней", other="{count} дня"
    ),
    "catchup.none": Plural(
        one="За последний {count} день в ваших подписках ничего нет.",
        few="За последние {count} дня в ваших подписках ничего нет.",
        many="За последние {count} дней в ваших подписках ничего нет.",
        other="За последние {count} дня в ваших подписках ничего нет.",
    ),
    "error.catchup": "Напишите, за какое время: число дней или прошедший день.",
}
