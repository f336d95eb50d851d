"""Bytes to text: which of the encodings that are claimed, or that fit, it is."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_XML_DECLARATION = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)

#: What the web means by these names.
_ALIASES = {
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "ascii", "us-ascii"), "cp1252"),
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "iso-8859-9": "cp1254",
    "x-gbk": "gb18030",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "x-user-defined": "cp1252",
}
#: Never what a document on the web is in.
_REFUSED = frozenset(
    {"idna", "punycode", "utf-7", "unicode_escape", "raw_unicode_escape", "undefined"}
)

#: What is guessed among, and how many bytes are looked at.
_GUESSED = (
    *("cp1251", "koi8_r", "cp1252", "cp1250", "iso8859_2", "cp1253", "cp1254", "cp1255"),
    *("cp1256", "cp932", "euc_jp", "gb18030", "big5", "cp949", "cp866", "cp874"),
)
_SAMPLE_BYTES = 32 * 1024
#: Wrong bytes in UTF-8 that are damage rather than another encoding: one in so many others.
_DAMAGE = 20


def decode(data: bytes, content_type: str = "") -> str:
    """The text of a document; never raises.

    Order: byte order mark; valid UTF-8, which hardly anything else is by accident; the HTTP
    header's charset; the document's own declaration; UTF-8 with a few damaged bytes; a guess.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    if (wide := _wide(data)) is not None:
        return data.decode(wide, "replace")
    claims = [_known(name) for name in _claims(data, content_type)]
    stateful = any(name.startswith(("iso2022", "hz", "utf_16", "utf_32")) for name in claims)
    if not stateful:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    for name in claims:
        if name and name != "utf-8":
            try:
                return data.decode(name)
            except (UnicodeDecodeError, LookupError):
                continue
    damaged = data.decode("utf-8", "replace")
    good = sum(1 for byte in data if byte >= 0xC2)
    if damaged.count("\ufffd") * _DAMAGE <= good:
        return damaged
    return _guess(data, claims) or damaged


def charset_of(content_type: str) -> str:
    """The charset of a `Content-Type` header, or empty."""
    found = _CHARSET.search(content_type)
    return found[1] if found else ""


def _wide(data: bytes) -> str | None:
    """UTF-16 and UTF-32 without a mark, told by the zeros of `<` or `{`."""
    start = data[:4]
    for pattern, name in (
        (b"<\x00\x00\x00", "utf-32-le"),
        (b"\x00\x00\x00<", "utf-32-be"),
        (b"<\x00", "utf-16-le"),
        (b"\x00<", "utf-16-be"),
        (b"{\x00", "utf-16-le"),
        (b"\x00{", "utf-16-be"),
    ):
        if start.startswith(pattern):
            return name
    return None


def _claims(data: bytes, content_type: str) -> list[str]:
    claims = [charset_of(content_type)]
    if found := _XML_DECLARATION.match(data[:400]) or _META.search(data[:4096]):
        claims.append(found[1].decode("ascii"))
    return [claim for claim in claims if claim]


def _known(name: str) -> str:
    """Python's name of an encoding, or empty."""
    name = name.strip().lower()
    name = _ALIASES.get(name, name)
    try:
        known = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    text = getattr(known, "_is_text_encoding", True) and known.name not in _REFUSED
    return known.name if text else ""


def _guess(data: bytes, claims: list[str]) -> str | None:
    """The text decoded by the encoding that is detected as most likely, or None."""
    from charset_normalizer import from_bytes

    wide = [byte for byte in data if byte >= 0x80][:_SAMPLE_BYTES]
    first = next((at for at, byte in enumerate(data) if byte >= 0x80), 0)
    sample = data[max(0, first - 200) : first + _SAMPLE_BYTES] if wide else data[:_SAMPLE_BYTES]
    best = from_bytes(sample, cp_isolation=list(_GUESSED)).best()
    name = best.encoding if best is not None else next(filter(None, claims), None)
    return data.decode(name, "replace") if name else None
