"""Columns that are sealed at rest (A39): pages read and write plain values, the database holds the sealed form."""

import json
from typing import Any

from django.db import models
from django.db.models.lookups import Exact

from kuea.offices.sealing import UNSEALED, Sealed, open_text, seal_text


class _OnlyEmptiness(Exact):
    """`field=""` may be asked; equality to a text cannot, every sealed form being different."""

    def get_prep_lookup(self) -> Any:
        if self.rhs == []:
            return ""
        if self.rhs not in (*UNSEALED, None) and not hasattr(self.rhs, "resolve_expression"):
            raise TypeError(f"{self.lhs.target} is sealed: compare by its comparison key")
        return self.rhs


class SealedTextField(models.TextField):
    """Reads and writes plain text; the column holds the sealed form. It cannot be searched or sorted."""

    def get_prep_value(self, value: Any) -> str | None:
        if value is None or isinstance(value, Sealed):
            return value
        return seal_text(str(value))

    def from_db_value(self, value: str | None, *_: object) -> Any:
        return open_text(value) if value is not None else None

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "exact":
            return _OnlyEmptiness
        found = super().get_lookup(lookup_name)
        if lookup_name != "isnull" and found is not None:
            raise TypeError(f"{self} is sealed: {lookup_name} cannot be asked of it")
        return found


class SealedNumberField(SealedTextField):
    """A whole number, sealed; None stays None."""

    def get_prep_value(self, value: Any) -> str | None:
        return super().get_prep_value(None if value == "" else value)

    def from_db_value(self, value: str | None, *_: object) -> int | None:
        return int(open_text(value)) if value else None

    def to_python(self, value: Any) -> Any:
        return value if value is None else int(value)


class SealedListField(SealedTextField):
    """A list of texts or codes, sealed; the empty list stays empty."""

    def get_prep_value(self, value: Any) -> str | None:
        if isinstance(value, list | tuple):
            return seal_text(json.dumps(list(value), ensure_ascii=False)) if value else ""
        return super().get_prep_value(value)

    def from_db_value(self, value: str | None, *_: object) -> list[Any]:
        return json.loads(open_text(value)) if value else []

    def to_python(self, value: Any) -> Any:
        return value
