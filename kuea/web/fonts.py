"""Serves the Sarabun typeface straight from its package, so that no copy lies in the repository."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import fontpkg_sarabun
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

FOLDER = Path(fontpkg_sarabun.__file__).parent / "files"
PREFIX = "web/fonts"
# Only the weights our style sheets name; a phone on a weak signal loads nothing else.
FILES = ("Sarabun-Regular.ttf", "Sarabun-SemiBold.ttf")


class SarabunFinder(BaseFinder):
    """A staticfiles finder for `web/fonts/Sarabun-*.ttf`."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        self.storage = FileSystemStorage(location=str(FOLDER))
        self.storage.prefix = PREFIX  # type: ignore[attr-defined]
        super().__init__(*args, **kwargs)

    def find(self, path: str, find_all: bool = False, **_: object) -> str | Sequence[str]:
        folder, _slash, name = path.rpartition("/")
        if folder != PREFIX or name not in FILES:
            return []
        found = str(FOLDER / name)
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for name in FILES:
            yield name, self.storage

    def check(self, **_: object) -> Sequence[object]:
        return []
