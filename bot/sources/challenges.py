"""Pages that ask for a person instead of giving what was asked for, whatever their status says."""

from __future__ import annotations

import re
from collections.abc import Mapping

#: Bytes of a page that are looked at; these pages are small, and say early what they are.
_LOOKED_AT = 64 * 1024
#: Letters that readers see on such a page, at the most: an article that carries the same
#: protection has more.
_MOST_SEEN, _MOST_TITLED = 1200, 500
#: Headers in which a service says that it stopped a request.
_HEADERS = {
    "cf-mitigated": "challenge",
    "x-amzn-waf-action": "c",
    "x-datadome": "protected",
    "x-sucuri-block": "",
    "sg-captcha": "challenge",
}
#: What the markup of such pages holds: scripts, forms and addresses of the services.
_MARKS = re.compile(
    rb"/cdn-cgi/challenge-platform/|challenges\.cloudflare\.com|_cf_chl_opt|cf-browser-verification"
    rb"|_incapsula_resource|captcha-delivery\.com|px-captcha|perimeterx|awswafcookie|aws-waf-token"
    rb"|awswaf\.com|ddos-guard|sgcaptcha|slowaes|tonumbers\(|anubis_challenge|/\.within\.website/"
    rb"|kpsdk|_kramericaindustries|bobcmn|friendlycaptcha|geetest|wafchallenge|sucuri_cloudproxy"
    rb"|qrator|servicepipe|variti|g-recaptcha|h-captcha|hcaptcha\.com|cf-turnstile|smartcaptcha",
)
#: What their titles say, in the languages that services show them in.
_TITLES = re.compile(
    r"just a moment|attention required|access denied|are you (?:a )?(?:human|robot)|verify(?:ing)? you are"
    r"|verify (?:that )?you|human verification|security check|checking (?:if|your) |ddos[- ]guard"
    r"|making sure you|not a (?:bot|robot)|bot (?:check|protection|verification)|robot check"
    r"|please wait\b.{0,20}\Z|one moment|pardon our interruption|request (?:blocked|unsuccessful)"
    r"|einen moment|nur einen moment|sind sie ein mensch|kein roboter|sicherheits(?:überprüfung|prüfung)"
    r"|un (?:instant|momento)|vérification de sécurité|pas un robot|verificación|no eres un robot|um momento"
    r"|verifica(?:ção)? |attendere|подождите|одну минуту|вы не робот|проверка "
    r"браузера|не робот"
    r"|зачекайте|請稍候|请稍候|安全验证|人机验证|しばらくお待ち"
    r"|ロボットではない|잠시만|로봇이 아닙니다"
    r"|bir dakika|lütfen bekleyin|proszę czekać|chwileczkę|een moment|et øjeblik|ett ögonblick",
    re.IGNORECASE,
)
_TITLE = re.compile(rb"<title[^<>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_UNSEEN = re.compile(rb"<(script|style|noscript|svg|head)\b.{0,65536}?</\1\s{0,9}>", re.DOTALL)
_TAG = re.compile(rb"<[^<>]{0,4000}>")
_HTML = re.compile(rb"\s*(?:<!--[^>]{0,2000}-->\s*)?<(?:!doctype html|html|head|body)\b")


def asks_for_person(headers: Mapping[str, str], body: bytes) -> bool:
    """True if an answer is a page that wants to see a person first.

    A service says so in a header; or a page with hardly any text holds the marks of one, or
    has a title of such pages and a script or a form. `headers` have lower-case names.
    """
    for name, value in _HEADERS.items():
        if name in headers and headers[name].lower().startswith(value):
            return _is_page(body)
    start = body[:_LOOKED_AT].lower()
    if not _HTML.match(start[:4096]):
        return False
    title = _TITLE.search(start)
    said = title[1].decode("utf-8", "replace") if title else ""
    marked = _MARKS.search(start) is not None
    titled = _TITLES.search(said) is not None and (b"<script" in start or b"<form" in start)
    return (marked or titled) and _seen(start) <= (_MOST_SEEN if marked else _MOST_TITLED)


def _is_page(body: bytes) -> bool:
    return not body or _HTML.match(body[:4096].lower()) is not None


def _seen(page: bytes) -> int:
    """About how many letters readers of a page in lower case see."""
    text = _TAG.sub(b" ", _UNSEEN.sub(b" ", page)).decode("utf-8", "replace")
    return sum(map(str.isalpha, text))
