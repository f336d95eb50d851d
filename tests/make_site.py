"""What the site of the documentation needs beside `docs/`: pages from elsewhere, and links to them.

A hook of MkDocs, named in `mkdocs.yml`: `make site`.
"""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

ROOT = Path(__file__).parents[1]
#: Files from outside of `docs/` that are pages of the site, and their names there.
PAGES = {"README.md": "start.md", "tests/bench/README.md": "figures.md"}
#: A link or a picture, up to its address.
_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^()\s#]*)(#[^()\s]*)?\)")


def on_files(files: Files, config: Any) -> Files:
    """Add the pages from elsewhere."""
    for source, page in PAGES.items():
        files.append(File.generated(config, page, content=(ROOT / source).read_text("utf-8")))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Let each link lead to where its file is on the site; a file that is not there is only named.

    Raises:
        ValueError: there is no such file at all.
    """
    name = page.file.src_uri
    source = next((at for at, called in PAGES.items() if called == name), f"docs/{name}")
    here = posixpath.dirname(source)

    def lead(found: re.Match[str]) -> str:
        mark, words, address, anchor = found[1], found[2], found[3], found[4] or ""
        if not address or ":" in address:
            return found[0]
        target = posixpath.normpath(posixpath.join(here, address))
        if not (ROOT / target).exists():
            raise ValueError(f"{source}: there is no {address}")
        there = PAGES.get(target) or target.removeprefix("docs/")
        if target == there or (ROOT / target).is_dir():
            return words
        return (
            f"{mark}[{words}]({posixpath.relpath(there, posixpath.dirname(name) or '.')}{anchor})"
        )

    return _LINK.sub(lead, markdown)
