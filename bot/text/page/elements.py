"""The names of a page's elements by what they mean for its text."""

from __future__ import annotations

#: Elements whose content is no text of the page.
DROPPED = frozenset(
    [
        "script",
        "style",
        "svg",
        "template",
        "noscript",
        "iframe",
        "head",
        "button",
        "select",
        "option",
        "textarea",
        "canvas",
        "video",
        "audio",
        "object",
        "embed",
        "map",
        "dialog",
        "input",
        "rt",
        "rp",
    ]
)
#: Elements that begin a new line.
BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "picture",
    ]
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: Elements within a line that may be hidden.
SMALL = frozenset({"span", "em", "strong", "b", "i", "small"})
#: Elements without content: nothing closes them.
VOID = frozenset({"hr", "input", "embed"})
