"""Two records side by side, and a person with all their records, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kuea.core.thai import format_citizen_number, format_telephone, format_thai_parts, mask
from kuea.offices.models import Duty
from kuea.people.compared import Compared, compare_facts, compare_numbers, compare_written
from kuea.people.evidence import EvidenceView, show_evidence
from kuea.people.labels import FOUND_BY, LINK_KINDS, SEXES, rule_label, source_label
from kuea.people.models import Link, LinkQuestion, Person, Record
from kuea.people.searching import Found
from kuea.web import thai_format


@dataclass(frozen=True)
class QuestionView:
    """One pair. `waits` tells of a first answer that another user must give too."""

    pk: int
    evidence: EvidenceView | None
    left_title: str
    right_title: str
    left_url: str
    right_url: str
    rows: list[Compared]
    two_numbers: bool
    is_sealed: bool
    waits: str


@dataclass(frozen=True)
class PersonCard:
    name: str
    place: str
    about: str
    url: str
    note: str = ""
    sealed: bool = False
    why: str = ""
    """Why a search shows the person, in words."""
    hotkey: str = ""


@dataclass(frozen=True)
class RecordView:
    pk: int
    title: str
    facts: list[tuple[Any, Any]]
    is_withdrawn: bool
    may_part: bool
    masked: list[tuple[str, Any]]
    """What of it may be shown whole: (field, its label)."""
    revealed: str = ""


def show_question(question: LinkQuestion, duty: Duty) -> QuestionView:
    left, right = question.other, question.record
    rows = [
        compare_written(_("ชื่อที่เขียนมา"), left.name_as_written, right.name_as_written, left.name_key == right.name_key),
        compare_numbers(_("เลขประจำตัว"), _number(left), _number(right), left.citizen_number, right.citizen_number),
        compare_facts(_("วันเกิด"), _born(left), _born(right)),
        compare_facts(_("เพศ"), SEXES.get(left.sex, ""), SEXES.get(right.sex, "")),
        compare_facts(_("ตำบล"), _tambon(left), _tambon(right), left.tambon_id, right.tambon_id),
        compare_facts(_("หมู่บ้าน"), _village(left), _village(right), left.village_id, right.village_id),
        compare_written(_("บ้านเลขที่"), left.house_no, right.house_no),
        compare_numbers(_("โทรศัพท์"), mask(left.telephone), mask(right.telephone), left.telephone, right.telephone),
        compare_facts(_("ที่มา"), _source(left), _source(right), "", ""),
    ]  # fmt: skip
    return QuestionView(
        pk=question.pk,
        evidence=show_evidence(question.evidence),
        left_title=left.person.code if left.person else "",
        right_title=right.person.code if right.person else "",
        left_url=reverse("people:person", args=[left.person_id]),
        right_url=reverse("people:person", args=[right.person_id]),
        rows=rows,
        two_numbers=bool(left.citizen_digest and right.citizen_digest)
        and left.citizen_digest != right.citizen_digest,
        is_sealed=any(record.person and record.person.is_sealed for record in (left, right)),
        waits=_waits(question, duty),
    )


def _waits(question: LinkQuestion, duty: Duty) -> str:
    """Whose turn it is, where two must agree. What the first said is not shown: the second looks for themselves."""
    first = question.first_answered_by
    if first is None:
        return ""
    if first.user_id == duty.user_id:
        return _("คุณตอบไว้แล้ว รออีกคนตอบตรงกัน")
    return _("มีคนตอบไว้แล้วหนึ่งคน คำตอบของคุณถ้าตรงกันจะมีผลทันที")


def _number(record: Record) -> str:
    """Only the last digits: enough to compare with a card in the hand, not enough to take away."""
    masked = mask(record.citizen_number)
    if masked and not record.citizen_digest:
        return f"{masked} {_('(เลขไม่ถูกต้อง)')}"
    return masked


def _born(record: Record | Person) -> str:
    return format_thai_parts(record.birth_year, record.birth_month, record.birth_day)


def _tambon(record: Record) -> str:
    return record.tambon.name_th if record.tambon else ""


def _village(record: Record) -> str:
    return record.village.name_th if record.village else ""


def _source(record: Record) -> str:
    label = str(source_label(record.source))
    return f"{label} ({record.raw_row.batch.file_name})" if record.raw_row else label


def show_card(person: Person, note: str = "") -> PersonCard:
    place = f"ต.{person.tambon.name_th}" if person.tambon else ""
    if person.village:
        place = f"{person.village.name_th} {place}"
    born = _born(person)
    return PersonCard(
        person.full_name, place, _("เกิด %(when)s") % {"when": born} if born else "",
        reverse("people:person", args=[person.pk]), note or person.code, person.is_sealed,
    )  # fmt: skip


def show_found(found: Sequence[Found]) -> list[PersonCard]:
    """The answer of a search, the best first; the first nine open by their number on the keyboard."""
    return [
        replace(
            show_card(one.person),
            why=" · ".join(str(FOUND_BY[reason]) for reason in one.why),
            hotkey=str(place) if place < 10 else "",
        )
        for place, one in enumerate(found, 1)
    ]


_MOST_SIGNS = 4
_MASKED = (("citizen_number", gettext_lazy("เลขประจำตัว")), ("telephone", gettext_lazy("โทรศัพท์")))


def show_whole(field: str, value: str) -> str:
    """A revealed number as people read it aloud."""
    return format_citizen_number(value) if field == "citizen_number" else format_telephone(value)


def show_records(
    records: Sequence[Record], revealed: Mapping[int, str] = MappingProxyType({})
) -> list[RecordView]:
    """Numbers are masked; `revealed` holds, by record, what was asked to be shown just now."""
    counting = sum(1 for record in records if not record.is_withdrawn)
    return [
        RecordView(
            pk=record.pk,
            title=_source(record),
            facts=[
                (_("ชื่อที่เขียนมา"), record.name_as_written), (_("เลขประจำตัว"), _number(record)),
                (_("วันเกิด"), _born(record)), (_("เพศ"), SEXES.get(record.sex, "")),
                (_("ตำบล"), _tambon(record)), (_("หมู่บ้าน"), _village(record)),
                (_("ที่อยู่ที่เขียนมา"), record.address_as_written),
                (_("โทรศัพท์"), mask(record.telephone)),
                (_("รับเมื่อ"), thai_format.format_moment(record.made_at)),
            ],
            is_withdrawn=record.is_withdrawn,
            may_part=counting > 1 and not record.is_withdrawn,
            masked=[(field, label) for field, label in _MASKED if getattr(record, field)],
            revealed=revealed.get(record.pk, ""),
        )
        for record in records
    ]  # fmt: skip


def show_links(
    links: Sequence[Link], takes_back: Mapping[int, str] = MappingProxyType({})
) -> list[dict[str, Any]]:
    """The story of joining and parting, for the timeline; `takes_back` are those that may be undone by their rows."""
    return [
        {
            "title": f"{LINK_KINDS.get(link.kind, link.kind)}: {link.record.name_as_written or link.record_id}",
            "at": link.at,
            "by": str(link.by.user),
            "note": " · ".join(
                str(word) for word in (rule_label(link.rule), *_why(link), link.reason) if word
            ),
            "state": link.kind,
            "undo": _undo(link, takes_back[link.pk]) if link.pk in takes_back else None,
        }
        for link in links
    ]


def _undo(link: Link, asked: str) -> dict[str, str]:
    """What to ask before a joining or parting is taken back."""
    said = {
        "you": _("คุณขอนำกลับไว้แล้ว รออีกคนขอตรงกัน"),
        "another": _("มีคนขอนำกลับไว้แล้วหนึ่งคน ถ้าคุณเห็นตรงกันจะมีผลทันที"),
    }
    return {
        "url": reverse("people:take_back_link", args=[link.person_id, link.pk]),
        "open": _("นำกลับ"),
        "sentence": said.get(asked)
        or _("ระเบียนและสิ่งที่ติดกับระเบียนจะกลับไปอยู่ที่ที่การรวมและการแยกอื่นจัดไว้ ไม่มีสิ่งใดถูกลบ"),
        "action": "" if asked == "you" else _("ยืนยันนำกลับ"),
    }


def _why(link: Link) -> list[Any]:
    """The signs that spoke for a machine's join, the strongest first."""
    told = show_evidence(link.evidence)
    spoke = [sign for sign in told.signs if sign.speaks_for] if told else []
    return [sign.words for sign in sorted(spoke, key=lambda sign: -sign.width)[:_MOST_SIGNS]]
