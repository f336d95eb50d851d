"""Feeds as written in the wild: every format, its quirks, and what would lose or twist articles."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.drafts import Draft
from bot.sources.feed_reading import read_feed
from tests.support.sources import NOW

DATA = Path(__file__).parent.parent / "data" / "feeds"
URL = "https://news.example/deep/feed.xml"
AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def read(text: str | bytes, content_type: str = "") -> list[Draft]:
    data = text.encode() if isinstance(text, str) else text
    return list(read_feed(data, content_type, URL, NOW).drafts)


def one(text: str | bytes, content_type: str = "") -> Draft:
    (draft,) = read(text, content_type)
    return draft


def rss(item: str, *, head: str = '<?xml version="1.0"?>', attributes: str = "") -> str:
    return f'{head}<rss version="2.0" {attributes}><channel><title>x</title><item>{item}</item></channel></rss>'


def atom(entry: str, attributes: str = "") -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}><title>x</title><entry>{entry}</entry></feed>'


@pytest.mark.parametrize("path", sorted(DATA.glob("*")), ids=lambda path: path.name)
def test_each_format_gives_the_same_articles(path: Path) -> None:
    """RSS 0.91, 0.92, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed: two articles, the same words."""
    document = read_feed(path.read_bytes(), "", URL, NOW)
    assert not document.suspicious
    assert document.title == "The Harbour Gazette"
    assert [draft.headline for draft in document.drafts] == [
        "Harbour reopens after storm & flood",
        "Council votes on the bridge",
    ]
    assert [draft.url for draft in document.drafts] == [
        "https://gazette.example/harbour",
        "https://gazette.example/bridge",
    ]
    first = document.drafts[0]
    assert "cranes moved again" in (first.body or first.summary)
    dated = path.stem not in ("rss091", "rss092")
    assert (first.published_at == AT) is dated


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Rock &amp; roll", "Rock & roll"),
        ("Rock &amp;amp; roll", "Rock & roll"),
        ("Rock & roll", "Rock & roll"),
        ("Caf&eacute; &nbsp;opens", "Café opens"),
        ("<![CDATA[Rock & <b>roll</b>]]>", "Rock & roll"),
        ("<![CDATA[a < b & c > d]]>", "a < b & c > d"),
        ("5 &lt; 6", "5 < 6"),
        ("&lt;b&gt;Bold&lt;/b&gt;&lt;br&gt;words", "Bold words"),
        ("  many\n   spaces ", "many spaces"),
        ("Don\u0092t", "Don’t"),
        ("caf\u00c3\u00a9", "cafÃ©"),
        ("&#8220;Quoted&#8221; &#X41;", "“Quoted” A"),
        ("&unknown; thing", "&unknown; thing"),
        ("a\x00b\x08c", "abc"),
    ],
)
def test_titles_become_plain_words(title: str, words: str) -> None:
    """Entities decoded once more where feeds encode twice; nothing else changed."""
    assert one(rss(f"<title>{title}</title><link>https://a.example/</link>")).headline == words


def test_an_xhtml_title_and_content_keep_their_words() -> None:
    """Their markup is XML children, not text."""
    draft = one(
        atom(
            '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">One <b>two</b></div></title>'
            '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Three</p></div></content>'
        )
    )
    assert draft.headline == "One two"
    assert "<p" in draft.body
    assert "Three" in draft.body


@pytest.mark.parametrize(
    ("name", "link"),
    [("https://a.test/1", "https://a.test/1"), ("urn:a:1", ""), ("tag:a.test,2026:1", "")],
)
def test_an_atom_name_that_is_an_address_is_the_link_where_there_is_none(
    name: str, link: str
) -> None:
    """Entries without a link are found where their name says; no other name is one."""
    entry = f"<entry><id>{name}</id><title>News</title></entry>"
    (draft,) = read(f"<feed xmlns='http://www.w3.org/2005/Atom'>{entry}</feed>")
    assert (draft.key, draft.url) == (name, link)


def test_atom_text_is_text_and_not_markup() -> None:
    """`type=text` with angle brackets shows them."""
    draft = one(
        atom('<title type="text">a &lt;b&gt; c</title><summary type="text">x &lt;i&gt; y</summary>')
    )
    assert draft.headline == "a <b> c"
    assert draft.summary == "x &lt;i&gt; y"


@pytest.mark.parametrize(
    ("entry", "link"),
    [
        ('<link rel="enclosure" href="https://a.example/a.mp3"/><link '
        'href="https://a.example/a"/>', "https://a.example/a"),
        ((
'<link rel="self" href="https://a.example/s"/><link rel="alternate" '
'href="https://a.example/a"/>'
), "https://a.example/a"),
        ((
'<link rel="alternate" type="application/pdf" href="https://a.example/p"/><link '
'rel="alternate" type="text/html" href="https://a.example/a"/>'
), "https://a.example/a"),
        ('<link href="/a?b=1&amp;c=2"/>', "https://news.example/a?b=1&c=2"),
        ('<link href="a" xml:base="https://b.example/x/"/>', "https://b.example/x/a"),
        ('<link href="javascript:alert(1)"/>', ""),
        ('<link href="//c.example/a"/>', "https://c.example/a"),
    ],
)  # fmt: skip
def test_the_link_is_the_article_s(entry: str, link: str) -> None:
    """Not its sound, its comments or itself; absolute, http(s) only."""
    assert one(atom(f"<title>t</title>{entry}")).url == link


def test_bases_add_up() -> None:
    """Of the feed, the entry and the link."""
    text = atom(
        '<title>t</title><link href="three"/>', attributes='xml:base="https://b.example/one/"'
    )
    text = text.replace("<entry>", '<entry xml:base="two/">')
    assert one(text).url == "https://b.example/one/two/three"


@pytest.mark.parametrize(
    ("item", "url", "key"),
    [
        ("<guid>https://a.example/1</guid>", "https://a.example/1", "https://a.example/1"),
        ('<guid isPermaLink="false">https://a.example/1</guid>', "", "https://a.example/1"),
        ("<guid> 17 </guid><link>https://a.example/1</link>", "https://a.example/1", "17"),
        ("<guid></guid><link>https://a.example/1</link>", "https://a.example/1", ""),
        ("<link><![CDATA[https://a.example/?a=1&b=2]]></link>", "https://a.example/?a=1&b=2", ""),
    ],
)
def test_ids_and_links_stand_for_each_other_only_where_they_may(
    item: str, url: str, key: str
) -> None:
    """A guid is a link unless it says that it is none."""
    draft = one(rss(f"<title>t</title>{item}"))
    assert (draft.url, draft.key) == (url, key)


def test_the_same_id_for_all_entries_loses_none() -> None:
    """The first keeps it, the others get their links added; a true repetition is one article."""
    items = "".join(
        f"<item><title>{name}</title><guid isPermaLink='false'>same</guid>"
        f"<link>https://a.example/{name}</link></item>"
        for name in ("a", "b", "b")
    )
    drafts = read(rss("").replace("<item></item>", items))
    assert [draft.headline for draft in drafts] == ["a", "b"]
    assert len({draft.key for draft in drafts}) == 2


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (b'<?xml version="1.0"?>%s', ""),
        (b'<?xml version="1.0" encoding="koi8-r"?>%s', ""),
        (b'<?xml version="1.0" encoding="windows-1251"?>%s', ""),
        (b"%s", "application/xml; charset=windows-1251"),
        (b'<?xml version="1.0" encoding="utf-8"?>%s', "text/xml; charset=iso-8859-1"),
        (b'<?xml version="1.0" encoding="utf-8"?>%s cp1251', ""),
        (b"%s cp1251", ""),
        (b"\xef\xbb\xbf<?xml version='1.0' encoding='utf-16'?>%s", ""),
    ],
)
def test_cyrillic_survives_right_and_wrong_declarations(data: bytes, content_type: str) -> None:
    """What is valid UTF-8 is UTF-8; else the header, the declaration, a guess."""
    words = "Мэр города открыл новую набережную после долгого ремонта"
    encoding = "utf-8"
    for name, sign in (("koi8-r", b"koi8-r"), ("cp1251", b"windows-1251"), ("cp1251", b"cp1251")):
        if sign in data or (sign == b"windows-1251" and "1251" in content_type):
            encoding = name
    text = rss(f"<title>{words}</title><link>https://a.example/</link>", head="").encode(encoding)
    draft = one(data.replace(b"%s", text).replace(b" cp1251", b""), content_type)
    assert draft.headline == words


def test_one_damaged_byte_damages_one_letter() -> None:
    """Not the charset of the whole feed."""
    words = "Мэр города открыл новую набережную после долгого ремонта"
    data = rss(f"<title>{words}</title><link>https://a.example/</link>").encode()
    spot = data.index("набережную".encode())
    headline = one(data[:spot] + b"\xff" + data[spot + 1 :]).headline
    assert headline.startswith("Мэр города открыл новую ")
    assert headline.endswith("после долгого ремонта")


def test_utf16_is_read_with_and_without_a_mark() -> None:
    """Some servers on Windows send it."""
    text = rss("<title>Grüße</title><link>https://a.example/</link>", head="")
    assert one(text.encode("utf-16")).headline == "Grüße"
    assert one(text.encode("utf-16-le")).headline == "Grüße"


@pytest.mark.parametrize(
    "broken",
    [
        "\n\n  <?xml version='1.0'?>" + rss("<title>t</title>", head=""),
        "<b>Warning</b>: mysql_connect() in /x.php\n" + rss("<title>t</title>"),
        rss("<title>t</titel><link>https://a.example/</link>"),
        rss("<title>t</title><description>a & b < c</description>"),
        rss("<title>t</title><media:thing>x</media:thing><dc:creator>y</dc:creator>"),
        rss("<title>t</title>") + "<script>x</script>",
        rss("<title>t</title><description>cut o")[:-30],
        rss("<title>t</title><description><p>never <b>closed</description>"),
    ],
)
def test_broken_feeds_are_read_as_far_as_they_go(broken: str) -> None:
    """One bad entry must not lose the others."""
    assert [draft.headline[:1] for draft in read(broken)] == ["t"]
