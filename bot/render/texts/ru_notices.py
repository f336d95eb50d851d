"""Russian: what is said of sources that fail."""

from __future__ import annotations

from bot.render.texts.plural import Entry

TEXTS: dict[str, Entry] = {
    "notice.failing": "{title}: источник не читается, все попытки неудачны (первая — {since}).",
    "notice.gone": (
        "Источник {title} закрылся: сайт сообщает, что его больше не будет. Он больше не читается."
    ),
    "notice.remove": (
        "Я продолжаю пробовать; новое придёт, как только получится. Чтобы отписаться: {command}"
    ),
    "notice.gone_remove": "Чтобы убрать его из списка: {command}",
    "notice.why.not_found": "По его адресу больше ничего нет (404); возможно, он переехал.",
    "notice.why.gone": "Сайт сообщает, что его больше не будет.",
    "notice.why.forbidden": "Сайт больше не разрешает программам его читать.",
    "notice.why.challenged": "Сайт просит подтвердить, что это человек, и не пускает программы.",
    "notice.why.rate_limited": "Сайт просит обращаться к нему реже.",
    "notice.why.server_error": "На сайте какая-то неполадка.",
    "notice.why.not_a_feed": "По его адресу больше нет новостной ленты.",
    "notice.why.too_large": "Он стал слишком большим.",
    "notice.why.private_address": "Его адрес больше не виден из интернета.",
    "notice.why.bad_address": "Его адрес больше не читается; возможно, он переехал.",
    "notice.why.certificate": "Сертификат сайта недействителен, поэтому он не читается.",
    "notice.why.timeout": "Сайт не отвечает вовремя.",
    "notice.why.unreachable": "До сайта не достучаться.",
    "notice.why.unreadable": "То, что он присылает, прочитать не удаётся.",
    "notice.why.robots": "Сайт просит программы его не читать.",
}
