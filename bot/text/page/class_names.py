"""Words in the names of a page's elements: which hold an article, which are no part of it."""

from __future__ import annotations

import re
from functools import lru_cache

#: Words in the class, id or role of an element that is no part of the article.
_NOISE = re.compile(
    r"[\s_-](?:comments?(?:-?(?:list|section|area|box|thread|form))?|disqus|respond|sidebar|side-?bar"
    r"|rail|related\w*|recirc\w*|recommend\w*|newsletter\w*|subscri\w+|sign-?up\w*|promos?|promo\w*|advert\w*"
    r"|ads?|adunit|adslot|dfp|sponsor\w*|social\w*|share\w*|sharing|sharedaddy|addtoany|follow\w*"
    r"|footer|site-?footer|footnotes?|masthead|breadcrumbs?|nav|navbar|navigation|menu|pagination|pager|caption\w*"
    r"|credits?|byline\w*|author-?(?:bio|box|info|card)?|about-?(?:the-?)?author|bio|tags?|tag-?list|topics?|keywords"
    r"|popular|trending|most-?(?:read|popular|viewed)|read-?(?:more|next|also)|more-?(?:stories|from|on|news|coverage)"
    r"|see-?also|(?<=\s)widget\w*|cookies?|consent|gdpr|modal|popup|overlay|paywall|outbrain|taboola|zergnet"
    r"|revcontent|toolbar|tools|utility|print-?only|noprint|screen-reader\w*|sr-only|visually-?hidden"
    r"|search|login|banner|alert|skip\w*|copyright|disclaimer|donat\w*|appeal|inline-?related|teaser\w*|jp-relatedposts"
    r"|entry-?meta|post-?meta|article-?meta|meta|timestamp|dateline-?date|pubdate|poll|quiz|correction"
    # only as a name of its own: labels, overflows and small screens are hidden too
    r"|(?<=\s)hidden(?=\s)|feedback|rating\w*|reactions?|thumbs?|gallery-?nav|slideshow"
    r"|carousel|playlist|video-?(?:player|caption|info|title|meta)"
    r"|media-?(?:caption|info)|image-?(?:caption|credit)|photo-?(?:caption|credit)"
    r"|wp-caption\w*|shopping|affiliate|product-?card)"
    r"(?=[\s_-])"
)
#: Words in the class, id or itemprop of the element that holds an article's text.
_STRONG = re.compile(
    r"[\s_-](?:article-?(?:body|text|content|page|copy|detail)\w*|articlebody|story-?(?:body"
    r"|text|content|copy)\w*|storybody|entry-?content"
    r"|post-?(?:content|body|text|entry)|postbody|body-?(?:copy|content|text)|content-?body"
    r"|news-?(?:text|body|content)|field-name-body|rich-?text|td-post-content|article__\w+body)(?=[\s_-])"
)
#: Words of elements that are no part of an article however much text they hold.
_READERS = re.compile(
    r"[\s_-](?:comments\w*|comment(?:-?(?:list|section|area|box|thread|form|body|content))?"
    r"|disqus\w*|respond)(?=[\s_-])"
)
#: The part of an article that everybody may read, where it holds an article's text.
FREE_PART = re.compile(r"[\s_-](?:teaser|paywall|metered|subscri\w*)(?:-\w+)*(?=[\s_-])")
#: A blog's article, whose tags and categories stand among its classes.
_POST = re.compile(r"\s(?:hentry|h-entry|type-post)\s")
#: Names that are remembered: those of a page, and of the others of its site.
_MOST_NAMES = 4096


@lru_cache(maxsize=_MOST_NAMES)
def is_noise(marks: str) -> bool:
    """True if an element's names say that it is no part of an article."""
    if not marks or marks.isspace() or not _NOISE.search(marks):
        return False
    return not holds_article(marks) and not _POST.search(marks)


@lru_cache(maxsize=_MOST_NAMES)
def holds_article(marks: str) -> bool:
    """True if an element's names say that it holds an article's text."""
    return _STRONG.search(marks) is not None


@lru_cache(maxsize=_MOST_NAMES)
def is_readers(marks: str) -> bool:
    """True if an element's names say that readers wrote what is in it."""
    return _READERS.search(marks) is not None
