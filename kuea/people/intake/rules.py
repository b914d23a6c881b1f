"""Which rules a list is read by: a fingerprint of all that cleans a row, so that no change goes unnoticed."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

import kuea

_SHOWN = 8
_CODE = (
    "core/thai/*.py", "core/places*", "core/minimum_data.py", "people/intake/*.py", "people/comparing.py",
    "people/rows.py", "intake/sheets/c*.py", "intake/sheets/kinds.py", "intake/sheets/mapping.py",
)  # fmt: skip


@cache
def rules_in_force() -> str:
    """Eight hexadecimal digits, equal as long as every rule and every known heading is."""
    root, digest = Path(kuea.__path__[0]), hashlib.sha256()
    found = [path for pattern in _CODE for path in root.glob(pattern)]
    found += (Path(settings.DEFINITIONS) / "columns").glob("*.yml")
    for path in sorted(found):
        for one in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(one.name.encode() + b"\0" + one.read_bytes())
    return digest.hexdigest()[:_SHOWN]
