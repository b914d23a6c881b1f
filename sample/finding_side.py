"""Steps 2 and 3 of the sample: lists and tips come in, villages are searched, people visited, forums held."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from random import Random

from django.conf import settings
from django.utils import timezone

from kuea.core.words import DIGNITY_CHECKLIST, Outcome
from kuea.finding import actions as finding
from kuea.finding.actions.visits import FirstNeed, VisitFacts
from kuea.finding.models import Case, Forum, SearchRound
from kuea.intake.actions import read_batch, receive_batch, record_list_notice
from kuea.intake.models import Batch
from kuea.offices.models import Place
from kuea.offices.ports import gather_changes
from kuea.people.actions import answer_question
from kuea.people.models import LinkQuestion
from sample.clock import next_weekday
from sample.founding import PROVINCE, Office
from sample.giving_side import PAUSED, WITHOUT_HOST, Givers
from sample.lists import write_lists
from sample.people import MadeUp, Maker

NIL_TAMBON = "130703"
LEVELS = (("covered", 8), ("mapped", 4), ("verified", 5), ("searched", 7))
NEEDS = {
    "elder_alone": ("food", "อยากมีข้าวกินครบมื้อ และมีคนแวะมาคุยด้วย"),
    "bedridden": ("equipment", "อยากได้เตียงที่ลุกนั่งได้ ลูกจะได้ไม่เจ็บหลัง"),
    "child_alone": ("education", "หนูอยากกลับไปเรียน"),
    "no_papers": ("documents", "อยากมีบัตร จะได้ไปหาหมอได้"),
    "disabled_alone": ("equipment", "อยากได้รถเข็นคันใหม่ จะได้ออกไปหน้าบ้าน"),
    "disaster": ("house_repair", "อยากให้หลังคาไม่รั่วก่อนหน้าฝน"),
}  # fmt: skip


NEW = {"", "searched"}
"""Levels of tambon in which visiting has only begun."""

FIRST, SECOND, LAST = 50, 21, 0
"""How many days ago an office sent the lists of a tambon: where work began, where it is going on, and today."""


def choose_levels() -> dict[str, str]:
    """How far each tambon of the sample has come; those not named are being searched."""
    tambon = Place.objects.filter(
        level="tambon", code__startswith=PROVINCE, valid_to=None
    ).order_by("code")
    open_to_story = [
        place.code
        for place in tambon
        if place.code not in WITHOUT_HOST
        and place.code != NIL_TAMBON
        and not place.code.startswith(PAUSED)
    ]
    chosen, rest = {NIL_TAMBON: "nil"}, iter(open_to_story[::2] + open_to_story[1::2])
    for level, count in LEVELS:
        chosen.update((next(rest), level) for _ in range(count))
    return chosen


def make_people(maker: Maker) -> list[MadeUp]:
    """One or two neighbours in most villages, none where the search will truly find nobody."""
    villages = Place.objects.filter(
        level="village", code__startswith=PROVINCE, valid_to=None
    ).order_by("code")
    found = []
    for village in villages:
        if village.code.startswith(NIL_TAMBON):
            continue
        for _ in range(maker.chance.choice((0, 1, 1, 1, 2, 2))):
            found.append(maker.person(village.code))
    return found


def sent_on(tambon: str, levels: dict[str, str]) -> int:
    """When the lists of a tambon came: FIRST, SECOND or LAST."""
    if levels.get(tambon, "") not in NEW:
        return FIRST
    is_waiting = tambon in WITHOUT_HOST or tambon.startswith(PAUSED) or tambon in levels
    return SECOND if is_waiting or int(tambon) // 2 % 2 else LAST


@contextmanager
def at_arrival(office: Office, sent: int, chance: Random) -> Iterator[None]:
    """The moment something came in with that lot: lists together, worries one by one (see `tell_leads`)."""
    when = office.clock.on(sent) if sent else office.clock.hours_ago(chance.uniform(1, 5))
    with when:
        yield


def receive_lists(
    office: Office, people: list[MadeUp], sent: int, chance: Random
) -> dict[str, Batch]:
    """The office's spreadsheets of one lot through the one door, as an officer sends them; by file name."""
    places = Place.objects.filter(code__startswith=PROVINCE, level__in=["amphoe", "tambon"])
    files = write_lists(
        Path(settings.VAR) / "sample_lists" / f"before_{sent}_days",
        people,
        dict(places.values_list("code", "name_th")),
        1913 + sent,
    )
    batches = {}
    with at_arrival(office, sent, chance):
        for kind, path in files.items():
            receipt = receive_batch(
                by=office.duty["secretary"], kind=kind, path=path, file_name=path.name
            )
            read = read_batch(batch_id=receipt.batch.pk)
            batches[path.name] = record_list_notice(
                by=office.duty["secretary"], batch=read,
                words="หน่วยงานเจ้าของรายชื่อแจ้งผู้มีชื่อในแบบสำรวจและปิดประกาศที่อำเภอ",
            )  # fmt: skip
    return batches


def tell_leads(
    office: Office, givers: Givers, people: list[MadeUp], sent: int, chance: Random
) -> int:
    """Those on no list are found by neighbours, volunteers and the telephone (R30, R33)."""
    unlisted = [person for person in people if not person.lists]
    places = {place.code: place for place in Place.objects.filter(code__startswith=PROVINCE)}
    with gather_changes():
        for person in unlisted:
            volunteers = givers.volunteers[person.tambon[:4]]
            by, channel = chance.choice(
                (
                    (volunteers[0].duty, "volunteer"),
                    (office.duty["secretary"], "phone"),
                    (None, "neighbour"),
                )
            )
            village = places[person.village]
            name = f"{person.title}{person.given} {person.family}".strip()
            # Where nobody has gone yet the worry is fresh: the thirty days of s.25 still run.
            day = {FIRST: 46, SECOND: chance.choice((5, 6, 8, 11, 14)), LAST: 0}[sent]
            with at_arrival(office, day, chance):
                finding.raise_lead(
                    by=by, tambon=places[person.tambon], village=village, channel=channel, who=name,
                    name=name if channel != "neighbour" else "", worry=person.worry, how_to_find="ถามบ้านผู้ใหญ่บ้าน",
                    sensitive="violence" if sent != FIRST and chance.random() < 0.03 else "", is_urgent=chance.random() < 0.03,
                )  # fmt: skip
    return len(unlisted)


def answer_questions(office: Office, sent: int, leave_open: int = 0) -> int:
    """The secretary looks at most of the pairs that are nearly the same, two days after the lists came."""
    waiting = (
        LinkQuestion.objects.filter(province_id=PROVINCE, answer="")
        .select_related("record", "other")
        .order_by("pk")
    )
    answered = 0
    with office.clock.on(sent - 2), gather_changes():
        for question in list(waiting)[leave_open:]:
            same = question.record.given_name[:3] == question.other.given_name[:3] and (
                question.record.birth_year == question.other.birth_year
                or question.record.birth_year is None
            )
            answer_question(by=office.duty["secretary"], question=question, same=same)
            answered += 1
    return answered


def search(office: Office, givers: Givers, levels: dict[str, str], chance: Random) -> None:
    """Every village of the tambon that have come so far, half of the others; one tambon truly finds nobody."""
    villages = Place.objects.filter(
        level="village", code__startswith=PROVINCE, valid_to=None
    ).order_by("code")
    with gather_changes():
        for village in villages:
            code = village.code[:6]
            if code in WITHOUT_HOST or (code not in levels and chance.random() < 0.55):
                continue
            by = givers.coordinators[code[:4]]
            with office.clock.on(49) as opened:
                search_round = finding.open_search(by=by, village=village, opened_on=opened)
            if code not in levels and chance.random() < 0.3:
                continue  # still searching
            with office.clock.on(40) as closed:
                told = {
                    "by": by, "search_round": search_round, "method": "เดินทุกบ้านกับผู้ใหญ่บ้านและ อสม.",
                    "households_considered": chance.randint(60, 320), "closed_on": closed,
                    "searchers": ["อาสาสมัครหมู่บ้าน", "อสม. ประจำหมู่บ้าน"],
                }  # fmt: skip
                finding.claim_nil(**told) if levels.get(code) == "nil" else finding.close_search(
                    **told
                )


def visit(office: Office, givers: Givers, levels: dict[str, str], chance: Random) -> None:
    """Hosts accept, volunteers go and ask: notice given, the person's own wish, what they need."""
    groups = {group.code: group for group in office.definition_set.groups.all()}
    cases = Case.objects.filter(province_id=PROVINCE, state="lead", host__isnull=False).order_by(
        "code"
    )
    with gather_changes():
        for case in cases.select_related("tambon", "village", "person"):
            is_new = levels.get(case.tambon_id, "") in NEW
            if is_new and chance.random() < 0.1:
                continue  # nobody took it up
            goes = not (is_new and chance.random() < 0.6)
            days = _visiting_days(office, case, goes, chance) if is_new else (45, 38, 35)
            by = givers.coordinators[case.tambon_id[:4]]
            with office.clock.on(days[0]):
                case = finding.route_case(by=by, case=case)
                volunteer = givers.volunteers[case.tambon_id[:4]][case.pk % 2].duty
                if not case.is_sealed:
                    case = finding.assign_volunteer(by=by, case=case, volunteer=volunteer)
            if goes:
                visitor = by if case.is_sealed else volunteer
                _visit_one(office, case, visitor, by, groups, chance, days[1:])


def _visiting_days(office: Office, case: Case, goes: bool, chance: Random) -> tuple[int, int, int]:
    """Days ago on which a host took the case up, somebody went, and it was ready for the forum."""
    came = (office.clock.today - timezone.localdate(case.raised_at)).days
    taken = min(came - 1, chance.choice((12, 9, 7, 6, 5, 4) if goes else (12, 6, 5, 4, 3, 2, 1)))
    if case.tambon_id.startswith(PAUSED):
        taken = max(taken, 3)  # its host rests since the day before yesterday
    return taken, taken - 1, taken - 2


def _visit_one(office, case, visitor, coordinator, groups, chance, days) -> None:
    code = guess_group(case)
    kind, words = NEEDS[code]
    wishes = chance.random() > 0.03
    with office.clock.on(days[0]) as day:
        finding.record_visit(
            by=visitor, case=case,
            visit=VisitFacts(
                visited_on=day, wish=words if wishes else "ยังไม่อยากให้ใครมายุ่ง ขอบคุณ", wishes_to_go_on=wishes,
                facts="อยู่คนเดียว บ้านชั้นเดียว" if code == "elder_alone" else "", strengths="ทำกับข้าวเก่ง รู้จักคนทั้งหมู่บ้าน",
                needs=(FirstNeed(kind, words),) if wishes else (),
            ),
        )  # fmt: skip
    if wishes:
        with office.clock.on(days[1]):
            case.refresh_from_db()
            finding.prepare_case(
                by=coordinator, case=case, category=groups[code].category, group=groups[code],
                agrees_to_discussion="พูดถึงด้วยรหัส ไม่เอ่ยชื่อ", forum_mode="closed" if case.sensitive else "open",
            )  # fmt: skip


def guess_group(case: Case) -> str:
    """The group a host would propose, from the worry that was told; the forum decides."""
    worry = " ".join(case.leads.values_list("worry", flat=True))
    for word, code in (("ติดเตียง", "bedridden"), ("แผลกดทับ", "bedridden"), ("เด็ก", "child_alone"), ("เลี้ยงไม่ไหว", "child_alone"),
                       ("บัตรประชาชน", "no_papers"), ("แจ้งเกิด", "no_papers"), ("รถเข็น", "disabled_alone"),
                       ("หูหนวก", "disabled_alone"), ("น้ำท่วม", "disaster"), ("ไฟไหม้", "disaster")):  # fmt: skip
        if word in worry:
            return code
    return "elder_alone"


def hold_forums(office: Office, givers: Givers, levels: dict[str, str]) -> list[Forum]:
    """One signed forum in every tambon that has come to it, and one planned for next Tuesday."""
    held = []
    for code, level in sorted(levels.items()):
        if level != "searched":
            held.append(_hold_one(office, givers, code))
    waiting = next(code for code, level in sorted(levels.items()) if level == "searched")
    with office.clock.on(1):
        tuesday = next_weekday(office.clock.today, 1)
        forum = _plan(
            office, givers, waiting, timezone.make_aware(datetime.combine(tuesday, time(13)))
        )
        for case in Case.objects.filter(tambon_id=waiting, state="ready", sensitive="").order_by(
            "code"
        ):
            finding.add_item(
                by=givers.coordinators[waiting[:4]],
                forum=forum,
                case=case,
                minimum_facts="ขอให้เวทีช่วยดู",
            )
        finding.announce_forum(
            by=givers.coordinators[waiting[:4]], forum=forum, short_notice_reason="หมู่บ้านนัดกันเอง"
        )
    return held


def _plan(office: Office, givers: Givers, code: str, held_at: datetime) -> Forum:
    by = givers.coordinators[code[:4]]
    return finding.plan_forum(
        by=by, tambon=Place.objects.get(pk=code), villages=(), host=by.organisation, mode="open", held_at=held_at,
        place_words="ศาลาการเปรียญวัดประจำตำบล", facilitator=office.duty["facilitator"], recorder=office.duty["recorder"],
    )  # fmt: skip


def _hold_one(office: Office, givers: Givers, code: str) -> Forum:
    by, recorder, facilitator = (
        givers.coordinators[code[:4]],
        office.duty["recorder"],
        office.duty["facilitator"],
    )
    with office.clock.on(34), gather_changes():
        held_at = timezone.make_aware(datetime.combine(office.clock.day(28), time(9)))
        forum = _plan(office, givers, code, held_at)
        for case in Case.objects.filter(tambon_id=code, state="ready", sensitive="").order_by(
            "code"
        ):
            finding.add_item(
                by=by, forum=forum, case=case, minimum_facts=str(case.proposed_group.name)
            )
        for search_round in SearchRound.objects.filter(
            village__parent_id=code, state="nil_claimed"
        ):
            finding.add_item(by=by, forum=forum, search_round=search_round)
        forum = finding.announce_forum(by=by, forum=forum)
    with office.clock.on(28), gather_changes():
        for number, sector in enumerate(
            ("people",) * 6 + ("local_government", "regional", "civil_society")
        ):
            finding.record_attendance(
                by=recorder, forum=forum, name=f"ผู้ร่วมเวที {number + 1}", sector=sector
            )
        forum = finding.hold_forum(by=recorder, forum=forum)
        for item in forum.items.select_related("case__proposed_group", "forum"):
            _decide(recorder, item)
        finding.finish_record(by=recorder, forum=forum)
        finding.sign_forum(by=facilitator, forum=forum, dignity=DIGNITY_CHECKLIST)
        forum = finding.sign_forum(by=recorder, forum=forum)
        return finding.post_minutes(by=recorder, forum=forum)


def _decide(recorder, item) -> None:
    if item.kind != "person":
        finding.decide_item(
            by=recorder, item=item, outcome=Outcome.CONFIRMED, reasons="ทุกคนเห็นตรงกัน"
        )
        return
    group = item.case.proposed_group
    if item.number % 17 == 0:
        finding.decide_item(
            by=recorder, item=item, outcome=Outcome.NOT_CONFIRMED, reasons="มีลูกหลานดูแลดีอยู่แล้ว",
            other_path="แนะนำขอเบี้ยยังชีพและให้ อสม. แวะเยี่ยม",
        )  # fmt: skip
        return
    finding.decide_item(
        by=recorder, item=item, outcome=Outcome.CONFIRMED, category=group.category, group=group,
        criteria_met=group.criteria[:2], reasons="ชุมชนเห็นตรงกันว่าควรดูแลร่วมกัน", what_next="อาสาแวะเยี่ยมทุกสัปดาห์",
    )  # fmt: skip
