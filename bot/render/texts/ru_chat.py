"""Russian: what is said in chats."""

from __future__ import annotations

from bot.render.texts.plural import Entry, Plural

TEXTS: dict[str, Entry] = {
    # the menu
    "command.start": "Начать: темы, часовой пояс, время",
    "command.subscribe": "Подписаться на тему, адрес или слова",
    "command.unsubscribe": "Отписаться",
    "command.list": "Ваши подписки",
    "command.topics": "Темы и источники на выбор",
    "command.digest": "Что нового прямо сейчас",
    "command.why": "Почему в последнем выпуске именно это",
    "command.preview": "Каким будет следующий выпуск",
    "command.search": "Поиск по всем статьям",
    "command.schedule": "Когда приходят выпуски",
    "command.timezone": "Ваш часовой пояс",
    "command.settings": "Все настройки",
    "command.language": "Язык бота",
    "command.pause": "Сделать перерыв",
    "command.resume": "Снова присылать выпуски",
    "command.status": "Последний и следующий выпуск",
    "command.privacy": "Что о вас хранится",
    "command.forgetme": "Удалить всё об этом чате",
    "command.cancel": "Отменить последний вопрос",
    "command.help": "Все команды",
    # help
    "help.title": (
        "Lede присылает новости, на которые вы подписаны: один раз, вовремя, словами "
        "самих источников."
    ),
    "help.news": "Новости",
    "help.times": "Время",
    "help.chat": "Этот чат",
    "help.admin": "Операторам",
    "help.line": "/{name} – {what}",
    "help.end": "Чтобы подписаться, можно просто прислать ссылку.",
    # following
    "topics.screen": ("<b>Темы и источники</b>\nНажмите, чтобы подписаться или отписаться."),
    "topics.none": "Готовых тем здесь пока нет.",
    "follow.ask": "Напишите тему, адрес сайта или ленты либо слова для поиска.",
    "follow.looking": "Смотрю {address} …",
    "follow.choose": "По этому адресу несколько лент. Какую выбрать?",
    "follow.new": "Вы подписались: <b>{title}</b>.",
    "follow.already": "Вы уже подписаны: <b>{title}</b>.",
    "follow.headline": "• {headline}",
    "follow.gone": "Вы отписались: <b>{title}</b>.",
    "follow.gone_short": "Вы отписались: {title}",
    "follow.new_notice": "Вы подписались",
    "follow.gone_notice": "Вы отписались",
    "list.title": Plural(
        one="{count} подписка:",
        few="{count} подписки:",
        many="{count} подписок:",
        other="{count} подписки:",
    ),
    "list.line": "• {title}",
    "list.empty": (
        "Подписок пока нет. Нажмите на тему, пришлите ссылку или напишите слова после /subscribe."
    ),
    # digests and search
    "digest.coming": "Уже в пути",
    "digest.follow_first": "Подписок пока нет, поэтому и присылать нечего.",
    "digest.nothing_new": "С последнего выпуска ничего нового. {next}",
    "preview.title": "<b>Предварительный просмотр.</b> {next}",
    "why.none": "Выпусков ещё не было, объяснять пока нечего.",
    "why.title": "<b>Почему эти истории?</b> Выпуск от {at}:",
    "why.line": "<b>{number}.</b> {headline}\n<i>{interest} · {sources}</i>",
    "why.sources": Plural(
        one="{count} статья", few="{count} статьи", many="{count} статей", other="{count} статьи"
    ),
    "why.hint": "Нажмите номер или наберите <code>/why 2</code>, чтобы увидеть причины.",
    "why.story": "<b>{number}. {headline}</b>",
    "why.follows": "Вы подписаны: <b>{interest}</b>.",
    "why.update": "Об этом уже рассказывалось; это то новое, что появилось.",
    "why.speaks": "За историю говорит {source}: рано, надёжно и с полным началом. Сочтены той же новостью:",
    "why.joined": "• {source}: {headline}\n  <i>общие слова: {words}</i>",
    "part.title": "Теперь здесь это две истории. Вторая:",
    "part.united": "Это снова одна история.",
    "why.alone": "Об этом пишет только {source}.",
    "why.rank": "Её вес, {total}, складывается из:",
    "why.part": "• {name}: {value}",
    "why.coverage": "сколько источников пишут",
    "why.recency": "насколько это ново",
    "why.source": "вес источника",
    "why.rarity": "у источника мало другого",
    "why.topic": "место вашей подписки",
    "search.ask": "Что искать?",
    "plain.stop": "Как скажете: приостановить выпуски на время или выбрать, от чего отписаться.",
    "plain.thanks": "Пожалуйста!",
    "plain.place": "Чтобы настроить часы, напишите большой город рядом с вами.",
    "plain.unread": "Я понимаю слова и ссылки: пришлите тему, адрес сайта или @канал, чтобы подписаться; остальное — в /help.",
    "plain.offer": "Что сделать с «{words}»?",
    # times
    "next.at": "Следующий выпуск: {at} ({zone}).",
    "next.never": "Выпуски не запланированы; время задаёт /schedule.",
    "next.paused": "Выпуски приостановлены; /resume включит их снова.",
    "next.paused_until": "Выпуски приостановлены до {at}; /resume включит их снова.",
    "schedule.title": "<b>Когда приходят выпуски</b>",
    "schedule.line": "• {schedule}",
    "schedule.hint": "Или словами: <code>/schedule 08:00 18:30 будни</code>",
    "schedule.ask": "Напишите время и, если не каждый день, дни, например: 08:00 18:30 будни",
    "schedule.done": "Установлено: {schedule}.",
    "zone.screen": "<b>Часовой пояс:</b> {zone}. Там сейчас {time}.",
    "zone.ask": "Напишите крупный город рядом с вами или название пояса или пришлите геопозицию (📎); например: Москва",
    "zone.done": "Установлено: {zone}. Там сейчас {time}.",
    "pause.screen": "На сколько приостановить выпуски?",
    "pause.ask": "Напишите, на сколько или до какого дня, например: 10 дней или 3 мая",
    "pause.until": "Пауза до {at}. Самое важное за это время придёт одним выпуском.",
    "pause.ever": "Пауза, пока вы не напишете /resume.",
    "pause.over": "Выпуски снова приходят.",
    # подборки
    "command.briefings": "Несколько подборок: список, новая, имя, удаление",
    "briefings.title": "<b>Ваши подборки</b>",
    "briefings.line": "<b>{name}</b>: {schedule}",
    "briefings.hint": "Нажмите на подборку, чтобы изменить её. Словами: <code>/subscribe наука: чёрные дыры</code>",
    "briefings.ask_name": "Напишите название, например: наука",
    "briefings.unknown": "Подборки «{name}» пока нет.",
    "briefings.confirm": Plural(
        one="Удалить подборку <b>{name}</b> и {count} подписку в ней?",
        few="Удалить подборку <b>{name}</b> и {count} подписки в ней?",
        many="Удалить подборку <b>{name}</b> и {count} подписок в ней?",
        other="Удалить подборку <b>{name}</b> и {count} подписки в ней?",
    ),
    "briefings.removed": "Удалено: {name}",
    "schedule.about": "Подборка: <b>{name}</b>",
    # settings
    "settings.title": "<b>Настройки</b>",
    "settings.schedule": "Выпуски: {schedule}",
    "settings.length": Plural(
        one="Не больше {count} истории",
        few="Не больше {count} историй",
        many="Не больше {count} историй",
        other="Не больше {count} истории",
    ),
    "settings.minutes": Plural(
        one="Чтения примерно на {count} минуту",
        few="Чтения примерно на {count} минуты",
        many="Чтения примерно на {count} минут",
        other="Чтения примерно на {count} минуты",
    ),
    "settings.any_long": "Сколько угодно чтения",
    "settings.style_compact": "Кратко: заголовки с источниками",
    "settings.style_standard": "Обычно: заголовки с первыми фразами",
    "settings.style_full": "Подробно: заголовки и больше первых фраз",
    "settings.preview": "С картинкой главной новости",
    "settings.language": "Язык: {name}",
    "language.screen": "<b>Язык</b>",
    # status and privacy
    "status.title": "<b>Состояние</b>",
    "status.followed": Plural(
        one="{count} подписка.",
        few="{count} подписки.",
        many="{count} подписок.",
        other="{count} подписки.",
    ),
    "status.none_yet": "Выпусков ещё не было.",
    "status.last": "Последний выпуск: {at}, доставлено сообщений: {sent} из {parts}.",
    "privacy.text": (
        "<b>Что хранится об этом чате</b>\n"
        "• его номер в Telegram, для групп также название\n"
        "• язык, часовой пояс, расписание и тихие часы\n"
        "• подписки, скрытое и сохранённое, и какие истории уже присланы\n"
        "Сообщения удаляются сразу после обработки; никому ничего не передаётся. "
        "/forgetme удаляет всё сразу, вместе с лентами и словами, за которыми следит только "
        "этот чат. Копии базы данных на случай поломки хранятся {days} дн."
    ),
    "forget.confirm": "Удалить всё об этом чате: подписки, настройки и историю? Это нельзя отменить.",
    "forget.done": (
        "Всё об этом чате удалено.\n"
        "Подписки: {followed} · выпуски: {digests} · свои слова: {words} · "
        "свои ленты: {feeds} · чаты или темы: {chats}\n"
        "Копии базы данных исчезнут через {days} дн. /start начнёт заново."
    ),
    "cancel.done": "Отменено.",
}
