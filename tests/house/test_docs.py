"""Documents keep up with the code: printed pages are fresh, every table has its word, ADRs are numbered."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import CharField, JSONField, TextField

from kuea.offices.fields import SealedTextField
from kuea.project.management.commands.print_docs import PRINTED

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("name", sorted(PRINTED))
def test_printed_document_is_fresh(name):
    assert (DOCS / name).read_text(encoding="utf-8") == PRINTED[name](), "run `just docs`"


def test_every_table_is_in_the_glossary():
    glossary = (DOCS / "glossary.md").read_text(encoding="utf-8")
    models = [model for model in apps.get_models() if model.__module__.startswith("kuea.")]
    missing = [model.__name__ for model in models if f"`{model.__name__}`" not in glossary]
    assert missing == []


def test_adrs_are_numbered_without_holes():
    numbers = sorted(int(path.name[:4]) for path in (DOCS / "adr").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_every_adr_says_context_choice_and_cost():
    for path in (DOCS / "adr").glob("[0-9]*.md"):
        text = path.read_text(encoding="utf-8")
        for heading in ("## Context", "## Choice", "## What we gave up"):
            assert heading in text, f"{path.name} lacks {heading}"


def test_every_field_has_its_data_class():
    """definitions/privacy/fields.csv: model, field, class (D0–D6 or system); every field of ours, none that is gone."""
    rows = (
        (DOCS.parent / "definitions" / "privacy" / "fields.csv")
        .read_text(encoding="utf-8")
        .splitlines()[1:]
    )
    listed = {tuple(row.split(",")[:2]): row.split(",")[2] for row in rows}
    assert set(listed.values()) <= {"D0", "D1", "D2", "D3", "D4", "D5", "D6", "system"}
    ours = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        if model.__module__.startswith("kuea.")
        for field in model._meta.get_fields()
        if not field.auto_created or field.concrete
    }
    assert sorted(ours - set(listed)) == [], "give each new field its class"
    assert sorted(set(listed) - ours) == [], "these fields are gone"


def test_nothing_names_a_registry_or_this_workplace():
    words = re.compile(r"pypi\.org|registry\.npmjs|deb\.debian\.org|/work/|files\.pythonhosted")
    root = DOCS.parent
    for path in [
        *root.glob("*.md"),
        *root.glob("*.lock"),
        *DOCS.rglob("*.md"),
        root / "pyproject.toml",
        root / ".ci/run",
    ]:
        assert not words.search(path.read_text(encoding="utf-8")), path.name


def test_every_personal_text_is_sealed_or_says_why_not():
    """A text, code or list of D2–D4 is a sealed column, or stands in docs/privacy/clear.csv with its reason."""
    rows = (
        (DOCS.parent / "definitions" / "privacy" / "fields.csv")
        .read_text(encoding="utf-8")
        .splitlines()[1:]
    )
    personal = {
        tuple(row.split(",")[:2]) for row in rows if row.split(",")[2] in {"D2", "D3", "D4"}
    }
    clear = (DOCS / "privacy" / "clear.csv").read_text(encoding="utf-8").splitlines()[1:]
    excused = {tuple(row.split(",")[:2]) for row in clear if len(row.split(",", 2)[2]) > 5}
    open_columns = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, CharField | TextField | JSONField)
        and not isinstance(field, SealedTextField)
    }
    assert personal & open_columns == excused
