"""A province writes its own definition: draft, consult, hear comments, adopt by a signed resolution."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.core.states import DEFINITION_SET
from kuea.core.thai import normalise
from kuea.core.words import THREE_PARTIES, Category, Role, Sector
from kuea.ledger.actions import record
from kuea.offices.models import Duty, Place, Resolution
from kuea.offices.ports import tambon_changed
from kuea.offices.scope import lock_fresh, require_province, require_role, require_signed
from kuea.people.labels import sector_label
from kuea.people.models import DefinitionComment, DefinitionSet, TargetGroup


def draft_definition_set(
    *,
    by: Duty,
    why: str = "",
    consulted_on: date | None = None,
    consulted_place: str = "",
    consulted_sectors: Mapping[str, int] | None = None,
    copy_groups: bool = True,
) -> DefinitionSet:
    """A new draft of the running edition; starts from the groups of the version in force (R28).

    Raises `Refusal`: not_your_duty, definition_open (another draft is not finished).
    """
    _require_writer(by, by.province_id)
    province = by.province
    with transaction.atomic():
        own = DefinitionSet.objects.filter(province=province, edition_id=province.edition_id)
        if own.filter(state__in=["draft", "comment"]).exists():
            raise Refusal("definition_open")
        last = own.aggregate(last=Max("version"))["last"] or 0
        drafted = DefinitionSet.objects.create(
            province=province,
            edition_id=province.edition_id,
            version=last + 1,
            written_by=by,
            why=normalise(why, keep_lines=True),
            consulted_on=consulted_on,
            consulted_place=normalise(consulted_place),
            consulted_sectors=_read_sectors(consulted_sectors or {}),
        )
        if copy_groups:
            _copy_groups(drafted)
        _tell("draft", drafted, by, version=drafted.version)
    return drafted


def record_consultation(
    *,
    by: Duty,
    definition_set: DefinitionSet,
    on: date,
    place: str,
    sectors: Mapping[str, int],
    why: str | None = None,
) -> DefinitionSet:
    """Where, when and with whom the province thought it over (R28, R78)."""
    with transaction.atomic():
        draft = _lock_draft(by, definition_set)
        if on > timezone.localdate():
            raise Refusal("day_not_come")
        draft.consulted_on, draft.consulted_place = on, normalise(place)
        draft.consulted_sectors = _read_sectors(sectors)
        if why is not None:
            draft.why = normalise(why, keep_lines=True)
        draft.save()
        _tell("consult", draft, by)
    return draft


def add_group(
    *,
    by: Duty,
    definition_set: DefinitionSet,
    category: str,
    name: str,
    criteria: Sequence[str],
    code: str = "",
    finding_method: str = "",
    reaching_method: str = "",
) -> TargetGroup:
    """A group under one of the four fixed categories; criteria are sentences, never points (R29, R30)."""
    with transaction.atomic():
        draft = _lock_draft(by, definition_set)
        facts = _read_group(category, name, criteria, finding_method, reaching_method)
        _require_new_name(draft, str(facts["name"]))
        code = code or _next_code(draft)
        if draft.groups.filter(code=code).exists():
            raise Refusal("group_twice", name=name)
        group = TargetGroup.objects.create(definition_set=draft, code=code, **facts)
        _tell("add_group", draft, by, group=group.code)
    return group


def change_group(
    *,
    by: Duty,
    group: TargetGroup,
    category: str,
    name: str,
    criteria: Sequence[str],
    finding_method: str = "",
    reaching_method: str = "",
    version: int | None = None,
) -> TargetGroup:
    """Other words for a group; its code stays, so that areas and offers still name it."""
    with transaction.atomic():
        draft = _lock_draft(by, group.definition_set)
        fresh = lock_fresh(group, version)
        facts = _read_group(category, name, criteria, finding_method, reaching_method)
        _require_new_name(draft, str(facts["name"]), but=fresh)
        for field, value in facts.items():
            setattr(fresh, field, value)
        fresh.version += 1
        fresh.save()
        _tell("change_group", draft, by, group=fresh.code)
    return fresh


def remove_group(*, by: Duty, group: TargetGroup) -> None:
    """Take a group out of a draft."""
    with transaction.atomic():
        draft = _lock_draft(by, group.definition_set)
        code = group.code
        draft.groups.filter(pk=group.pk).delete()
        _tell("remove_group", draft, by, group=code)


def open_comments(
    *, by: Duty, definition_set: DefinitionSet, today: date | None = None
) -> DefinitionSet:
    """Put the draft before everybody for the province's own number of days (R89, I28).

    Raises `Refusal`: three_parties (names the missing ones), missing, not_in_this_state.
    """
    today = today or timezone.localdate()
    with transaction.atomic():
        draft = _lock_draft(by, definition_set)
        _require_consulted(draft)
        draft.state = DEFINITION_SET.next(draft.state, "open_comments")
        draft.comments_open_on = today
        draft.comments_close_on = today + timedelta(days=draft.province.limits.comment_days)
        draft.save()
        _tell("open_comments", draft, by)
    return draft


def comment(
    *,
    by: Duty,
    definition_set: DefinitionSet,
    text: str,
    sector: str = "",
    form_key: str | None = None,
    today: date | None = None,
) -> DefinitionComment:
    """What somebody thinks, from any duty in the province; the ministry may say, never write (I4)."""
    today = today or timezone.localdate()
    if by.is_over:
        raise Refusal("not_your_duty")
    if by.role == Role.MINISTRY:
        sector = Sector.CENTRAL
    else:
        require_province(by, definition_set.province_id)
    text = normalise(text, keep_lines=True)
    if not text:
        raise Refusal("missing", fields="ความเห็น")
    with transaction.atomic():
        if form_key and (before := DefinitionComment.objects.filter(form_key=form_key).first()):
            return before
        fresh = lock_fresh(definition_set)
        if fresh.state != "comment" or not _is_open(fresh, today):
            raise Refusal("comments_closed")
        said = DefinitionComment.objects.create(
            definition_set=fresh,
            sector=Sector(sector or Sector.PEOPLE),
            text=text,
            made_by=by,
            form_key=form_key or None,
        )
        _tell("comment", fresh, by, comment=said.pk)
    return said


def answer_comments(
    *,
    by: Duty,
    definition_set: DefinitionSet,
    answers: Mapping[int, str],
    answer: str | None = None,
) -> DefinitionSet:
    """What the province answers: to each comment (by its id), and if it wishes to all together."""
    _require_writer(by, definition_set.province_id)
    with transaction.atomic():
        fresh = lock_fresh(definition_set)
        if fresh.state != "comment":
            raise Refusal("not_in_this_state")
        written = {pk: normalise(text, keep_lines=True) for pk, text in answers.items()}
        for said in fresh.comments.filter(pk__in=[pk for pk, text in written.items() if text]):
            if said.answer != written[said.pk]:
                said.answer, said.answered_at = written[said.pk], timezone.now()
                said.save()
        if answer is not None:
            fresh.answer = normalise(answer, keep_lines=True)
            fresh.save()
        _tell("answer", fresh, by, comments=sorted(written))
    return fresh


def redraft(*, by: Duty, definition_set: DefinitionSet, reason: str) -> DefinitionSet:
    """Back to the draft, so that what was said can be written in; comments are kept."""
    _require_writer(by, definition_set.province_id)
    if not normalise(reason):
        raise Refusal("missing", fields="เหตุผลที่แก้ร่าง")
    with transaction.atomic():
        fresh = lock_fresh(definition_set)
        fresh.state = DEFINITION_SET.next(fresh.state, "redraft")
        fresh.why = f"{fresh.why}\n{normalise(reason)}".strip()
        fresh.save()
        _tell("redraft", fresh, by)
    return fresh


def adopt_definition_set(
    *,
    by: Duty,
    definition_set: DefinitionSet,
    resolution: Resolution | None,
    waiver: Resolution | None = None,
    today: date | None = None,
) -> DefinitionSet:
    """The committee's set is in force from now; the former one is superseded (I3, I7, I28).

    Raises `Refusal`: resolution_needed (not signed by the civic chair), comment_window (still open or
    a comment has no answer, and no signed waiver), province_writes_definition, not_in_this_state.
    """
    today = today or timezone.localdate()
    _require_writer(by, definition_set.province_id)
    with transaction.atomic():
        fresh = lock_fresh(definition_set)
        after = DEFINITION_SET.next(fresh.state, "adopt")
        signed = require_signed(resolution, fresh.province_id)
        if waiver is not None:
            fresh.waiver = require_signed(waiver, fresh.province_id)
        elif _is_open(fresh, today) or fresh.comments.filter(answer="").exists():
            raise Refusal("comment_window", until=_day_in_words(fresh.comments_close_on))
        former = (
            DefinitionSet.objects.select_for_update()
            .filter(province=fresh.province_id, edition=fresh.edition_id, state="adopted")
            .first()
        )
        if former is not None:
            former.state = DEFINITION_SET.next(former.state, "supersede")
            former.save()
            _tell("supersede", former, by, version=former.version)
        fresh.state, fresh.resolution, fresh.adopted_at = after, signed, timezone.now()
        fresh.save()
        _tell("adopt", fresh, by, version=fresh.version, resolution=signed.pk)
        tambon_changed(*_tambon_of(fresh.province_id))
    return fresh


def _require_writer(by: Duty, province_code: str | None) -> None:
    """Only the province's own secretariat writes; the ministry is told so in its own words (I4)."""
    if by.role == Role.MINISTRY:
        raise Refusal("province_writes_definition")
    require_role(by, Role.SECRETARY)
    require_province(by, province_code or "")


def _lock_draft(by: Duty, definition_set: DefinitionSet) -> DefinitionSet:
    _require_writer(by, definition_set.province_id)
    fresh = lock_fresh(definition_set)
    if fresh.state != "draft":
        raise Refusal("not_in_this_state")
    return fresh


def _read_sectors(counts: Mapping[str, int]) -> dict[str, int]:
    """Only known sectors with somebody there."""
    return {Sector(sector).value: int(count) for sector, count in counts.items() if count > 0}


def _read_group(
    category: str, name: str, criteria: Sequence[str], finding: str, reaching: str
) -> dict[str, object]:
    sentences = [tidy for sentence in criteria if (tidy := normalise(sentence))]
    lacking = [
        word
        for word, there in (
            ("ประเภท", category in set(Category)),
            ("ชื่อกลุ่ม", bool(normalise(name))),
            ("เกณฑ์อย่างน้อยหนึ่งข้อ", bool(sentences)),
        )
        if not there
    ]
    if lacking:
        raise Refusal("missing", fields=" · ".join(lacking))
    return {
        "category": category,
        "name": normalise(name),
        "criteria": list(dict.fromkeys(sentences)),
        "finding_method": normalise(finding, keep_lines=True),
        "reaching_method": normalise(reaching, keep_lines=True),
    }


def _require_new_name(draft: DefinitionSet, name: str, but: TargetGroup | None = None) -> None:
    if draft.groups.filter(name=name).exclude(pk=but.pk if but else None).exists():
        raise Refusal("group_twice", name=name)


def _next_code(draft: DefinitionSet) -> str:
    """A code no group of the province ever had: a code means one group for ever."""
    used = set(
        TargetGroup.objects.filter(definition_set__province_id=draft.province_id).values_list(
            "code", flat=True
        )
    )
    return next(code for n in range(1, len(used) + 2) if (code := f"g{n:02d}") not in used)


def _copy_groups(drafted: DefinitionSet) -> None:
    former = (
        DefinitionSet.objects.filter(
            province=drafted.province_id, state__in=["adopted", "superseded"]
        )
        .order_by("-adopted_at")
        .first()
    )
    if former is None:
        return
    TargetGroup.objects.bulk_create(
        TargetGroup(
            definition_set=drafted,
            category=group.category,
            code=group.code,
            name=group.name,
            criteria=group.criteria,
            finding_method=group.finding_method,
            reaching_method=group.reaching_method,
        )
        for group in former.groups.order_by("pk")
    )


def _require_consulted(draft: DefinitionSet) -> None:
    absent = [party for party in THREE_PARTIES if not draft.consulted_sectors.get(party.value)]
    if absent:
        raise Refusal("three_parties", fields=" · ".join(str(sector_label(p)) for p in absent))
    lacking = [
        word
        for word, there in (
            ("วันที่หารือร่วมกัน", draft.consulted_on),
            ("สถานที่หารือ", draft.consulted_place),
            ("กลุ่มเป้าหมายอย่างน้อยหนึ่งกลุ่ม", draft.groups.exists()),
        )
        if not there
    ]
    if lacking:
        raise Refusal("missing", fields=" · ".join(lacking))


def _is_open(definition_set: DefinitionSet, today: date) -> bool:
    """The last day of the window still counts as open."""
    close = definition_set.comments_close_on
    return close is None or today <= close


def _day_in_words(day: date | None) -> str:
    return f"{day.day}/{day.month}/{day.year + 543}" if day else "–"


def _tambon_of(province_code: str) -> list[str]:
    return list(
        Place.objects.filter(
            level=Place.Level.TAMBON, code__startswith=province_code, valid_to=None
        ).values_list("code", flat=True)
    )


def _tell(verb: str, subject: DefinitionSet, by: Duty, **data: object) -> None:
    record(
        f"definition_set.{verb}", subject, duty_id=by.pk, province_code=subject.province_id, **data
    )
