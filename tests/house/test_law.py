"""Personal data law as rules of the house: what is erased, what is recorded, what is never said (3.3)."""

import ast
import importlib
import pkgutil
import re
from pathlib import Path

from django.apps import apps
from django.db import models

import kuea
from kuea.core.privacy import RequestKind
from kuea.people.notices import notices
from kuea.privacy.ropa import activities, field_classes, tables_with_persons

ROOT = Path(__file__).resolve().parents[2]
KEPT = {
    # field → why it stays when a person is erased
    "people.Person.code": "our own key; says nothing of who it was",
    "people.Person.capacity": "a code",
    "people.Person.sex": "statistics; with the decade of birth and the tambon",
    "people.Record.source": "a code",
    "people.Record.sex": "statistics",
    "people.Record.citizen_status": "a code",
    "people.Household.code": "our own key",
    "people.Link.kind": "a code",
    "people.Link.rule": "a code",
    "people.Link.evidence": "codes and weights",
    "people.LinkQuestion.evidence": "codes and weights",
    "people.LinkQuestion.first_answer": "a code",
    "people.LinkQuestion.answer": "a code",
    "people.Need.kind": "a code",
    "people.LegalBasis.field_group": "a code",
    "people.LegalBasis.basis": "a code",
    "people.LegalBasis.notice_version": "a version",
    "people.LegalBasis.explained_to": "a code",
    "people.Guardian.scope": "codes",
    "people.Consent.kind": "a code",
    "finding.Case.code": "our own key",
    "finding.Case.criteria_met": "sentences of the definition",
    "finding.Case.proposed_category": "a code",
    "finding.Case.lawful_basis": "a code",
    "finding.AgendaItem.kind": "a code",
    "finding.AgendaItem.sensitive": "a code",
    "coverage.Match.why": "codes of rules",
    "care.Transfer.answer": "a code",
    "finding.CaseStep.before": "a state",
    "finding.CaseStep.decision": "a code",
    "finding.CaseStep.state": "a state",
    "finding.Lead.receipt": "a code that says nothing",
    "finding.OutreachVisit.notice_version": "a version",
    "finding.Decision.criteria_met": "sentences of the definition",
    "intake.RawRow.faults": "codes and column names; the house copies no cell into them",
    "intake.RowReading.faults": "codes and column names; the house copies no cell into them",
    "giving.Volunteer.skills": "a worker, not a person cared for",
    "giving.Volunteer.state_reason": "a worker",
    "giving.Volunteer.state": "a state",
    "offices.Organisation.telephone": "an organisation's",
    "privacy.PersonRequest.reason": "the answer the office gave; retention of answers",
    "privacy.PersonRequest.kind": "a code",
    "privacy.PersonRequest.state": "a state",
    "privacy.PersonRequest.how": "a code",
    "privacy.PersonRequest.outcome": "a code",
    "steering.GoodStory.picture_kept_at": "emptied when the story is taken down, with its file",
}
TEXTS = (models.CharField, models.TextField, models.JSONField)


def every_erased_field() -> set[str]:
    """What the rooms declare in `ERASES`."""
    found: set[str] = set()
    for module in pkgutil.walk_packages(kuea.__path__, "kuea."):
        if module.name.endswith("erasing"):
            told = importlib.import_module(module.name).ERASES
            found |= {f"{table}.{name}" for table, names in told.items() for name in names}
    return found


def test_every_text_about_a_person_is_erased_or_says_why_not():
    """A new field of class D2–D4 that holds words stands in its room's ERASES, or above with a reason."""
    erased, lost = every_erased_field(), []
    for (table, name), code in field_classes().items():
        field = apps.get_model(table)._meta.get_field(name)
        words = isinstance(field, TEXTS) and not getattr(field, "choices", None)
        if (
            code in {"D2", "D3", "D4"}
            and words
            and not name.endswith(("state", "form_key", "mode"))
        ):
            label = f"{table}.{name}"
            if label not in erased and label not in KEPT and not _is_of_a_forum_or_round(table):
                lost.append(label)
    assert lost == []


def _is_of_a_forum_or_round(table: str) -> bool:
    """Meetings and searches: their words about persons stand in AgendaItem, Decision, ForumAttendance."""
    return table in {"finding.Forum", "finding.SearchRound"}


def test_erased_fields_exist():
    for label in every_erased_field():
        table, _dot, name = label.rpartition(".")
        apps.get_model(table)._meta.get_field(name)


def test_every_table_with_persons_stands_in_one_activity_of_the_ropa():
    listed = [table for one in activities() for table in one.tables]
    assert len(listed) == len(set(listed))
    assert sorted(tables_with_persons() - set(listed)) == []
    assert sorted(set(listed) - {table for table, _field in field_classes()}) == []


def test_every_kind_of_request_is_told_in_every_notice():
    assert notices()
    for notice in notices().values():
        assert {kind for kind, _words in notice.rights} == {kind.value for kind in RequestKind}
        assert len(notice.aloud) >= 5


SHAMING = re.compile("ผู้ถูกทอดทิ้ง|คนถูกทอดทิ้ง|คนจน|คนอนาถา|ผู้รับการสงเคราะห์|ผู้รับสงเคราะห์|คนขอทาน")


def shown_words() -> list[tuple[str, str]]:
    """Templates, the sentences of Python that are not comments or docstrings, definitions, the catalogue."""
    found = [
        (path.name, re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S))
        for path in (ROOT / "kuea").rglob("*.html")
    ]
    for path in (ROOT / "kuea").rglob("*.py"):
        if "migrations" not in path.parts:
            found += [(path.name, words) for words in _constants(path)]
    for path in (ROOT / "definitions").rglob("*.yml"):
        if "columns" not in path.parts and "places" not in path.parts:
            found.append((path.name, path.read_text(encoding="utf-8")))
    po = ROOT / "kuea" / "project" / "locale" / "en" / "LC_MESSAGES" / "django.po"
    return [*found, (po.name, po.read_text(encoding="utf-8"))]


def _constants(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documents = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents
    ]  # fmt: skip


def test_no_word_that_shames_is_shown():
    """Rule 11 and R74: the label of the category is internal."""
    assert [(name, words[:80]) for name, words in shown_words() if SHAMING.search(words)] == []
