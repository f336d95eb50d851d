"""The libraries a user would otherwise pick, each behind one function; absent ones are None."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

Extractor = Callable[[str, str], str]
Splitter = Callable[[str, str], list[str]]
Summariser = Callable[[str, int], str]
Clusterer = Callable[[Sequence[str]], list[int]]


def trafilatura(**options: Any) -> Extractor:
    """trafilatura's text of a page."""
    from trafilatura import extract

    return lambda html, url: extract(html, url=url, include_comments=False, **options) or ""


def readability() -> Extractor:
    """readability-lxml's text of a page."""
    from readability import Document
    from resiliparse.extract.html2text import extract_plain_text

    return lambda html, _: extract_plain_text(Document(html).summary(html_partial=True))


def resiliparse() -> Extractor:
    """resiliparse's main content of a page."""
    from resiliparse.extract.html2text import extract_plain_text

    return lambda html, _: extract_plain_text(
        html, main_content=True, comments=False, list_bullets=False
    )


def newspaper() -> Extractor:
    """newspaper4k's text of a page, without its network."""
    import newspaper as library

    def read(html: str, url: str) -> str:
        try:
            article = library.Article(url, fetch_images=False)
            article.download(input_html=html)
            article.parse()
        except Exception:
            return ""
        return str(article.text)

    return read


def justext() -> Extractor:
    """jusText's good paragraphs of a page."""
    import justext as library

    stop = library.get_stoplist("English")

    def read(html: str, _: str) -> str:
        try:
            parts = library.justext(html.encode(), stop)
        except Exception:
            return ""
        return "\n".join(part.text for part in parts if not part.is_boilerplate)

    return read


def pysbd() -> Splitter:
    """pySBD's sentences."""
    import pysbd as library

    known: dict[str, Any] = {}

    def split(text: str, language: str) -> list[str]:
        if language not in known:
            known[language] = library.Segmenter(language=language, clean=False)
        return [sentence.strip() for sentence in known[language].segment(text)]

    return split


def syntok() -> Splitter:
    """syntok's sentences."""
    from syntok import segmenter

    return lambda text, _: [
        "".join(token.spacing + token.value for token in sentence).strip()
        for paragraph in segmenter.process(text)
        for sentence in paragraph
    ]


def sentencex() -> Splitter:
    """sentencex's sentences."""
    from sentencex import segment

    return lambda text, language: [s for raw in segment(language, text) if (s := raw.strip())]


def sumy(name: str) -> Summariser:
    """One of sumy's summarisers, cut to a length."""
    from sumy.nlp.tokenizers import Tokenizer
    from sumy.parsers.plaintext import PlaintextParser
    from sumy.summarizers.lex_rank import LexRankSummarizer
    from sumy.summarizers.lsa import LsaSummarizer
    from sumy.summarizers.text_rank import TextRankSummarizer

    makers = {"LexRank": LexRankSummarizer, "TextRank": TextRankSummarizer, "LSA": LsaSummarizer}
    summariser = makers[name]()

    class Words(Tokenizer):  # type: ignore[misc]  # sumy has no types
        """sumy's tokenizer without its downloads."""

        def __init__(self) -> None:
            self._language = "english"

        def to_sentences(self, paragraph: str) -> tuple[str, ...]:
            from bot.text.sentences.splitting import split_sentences

            return tuple(split_sentences(paragraph, "en"))

        def to_words(self, sentence: str) -> tuple[str, ...]:
            return tuple(sentence.lower().split())

    def summarise(text: str, size: int) -> str:
        document = PlaintextParser.from_string(text, Words()).document
        return " ".join(str(sentence) for sentence in summariser(document, 3))[:size]

    return summarise


def minhash(threshold: float = 0.3) -> Clusterer:
    """Clusters of datasketch's MinHash LSH over runs of three characters."""
    from datasketch import MinHash, MinHashLSH

    def cluster(titles: Sequence[str]) -> list[int]:
        index = MinHashLSH(threshold=threshold, num_perm=128)
        labels: list[int] = []
        for at, title in enumerate(titles):
            marks = MinHash(num_perm=128)
            low = title.lower()
            for start in range(max(len(low) - 2, 1)):
                marks.update(low[start : start + 3].encode())
            near = [labels[int(key)] for key in index.query(marks)]
            labels.append(min(near) if near else at)
            index.insert(str(at), marks)
        return labels

    return cluster


def simhash(distance: int = 18) -> Clusterer:
    """Clusters of 64-bit SimHash within a distance."""
    from simhash import Simhash

    def cluster(titles: Sequence[str]) -> list[int]:
        marks: list[Any] = []
        labels: list[int] = []
        for at, title in enumerate(titles):
            mark = Simhash(title.lower().split())
            near = [labels[n] for n, other in enumerate(marks) if mark.distance(other) <= distance]
            labels.append(min(near) if near else at)
            marks.append(mark)
        return labels

    return cluster


def average_link(threshold: float = 0.05) -> Clusterer:
    """Average-link clusters of TF-IDF over runs of three to five characters."""
    from sklearn.cluster import AgglomerativeClustering
    from sklearn.feature_extraction.text import TfidfVectorizer

    def cluster(titles: Sequence[str]) -> list[int]:
        vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5)).fit_transform(titles)
        near = (vectors @ vectors.T).toarray()
        model = AgglomerativeClustering(
            n_clusters=None,
            metric="precomputed",
            linkage="average",
            distance_threshold=1 - threshold,
        )
        return [int(label) for label in model.fit_predict(1 - near)]

    return cluster


def tfidf() -> Callable[[Sequence[str], Sequence[str]], Callable[[int, int], float]]:
    """The cosine of TF-IDF between headlines and bodies, by their places."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    def fit(headlines: Sequence[str], bodies: Sequence[str]) -> Callable[[int, int], float]:
        model = TfidfVectorizer(stop_words="english", sublinear_tf=True).fit(bodies)
        near = (model.transform(headlines) @ model.transform(bodies).T).toarray()
        return lambda a, b: float(near[a, b])

    return fit
