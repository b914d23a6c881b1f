"""The class of every field (requirements 3.1), read from the catalogue officials and auditors read too."""

import csv
from functools import lru_cache

from django.conf import settings

from kuea.core.rights import DataClass


@lru_cache(maxsize=1)
def field_classes() -> dict[tuple[str, str], str]:
    """(model label, field) → class; `system` for keys and versions nobody needs to see."""
    path = settings.DEFINITIONS / "privacy" / "fields.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["model"], row["field"]): row["class"] for row in csv.DictReader(file)}


def class_of_field(label: str, name: str) -> DataClass | None:
    """The class of a field; none for system fields. A field the catalogue does not know is the gravest."""
    code = field_classes().get((label, name), "D4")
    return None if code == "system" else DataClass(code)
