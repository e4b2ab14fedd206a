"""The textures of a model: pictures beside its file, never elsewhere."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

from jumeau.io.citymodels.block import Tally

MOST = 32_767
"""As many as a texture's number can count."""


class Pictures:
    """Finds the pictures that a model names, and counts those that cannot be used.

    Parameters
    ----------
    folder : Path
        The folder of the model's file: a picture outside it is never opened.
    tally : Tally
        Takes ``texture_missing``, ``texture_elsewhere``, ``texture_format``.
    images : list of Path
        Filled with the pictures that were found.
    """

    def __init__(self, folder: Path, tally: Tally, images: list[Path]) -> None:
        self._folder = folder.resolve()
        self._tally, self._images = tally, images
        self._known: dict[str, int] = {}

    def number(self, name: str) -> int:
        """Return a picture's place among the images; -1 where it cannot be used."""
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = self._looked_up(name)
        return found

    def _looked_up(self, name: str) -> int:
        text = name.strip().replace("\\", "/")
        if not text:
            return -1
        if "://" in text or text.startswith(("data:", "/")) or text[1:2] == ":":
            self._tally.out("texture_elsewhere", text[:80])
            return -1
        for spelt in (text, unquote(text)):
            try:
                path = (self._folder / spelt).resolve()
                if not path.is_relative_to(self._folder):
                    self._tally.out("texture_elsewhere", text[:80])
                    return -1
                if path.is_file():
                    return self._taken(path, text)
            except (OSError, ValueError):
                break
        self._tally.out("texture_missing", text[:80])
        return -1

    def _taken(self, path: Path, name: str) -> int:
        with open(path, "rb") as file:
            head = file.read(8)
        if picture_suffix(head) == "" or len(self._images) >= MOST:
            self._tally.out("texture_format", name[:80])
            return -1
        if path in self._images:
            return self._images.index(path)
        self._images.append(path)
        return len(self._images) - 1


def picture_suffix(head: bytes) -> str:
    """Return ``.png`` or ``.jpg`` by a picture's first bytes; empty for another format."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return ".png"
    return ".jpg" if head.startswith(b"\xff\xd8\xff") else ""
