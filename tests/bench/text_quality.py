"""Text quality, ours beside the peers in one run: `LEDE_DATA=… python -m tests.bench.text_quality`."""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from bot.text.bulk import stories_lines
from bot.text.lead.extraction import extract_lead
from bot.text.page.article import read_html
from bot.text.page.metadata import alike
from bot.text.reading import read_document
from bot.text.sentences.splitting import split_sentences
from tests.bench import text_measures as measure
from tests.bench import text_peers as peers
from tests.bench.headline_likeness import headline_likeness, rarity_of


def show(title: str, target: str, rows: Iterable[tuple[str, Sequence[object]]]) -> None:
    """Print one table."""
    print(f"\n{title}   (target: {target})")
    for name, values in rows:
        cells = "  ".join(f"{v:.4f}" if isinstance(v, float) else str(v) for v in values)
        print(f"  {name:<34} {cells}")


def timed(use: Callable[..., Any], each: Iterable[tuple[Any, ...]]) -> tuple[list[Any], float]:
    """What a function gives for each of some arguments, and the processor seconds it took.

    What earlier tables left in memory is not looked through again on anybody's time.
    """
    gc.collect()
    gc.freeze()
    start = time.process_time()
    results = [use(*given) for given in each]
    return results, time.process_time() - start


def main_text() -> None:
    """Main text of pages: 4-gram F1, precision, recall, pages a second."""
    found = measure.pages()

    def ours(html: str, url: str) -> str:
        return "\n".join(read_html(html, url=url).paragraphs)

    makers: list[tuple[str, Callable[[], peers.Extractor]]] = [
        ("Lede", lambda: ours),
        ("trafilatura, precision", lambda: peers.trafilatura(favor_precision=True)),
        ("trafilatura, default", peers.trafilatura),
        ("readability-lxml", peers.readability),
        ("resiliparse", peers.resiliparse),
        ("newspaper4k", peers.newspaper),
        ("jusText", peers.justext),
    ]
    rows: list[tuple[str, Sequence[object]]] = []
    for name, make in makers:
        extract = measure.absent(make)
        if extract is None:
            rows.append((name, ["absent"]))
            continue
        extract(*(next(iter(found.values()))[at] for at in (0, 2)))
        texts, seconds = timed(extract, [(html, url) for html, _, url in found.values()])
        score = measure.f1(
            measure.overlap(page[1], text) for page, text in zip(found.values(), texts, strict=True)
        )
        rows.append((name, [*score, f"{len(found) / max(seconds, 1e-9):.0f}/s"]))
    show("Main text of pages: F1, precision, recall", ">= 0.975", rows)


def _first(lead: str) -> str:
    return next(iter(split_sentences(lead)), "")


def _first_long_line(text: str) -> str:
    lines = [line for line in text.split("\n") if line.strip()]
    long = [line for line in lines if len(line) >= 70 and line.rstrip()[-1:] in '.!?"”']
    return _first((long or lines or [""])[0])


def first_sentence() -> None:
    """First sentences: in the true text's first 140 characters, and exactly its first."""
    from resiliparse.extract.html2text import extract_plain_text

    found = measure.pages()
    precise = peers.trafilatura(favor_precision=True)
    readers: list[tuple[str, Callable[[str, str], str]]] = [
        (
            "Lede, page",
            lambda h, u: _first(read_document(h, html=True, url=u, lead_chars=800).lead),
        ),
        ("trafilatura, first long line", lambda h, u: _first_long_line(precise(h, u))),
        (
            "Lede, page as plain text",
            lambda h, _: _first(
                read_document(extract_plain_text(h), html=False, lead_chars=800).lead
            ),
        ),
        ("page as text, first long line", lambda h, _: _first_long_line(extract_plain_text(h))),
    ]
    rows: list[tuple[str, Sequence[object]]] = []
    for name, read in readers:
        right = exact = aside = 0
        for html, body, url in found.values():
            first, true = read(html, url), _first(body)
            same = measure.tokens(first) == measure.tokens(true)
            right += measure.opens_right(first, body)
            exact += same
            aside += same or measure.without_dateline(true) == measure.tokens(first)
        rows.append((name, [share / len(found) for share in (right, exact, aside)]))
    title = "First sentence: right, exact, exact with the true one's dateline taken off"
    show(title, ">= 0.98 / 0.87 from pages, >= 0.80 from text", rows)


def headline() -> None:
    """Headlines: alike to the main heading that is not the site's name, or to the title."""
    from resiliparse.extract.html2text import extract_plain_text
    from selectolax.lexbor import LexborHTMLParser
    from trafilatura import extract_metadata

    ours = theirs = plain = 0
    found = measure.pages()
    for html, _, url in found.values():
        tree = LexborHTMLParser(html)
        node = tree.css_first("title")
        title = " ".join(node.text().split()) if node is not None else ""
        heads = [" ".join(n.text(separator=" ").split()) for n in tree.css("h1")]
        heads = [h for h in heads if len(measure.tokens(h)) >= 3 and not _is_site(h, title)]
        said = next((head for head in heads if _names_the_same(head, title)), "")
        true = said or (heads[0] if len(heads) == 1 else title)
        ours += alike(read_html(html, url=url).headline, true) >= 0.9
        theirs += alike(str(extract_metadata(html).title or ""), true) >= 0.9
        plain += alike(read_document(extract_plain_text(html), html=False).headline, true) >= 0.9
    rows = [
        ("Lede", [ours / len(found)]),
        ("trafilatura metadata", [theirs / len(found)]),
        ("Lede, page as plain text", [plain / len(found)]),
    ]
    show("Headline, alike to the visible one", ">= 0.97", rows)


def _is_site(head: str, title: str) -> bool:
    return title.endswith(head) and len(title) > len(head) + 5


def _names_the_same(head: str, title: str) -> bool:
    words = set(measure.tokens(head))
    return len(words) >= 3 and 2 * len(words & set(measure.tokens(title))) >= len(words)


def rouge() -> None:
    """ROUGE-1, -2, -L of leads against references, at equal length."""
    scorer_module = measure.absent(lambda: __import__("rouge_score.rouge_scorer").rouge_scorer)
    if scorer_module is None:
        show("ROUGE of leads", "", [("rouge-score", ["absent"])])
        return
    scorer = scorer_module.RougeScorer(["rouge1", "rouge2", "rougeLsum"], use_stemmer=True)

    def score(reference: str, text: str) -> list[float]:
        lines = ["\n".join(split_sentences(each)) for each in (reference, text)]
        return [100 * each.fmeasure for each in scorer.score(*lines).values()]

    for name, budget in (("cnn_400", 320), ("bylines_100", 320), ("xsum_250", 200)):
        documents = measure.load(f"leads/{name}.json")
        systems: list[tuple[str, Callable[[str], str] | None]] = [
            ("Lede", partial(_lead, budget)),
            ("LEAD-3", lambda t: " ".join(t.replace("\n", " ").split(". ")[:3])),
        ]
        for peer in ("LexRank", "TextRank", "LSA"):
            use = measure.absent(partial(peers.sumy, peer))
            systems.append((f"sumy {peer}", use and partial(use, size=budget)))
        rows: list[tuple[str, Sequence[object]]] = []
        sizes: list[int] = []
        for system, summarise in systems:
            if summarise is None:
                rows.append((system, ["absent"]))
                continue
            texts, seconds = timed(summarise, [(each["article"],) for each in documents])
            sizes = sizes or [len(text) for text in texts]
            scores = [score(d["summary"], text) for d, text in zip(documents, texts, strict=True)]
            rows.append((system, [*_mean(scores), f"{1000 * seconds / len(documents):.2f} ms"]))
        raw = [measure.cut_at_word(d["article"], n) for d, n in zip(documents, sizes, strict=True)]
        scores = [score(d["summary"], text) for d, text in zip(documents, raw, strict=True)]
        rows.insert(1, ("raw opening at equal length", _mean(scores)))
        show(f"ROUGE-1/2/L of leads, {name}", "never below the raw opening", rows)


def _lead(budget: int, text: str) -> str:
    return extract_lead(text.split("\n"), headline="", language="en", budget_chars=budget)


def _mean(rows: Sequence[Sequence[float]]) -> list[float]:
    return [sum(column) / len(rows) for column in zip(*rows, strict=True)]


def sentences() -> None:
    """Golden cases exactly right, and sentences a second."""
    golden = measure.load("sentences/golden.json")
    long = [document["article"] for document in measure.load("leads/cnn_400.json")[:100]]
    makers = [("Lede", lambda: split_sentences), ("sentencex", peers.sentencex), ("pySBD", peers.pysbd),
        ("syntok", peers.syntok)]  # fmt: skip
    rows: list[tuple[str, Sequence[object]]] = []
    for name, make in makers:
        split: Any = measure.absent(make)
        if split is None:
            rows.append((name, ["absent"]))
            continue
        cases = [(language, case) for language, each in golden.items() for case in each]
        right = sum(
            split(c["text"], lang) == [s.strip() for s in c["sentences"]] for lang, c in cases
        )
        texts = long if name in ("Lede", "sentencex") else long[:5]
        number, seconds = timed(split, [(text, "en") for text in texts])
        rows.append((name, [right / len(cases), f"{sum(map(len, number)) / seconds:.0f}/s"]))
    show("Sentences: cases exact", ">= 0.96 at >= 100000/s", rows)


def stories() -> None:
    """B-cubed of stories, and AUC of headline to body."""
    given = measure.load("stories/headlines.json")
    titles, true = [g["title"] for g in given], [g["story"] for g in given]

    def bulk(titles: Sequence[str]) -> list[int]:
        lines = stories_lines(json.dumps({"title": title}) for title in titles)
        joined = b"\n".join(block.joined for block in lines)
        return [json.loads(line)["story"] for line in joined.splitlines()]

    makers: list[tuple[str, Callable[[], peers.Clusterer]]] = [
        ("Lede", lambda: bulk),
        ("TF-IDF average link", peers.average_link),
        ("MinHash LSH", peers.minhash),
        ("SimHash", peers.simhash),
    ]
    rows: list[tuple[str, Sequence[object]]] = []
    for name, make in makers:
        cluster = measure.absent(make)
        rows.append((name, measure.b_cubed(cluster(titles), true) if cluster else ["absent"]))
    show("Stories: B-cubed F1, precision, recall", ">= 0.85", rows)

    linked = measure.load("stories/headline_body.json")
    bodies, pairs = linked["bodies"], linked["pairs"]
    rarity = rarity_of(bodies.values())
    scored = [(headline_likeness(h, bodies[b], rarity), bool(right)) for h, b, right in pairs]
    rows = [("Lede", [measure.auc(scored)])]
    fit = measure.absent(peers.tfidf)
    if fit is not None:
        places = {key: at for at, key in enumerate(bodies)}
        near = fit([pair[0] for pair in pairs], list(bodies.values()))
        scored = [(near(n, places[b]), bool(right)) for n, (_, b, right) in enumerate(pairs)]
    rows.append(("TF-IDF", [measure.auc(scored)] if fit else ["absent"]))
    show("Headline to body: AUC", ">= 0.985", rows)


def speed() -> None:
    """Milliseconds from a page, and from a text, to its lead."""
    found = list(measure.pages().values())
    texts = [body for _, body, _ in found]
    default = peers.trafilatura()

    def once() -> tuple[float, float, float]:
        _, from_pages = timed(partial(read_document, html=True), [(html,) for html, _, _ in found])
        _, from_texts = timed(partial(read_document, html=False), [(text,) for text in texts])
        _, theirs = timed(default, [(html, url) for html, _, url in found])
        return from_pages, from_texts, theirs

    once()  # patterns and models are there the second time
    from_pages, from_texts, theirs = once()
    rows: list[tuple[str, Sequence[object]]] = [
        (name, [f"{1000 * seconds / len(found):.2f} ms"])
        for name, seconds in (
            ("Lede, page to lead", from_pages),
            ("trafilatura default, page to text", theirs),
            ("Lede, text to lead", from_texts),
        )
    ]
    show("Speed, one core", "faster than trafilatura's default; text <= 2 ms", rows)


TABLES = (main_text, first_sentence, headline, rouge, sentences, stories, speed)


def main(names: Sequence[str] = ()) -> int:
    """Print the named tables, or all; 0, also when there is no data to measure on."""
    if measure.data_folder() is None:
        print("LEDE_DATA names no folder: nothing to measure on")
        return 0
    for table in TABLES:
        if not names or table.__name__ in names:
            table()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
