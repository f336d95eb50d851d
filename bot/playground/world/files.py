"""Files that were sent, by id, and where they can be downloaded."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass, field
from typing import Any

from bot.playground.world.errors import bad_request


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that came with a multipart request."""

    name: str
    mime_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file that was sent."""

    file_id: str
    unique_id: str
    name: str
    mime_type: str
    content: bytes
    #: Below `/file/bot<token>/`.
    path: str


@dataclass(slots=True, kw_only=True)
class FileStore:
    """All files. Sending the same file again gives a new id and the same unique id."""

    files: dict[str, StoredFile] = field(default_factory=dict)

    def add(
        self, *, name: str, mime_type: str, content: bytes, photo: bool = False
    ) -> dict[str, Any]:
        """Keep a file; its Document (or, for a photo, PhotoSize) object."""
        number = len(self.files) + 1
        unique = hashlib.sha256(content).hexdigest()[:16]
        folder = "photos" if photo else "documents"
        suffix = name.rpartition(".")[2] if "." in name else "bin"
        stored = StoredFile(
            file_id=f"BQACAgIAAxkBAAM{number}_{unique}",
            unique_id=f"AgAD{unique}",
            name=name,
            mime_type=mime_type,
            content=content,
            path=f"{folder}/file_{number}.{suffix}",
        )
        self.files[stored.file_id] = stored
        shown: dict[str, Any] = {
            "file_id": stored.file_id,
            "file_unique_id": stored.unique_id,
            "file_size": len(content),
        }
        if photo:
            width, height = image_size(content)
            return shown | {"width": width, "height": height}
        return shown | {"file_name": name, "mime_type": mime_type}

    def accept(self, value: Upload | str, *, photo: bool = False) -> dict[str, Any]:
        """The file that a bot gave as `document` or `photo`: an upload or the id of a known file.

        Raises:
            ApiError: it is neither.
        """
        if isinstance(value, Upload):
            if not value.content:
                raise bad_request("file must be non-empty")
            return self.add(
                name=value.name, mime_type=value.mime_type, content=value.content, photo=photo
            )
        stored = self.files.get(value)
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return self.add(
            name=stored.name, mime_type=stored.mime_type, content=stored.content, photo=photo
        )

    def by_path(self, path: str) -> StoredFile | None:
        """The file to download at a path."""
        return next((stored for stored in self.files.values() if stored.path == path), None)


def image_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG; a usual size for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    return 1280, 720
