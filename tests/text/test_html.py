"""Articles out of web pages."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text.page.article import read_html
from bot.text.page.markup import make_safe

PARAGRAPHS = [
    f"Paragraph {name} tells at some length what happened in the town on that day, and why."
    for name in ("one", "two", "three", "four")
]
BODY = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
TAGS = st.sampled_from(
    ["<div>", "</div>", "<p>", "<b>", "</b>", "<a href=x>", "<script>", "</script>", "<!--", "-->",
     "<table><tr><td>", "<svg>", "<br>", "text ", "&amp;", "&#xD83D;", "<h1>", "<title>", "\x00"]
)  # fmt: skip


def page(inside: str, *, head: str = "") -> str:
    return f"<!DOCTYPE html><html lang=en><head>{head}</head><body>{inside}</body></html>"


@settings(deadline=None, max_examples=200)
@given(st.lists(TAGS, max_size=60))
def test_no_markup_makes_it_raise(tags: list[str]) -> None:
    """Broken, nested and unclosed markup is read as far as it can be."""
    read_html("".join(tags), url="")


def test_the_visible_headline_is_taken_without_the_name_of_the_site() -> None:
    """og:title with a site's name, a heading that says it better."""
    head = (
        '<title>Short headline | The Post</title><meta property="og:site_name" content="The Post">'
    )
    found = read_html(page(f"<h1>A long true headline</h1>{BODY}", head=head), url="")
    assert found.headline == "Short headline"
    head = head.replace("Short headline", "A long true headline of the day")
    found = read_html(page(f"<h1>A long true headline of the day!</h1>{BODY}", head=head), url="")
    assert found.headline == "A long true headline of the day!"
    assert read_html(page(BODY, head=head), url="").headline == "A long true headline of the day"


def test_menus_asides_comments_and_related_links_are_no_part_of_the_text() -> None:
    """By the elements and their class names, and by what the lines say."""
    noise = (
        "<nav><p>Menu entry that is long enough to look like a sentence, is it not.</p></nav>",
        "<div class=newsletter-signup><p>All of the best of our town, every single morning.</p></div>",
        "<section id=comments><p>I do not think that this is so, said a reader of the page.</p></section>",
        "<p><a href=/b>Related: something else that happened in the town</a></p>",
        "<figure><img src=a><figcaption>The town hall on the day before it happened.</figcaption></figure>",
        "<p style='display:none'>Hidden words that nobody who reads the page can see here.</p>",
    )
    found = read_html(page(noise[0] + BODY + "".join(noise[1:])), url="")
    assert list(found.paragraphs) == PARAGRAPHS


def test_the_first_of_several_articles_on_a_page_is_taken() -> None:
    """Pages that go on with the next article when scrolled."""
    other = "".join(f"<p>Other {paragraph}</p>" for paragraph in PARAGRAPHS)
    inside = f"<article><h1>One</h1>{BODY}</article><article><h1>Two</h1>{other}</article>"
    assert list(read_html(page(inside), url="").paragraphs) == PARAGRAPHS


def test_structured_data_gives_date_byline_and_a_body_the_page_does_not_show() -> None:
    """JSON-LD of an article whose markup holds only a teaser."""
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": "A headline",
        "datePublished": "2024-03-01T10:00:00+02:00",
        "author": [{"@type": "Person", "name": "Ann Pell"}],
        "articleBody": "\n".join(PARAGRAPHS * 3),
    }
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    found = read_html(page(f"<h1>A headline</h1><p>{PARAGRAPHS[0]}</p>", head=head), url="")
    assert found.headline == "A headline"
    assert found.byline == "Ann Pell"
    assert found.published_at is not None
    assert found.published_at.isoformat() == "2024-03-01T08:00:00+00:00"
    assert len(found.paragraphs) == 12


def test_hostile_depth_size_and_attributes_are_cut_before_the_parser() -> None:
    """What takes a parser minutes takes no parser here; the text is still found."""
    deep = "<div>" * 200_000 + PARAGRAPHS[0] + "</div>" * 200_000
    assert PARAGRAPHS[0] in read_html(deep, url="").paragraphs
    wide = "<div " + " ".join(f"a{n}=1" for n in range(50_000)) + f">{BODY}</div>"
    assert list(read_html(wide, url="").paragraphs) == PARAGRAPHS
    unclosed = "<script>" * 20_000 + BODY
    assert make_safe(unclosed).html.endswith("</p>")
    assert len(make_safe("<p>x</p>" * 500_000).html) <= 1_500_000


def test_a_processing_instruction_left_on_a_page_is_passed_over() -> None:
    """Templates forget `<?php … ?>` in what they send; parsers take it for a node without a name."""
    found = read_html(
        page(f"<div><?php if (is_category('5')) {{ ?>{BODY}<?php }} ?></div>"), url=""
    )
    assert list(found.paragraphs) == PARAGRAPHS


def test_readers_who_write_more_than_the_author_are_not_the_article() -> None:
    """Hundreds of comments under a short article, and a blog whose classes name its tags."""
    said = "".join(
        f"<li class=comment><p>Reader {n} says: {PARAGRAPHS[1]}</p></li>" for n in range(40)
    )
    inside = f"<div class='post-1 hentry tag-town'>{BODY}</div><ol class=commentlist>{said}</ol>"
    assert list(read_html(page(inside), url="").paragraphs) == PARAGRAPHS
    inside = f"<div class=text>{BODY}</div><div id=comments><ol class=commentlist>{said}</ol></div>"
    assert list(read_html(page(inside), url="").paragraphs) == PARAGRAPHS


def test_hidden_labels_and_small_screens_do_not_hide_a_text() -> None:
    """Class names with `hidden` in them; one that is all of the name does hide."""
    for name in ("field field--label-hidden", "overflow-hidden text", "l-hidden-xs"):
        inside = f"<article><div class='{name}'><p>{PARAGRAPHS[0]}</p></div>{BODY[len(PARAGRAPHS[0]) + 7 :]}</article>"
        assert list(read_html(page(inside), url="").paragraphs) == PARAGRAPHS
    inside = f"<article>{BODY}<div class='box hidden'><p>Other {PARAGRAPHS[0]}</p></div></article>"
    assert list(read_html(page(inside), url="").paragraphs) == PARAGRAPHS


def test_the_first_paragraph_stands_before_the_wall_that_holds_the_others() -> None:
    """A box of its own for all but what everybody may read."""
    first, rest = BODY.split("</p>", 1)
    inside = f"<article><div>{first}</p><div class=paywall>{rest * 3}</div></div></article>"
    assert read_html(page(inside), url="").paragraphs[0] == PARAGRAPHS[0]


def test_a_lesser_heading_that_repeats_the_title_does_not_cut_what_stands_before_it() -> None:
    """Only before any paragraph is it the headline that the text begins after."""
    first, rest = BODY.split("</p>", 1)
    inside = f"<h1>The day in our town</h1>{first}</p><h2>The day in our town</h2>{rest}"
    found = read_html(page(inside, head="<title>The day in our town</title>"), url="")
    assert found.paragraphs[0] == PARAGRAPHS[0]


def test_readings_written_over_characters_are_not_read_twice() -> None:
    """Ruby: `<rt>` says how what stands below it is spoken."""
    inside = "".join(
        f"<p><ruby>法律<rt>ほうりつ</rt></ruby>ができて、親が子どもを教育するときのきまりが町の会議で変わりました。{n}</p>"
        for n in range(4)
    )
    assert "ほうりつ" not in "".join(read_html(page(inside), url="").paragraphs)


def test_related_links_between_paragraphs_do_not_end_an_article() -> None:
    """A box of its own with a heading, amid the paragraphs of one element."""
    box = (
        "<div class=box><h3>Related</h3><ul><li><a href=/a>One of the other "
        "stories</a></li><li><a href=/b>Another one</a></li></ul></div>"
    )
    parts = BODY.replace("</p>", "</p>\n").splitlines()
    inside = f"<article>{''.join(parts * 2)}{box}<p>Last {PARAGRAPHS[3]}</p></article>"
    assert read_html(page(inside), url="").paragraphs[-1] == f"Last {PARAGRAPHS[3]}"


def test_a_text_that_begins_amid_a_talk_gets_the_paragraph_that_opens_it() -> None:
    """Bold above the text, and the page's own description of itself."""
    opening = "Anna Pell will coach the town's eleven from the summer on, the club said on Sunday."
    quote = "“She has earned it,” said Jo Marsh, who has been its chairman for twenty years."
    inside = (
        f"<header><h1>A new coach</h1><p class=teaser>{opening}</p></header><article><p>{quote}</p"
        f">{BODY}</article>"
    )
    head = f'<meta name=description content="{opening[:70]}…">'
    assert read_html(page(inside, head=head), url="").paragraphs[:2] == (opening, quote)
    assert read_html(page(inside), url="").paragraphs[:2] == (opening, quote)


def test_a_deck_that_the_text_says_again_is_not_told_twice() -> None:
    """A paragraph below the headline whose words stand in the first ones of the text."""
    first = "Anna Pell, who played for the town's eleven, will coach it from the summer on, the club said."
    deck = "Anna Pell will coach the town's eleven from the summer on, says the club."
    inside = (
        f"<header><h1>A new coach</h1><p>{deck}</p></header><article><p>{first}</p>{BODY}</article>"
    )
    assert read_html(page(inside), url="").paragraphs[0] == first


def test_headings_over_the_text_are_counted() -> None:
    """The lead begins behind them."""
    found = read_html(page(f"<article><h2>What happened in the town</h2>{BODY}</article>"), url="")
    assert found.paragraphs[found.headings] == PARAGRAPHS[0]


def test_a_title_cut_by_its_own_quotes_is_taken_whole_from_elsewhere() -> None:
    """`content="He called it "a lie""` ends at the second quote for every parser."""
    head = (
        '<meta property="og:title" content="Mayor calls report of the paper "a '
        'lie""><title>Mayor calls report of the paper "a lie"</title>'
    )
    assert read_html(page(BODY, head=head), url="").headline.endswith('"a lie"')


def test_where_names_would_take_all_text_away_forms_and_menus_still_go() -> None:
    """A caption is all the page has, and the log-in form has more words."""
    form = "".join(
        f"<p>Please fill in the field number {n}, which must not stay empty, once more.</p>"
        for n in range(9)
    )
    inside = f"<article><div class=item-caption>{BODY}</div></article><form>{form}</form>"
    assert list(read_html(page(inside), url="").paragraphs) == PARAGRAPHS


def test_markup_written_as_text_of_structured_data_is_not_shown() -> None:
    """Paragraph marks escaped once more than they should be."""
    body = "".join(f"&lt;p&gt;{each}&lt;/p&gt;\n" for each in PARAGRAPHS * 3)
    data = {"@type": "Article", "headline": "A headline", "articleBody": body}
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    assert read_html(page("<h1>A headline</h1>", head=head), url="").paragraphs[0] == PARAGRAPHS[0]


def test_a_large_first_letter_in_a_box_of_its_own_belongs_to_its_word() -> None:
    """A drop cap."""
    inside = f"<article><div>P</div><p>{PARAGRAPHS[0][1:]}</p>{BODY.split('</p>', 1)[1]}</article>"
    assert list(read_html(page(inside), url="").paragraphs) == PARAGRAPHS


@pytest.mark.parametrize(
    ("title", "heading", "wanted"),
    [
        ("What spreads by itself? | DimiBlog", "DimiBlog", "What spreads by itself?"),
        ("Our talks » Blog Archive » Cinemas of the hills", "Our talks", "Cinemas of the hills"),
        ("Ben Marsh Surf - Point of sail, shop and school in Kiel", "Ben Marsh Surf", "Ben Marsh Surf"),
        ("蔡健雅_百度百科", "蔡健雅", "蔡健雅"),
        ("Ferry stops", "<style>.a{color:red}</style>Ferry stops for the winter", "Ferry stops for the winter"),
    ],
)  # fmt: skip
def test_a_heading_tells_which_part_of_a_title_is_the_headline(
    title: str, heading: str, wanted: str
) -> None:
    """It is the name of the site, or what the title begins with."""
    inside = f"<h1>{heading}</h1>{BODY}"
    assert read_html(page(inside, head=f"<title>{title}</title>"), url="").headline == wanted


def test_the_end_of_an_address_is_no_headline() -> None:
    """Some pages share it as their title."""
    head = '<meta property="og:title" content="seats-test-2018"><title>Seats: four fail the test</title>'
    assert read_html(page(BODY, head=head), url="").headline == "Seats: four fail the test"


def test_a_first_paragraph_marked_as_a_heading_is_no_heading() -> None:
    """Some set their opening in `<h2>` to have it large."""
    first, rest = BODY.split("</p>", 1)
    inside = f"<article><h2>{first[3:]}</h2>{rest}</article>"
    found = read_html(page(inside), url="")
    assert (found.paragraphs[0], found.headings) == (PARAGRAPHS[0], 0)


def test_where_texts_go_on_from_it_the_opening_above_them_belongs_to_them() -> None:
    """German, Polish and Nordic papers; in English it is a summary that the text repeats."""
    opening = "Der Rat der Stadt hat am Montag beschlossen, dass die Brücke bis zum Sommer gesperrt bleibt."
    texts = [
        f"Der Beschluss Nummer {n} fiel mit großer Mehrheit, und die Bürger wurden darüber am Abend informiert."
        for n in ("eins", "zwei", "drei", "vier")
    ]
    body = "".join(f"<p>{text}</p>" for text in texts)
    for name in ("teaser-text", "article-intro", "lead"):
        inside = f"<h1>Die Brücke bleibt zu</h1><div class={name}><p>{opening}</p></div><article>{body}</article>"
        assert read_html(page(inside), url="").paragraphs[0] == opening
    inside = f"<div class=teaser-text><p>{opening}</p></div><h1>Die Brücke bleibt zu</h1><article>{body}</article>"
    assert read_html(page(inside), url="").paragraphs[0] == texts[0]
    inside = f"<h1>The bridge stays shut</h1><div class=lead><p>{PARAGRAPHS[3]}</p></div><article>{BODY}</article>"
    assert read_html(page(inside), url="").paragraphs[0] == PARAGRAPHS[0]


def test_the_part_that_everybody_may_read_is_no_teaser_of_something_else() -> None:
    """Its name says teaser, and the article's text is in it."""
    first, rest = BODY.split("</p>", 1)
    inside = (
        f"<main><div class=teaser-content><div class=article-body>{first}</p></div></div><div "
        f"class=metered><div class=article-body>{rest * 2}</div></div></main>"
    )
    assert read_html(page(inside), url="").paragraphs[0] == PARAGRAPHS[0]


def test_what_is_quoted_between_guillemets_is_no_link_elsewhere() -> None:
    """Danish, Swedish and German books quote so; a lone one points at something."""
    said = "»Vi skal smage på verden, for hvis vi ikke smager, lærer vi ingenting af den.«"
    inside = f"<article>{BODY}<p>{said}</p>{BODY}<p>» Mere om byen og dens mange nye restauranter</p></article>"
    found = read_html(page(inside), url="").paragraphs
    assert said in found
    assert not any(text.startswith("» Mere") for text in found)


def test_what_is_streamed_into_a_page_is_read() -> None:
    """Hidden until a script moves it to its place."""
    inside = f"<div id=B:0></div><div hidden id=S:0><article>{BODY}</article></div>"
    assert list(read_html(page(inside), url="").paragraphs) == PARAGRAPHS


@pytest.mark.parametrize("twice", [False, True])
def test_an_article_that_only_a_script_would_show_is_read_from_the_script(twice: bool) -> None:
    """As frameworks send it: markup in a string, escaped once or twice, with nothing to see."""
    last = f"<p class='x'>A last paragraph. {PARAGRAPHS[0]}</p>"
    markup = f"<div class='caption'><p>The town hall by night.</p></div>{BODY}{last}"
    text = json.dumps(markup).replace("<", "\\u003c")
    carried = (
        json.dumps(json.dumps({"body": markup}))[1:-1].replace("<", "\\u003c")
        if twice
        else text[1:-1]
    )
    script = f'<script>self.__next_f.push([1,"{carried}"])</script>'
    found = read_html(page(f"<div id=root></div>{script}"), url="").paragraphs
    assert list(found) == [*PARAGRAPHS, f"A last paragraph. {PARAGRAPHS[0]}"]


def test_an_article_that_says_that_comments_are_open_is_no_comment() -> None:
    """In a class around it, headline and all; another text stands beside it."""
    aside = f"<div><p>Our town has a paper since 1890. {PARAGRAPHS[1]}</p></div>"
    inside = f"<div class='item comments-open'><h1>The day</h1>{BODY * 2}</div>{aside}"
    assert list(read_html(page(inside), url="").paragraphs)[:4] == PARAGRAPHS
