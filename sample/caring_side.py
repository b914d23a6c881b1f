"""Steps 4 and 5 of the sample: register, match givers to receivers, care, and what is left open."""

from datetime import timedelta

from kuea.care import actions as care
from kuea.coverage import actions as coverage
from kuea.coverage.models import CoveragePlan, Gap
from kuea.coverage.queries.givers import suggest_givers
from kuea.finding import actions as finding
from kuea.finding.models import Case
from kuea.offices.ports import gather_changes
from kuea.people.actions import give_consent, name_guardian
from kuea.people.law_queries import guardian_who_consents, is_ward_of_law
from kuea.steering import actions as steering
from sample.founding import PROVINCE, Office
from sample.giving_side import PAUSED, Givers


def register(office: Office) -> int:
    """The secretariat checks that each verified case is whole, and enters it."""
    count = 0
    with office.clock.on(25), gather_changes():
        for case in Case.objects.filter(province_id=PROVINCE, state="verified").order_by("code"):
            finding.register_case(
                by=office.duty["secretary"], case=case, lawful_basis="public_task"
            )
            count += 1
    return count


HANDS_ON = "1301"
"""The amphoe whose host and giver find matches at every stage waiting for them on the day one looks."""


def match(office: Office, givers: Givers, levels: dict[str, str]) -> int:
    """For the tambon that have come so far, each need meets the first fitting offer; the receiver agrees first."""
    made, kept = 0, 0
    with office.clock.on(22), gather_changes():
        for case in _cases(("registered", "waiting")):
            if levels.get(case.tambon_id) not in {"covered", "mapped"}:
                continue
            by = givers.coordinators[case.tambon_id[:4]]
            for need in case.person.needs.order_by("pk"):
                fitting = suggest_givers(need, case=case)
                if not fitting:
                    continue
                if (
                    kept < 3
                    and case.tambon_id[:4] == HANDS_ON
                    and fitting[0].offer.kind == "house_repair"
                ):
                    kept += 1  # left for `leave_waiting`
                else:
                    _weave(givers, by, case, need, fitting[0].offer)
                    made += 1
    return made


def leave_waiting(office: Office, givers: Givers) -> None:
    """One need a giver is asked about, one whose giver said yes, and one still to be matched."""
    by, waiting = givers.coordinators[HANDS_ON], 2
    with office.clock.on(1), gather_changes():
        for case in _cases(("in_care",)):
            if not waiting or case.tambon_id[:4] != HANDS_ON:
                continue
            for need in case.person.needs.filter(kind="house_repair"):
                fitting = suggest_givers(need, case=case)
                if not waiting or not fitting or need.matches.exists():
                    continue
                offer = fitting[0].offer
                suggested = coverage.suggest_match(by=by, need=need, offer=offer, case=case)
                asked = coverage.offer_match(by=by, match=suggested)
                if waiting == 1:
                    coverage.accept_match(
                        by=givers.giver_duties[offer.organisation_id], match=asked
                    )
                waiting -= 1


def _weave(givers, by, case, need, offer) -> None:
    suggested = coverage.suggest_match(by=by, need=need, offer=offer, case=case)
    offered = coverage.offer_match(by=by, match=suggested)
    accepted = coverage.accept_match(by=givers.giver_duties[offer.organisation_id], match=offered)
    if is_ward_of_law(case.person) and guardian_who_consents(case.person) is None:
        name_guardian(
            by=by, person=case.person, name="ยายสมมุติ ใจดี", relation="ยาย", paper="ผู้ใหญ่บ้านรับรอง",
            scope=["hear", "ask", "consent"],
        )  # fmt: skip
    agreed = coverage.agree_match(by=by, match=accepted, agreed_how="ไปถามที่บ้าน เจ้าตัวยินดี")
    coverage.start_match(by=by, match=agreed)


def begin_care(office: Office, givers: Givers, levels: dict[str, str]) -> int:
    """First help, the person's own goal, the next date; visits since; two manage their own lives."""
    begun = 0
    with office.clock.on(18) as day, gather_changes():
        for case in _cases(("registered", "waiting", "matched")):
            level = levels.get(case.tambon_id)
            if level == "covered" or (level == "mapped" and case.state != "matched"):
                _begin_one(case, givers.coordinators[case.tambon_id[:4]], day)
                begun += 1
    with office.clock.on(6) as day, gather_changes():
        for case in _cases(("in_care",)):
            care.log_visit(
                by=givers.coordinators[case.tambon_id[:4]], case=case, visited_on=day, next_on=day + timedelta(days=21),
                note="แข็งแรงขึ้น ยิ้มได้ เพื่อนบ้านแวะมาทุกวัน",
            )  # fmt: skip
    with office.clock.on(4) as day, gather_changes():
        for case in list(_cases(("in_care",)))[:2]:
            by = givers.coordinators[case.tambon_id[:4]]
            care.hold_review(
                by=by, case=case, held_on=day, own_words="ตอนนี้ดูแลตัวเองได้แล้ว อยากไปช่วยคนอื่นบ้าง", change="better",
                person_took_part=True, manages_own_life=True, follow_up_on=day + timedelta(days=90),
            )  # fmt: skip
            care.self_manage(by=by, case=case)
    _tell_one(office, givers)
    return begun


def _tell_one(office: Office, givers: Givers) -> None:
    """The first who manages their own life wishes others to hear how: read by the secretary, told in the province."""
    with office.clock.on(3):
        grown = [case for case in _cases(("self_managing",)) if not is_ward_of_law(case.person)]
        if not grown:
            return
        case = grown[0]
        by, secretary = givers.coordinators[case.tambon_id[:4]], office.duty["secretary"]
        give_consent(by=by, person=case.person, kind="story", words="เล่าให้คนทำงานฟังได้ ไม่บอกชื่อ")
        story = steering.write_story(
            by=by, case=case, title="จากบ้านที่ไม่มีใครแวะ เป็นบ้านที่มีคนทักทุกวัน",
            situation="คนหนึ่งอยู่ลำพังในบ้านที่ชำรุด ไม่ได้ออกไปไหนนานแล้ว",
            done="อาสาของแม่ข่ายไปเยี่ยมทุกสองสัปดาห์ ช่างในชุมชนช่วยกันซ่อมบ้าน เพื่อนบ้านแบ่งกันแวะ",
            changed="ออกมานั่งหน้าบ้าน คุยกับเพื่อนบ้าน และเริ่มช่วยดูเด็กของบ้านใกล้กัน",
            lesson="เริ่มจากคนที่อยู่ใกล้ที่สุด และถามเจ้าตัวก่อนว่าอยากได้อะไร",
        )  # fmt: skip
        steering.send_story(by=by, story=story)
        steering.clear_story(by=secretary, story=story)
        steering.publish_story(by=secretary, story=story, channel="province")


def _begin_one(case, by, day) -> None:
    need = case.person.needs.order_by("pk").first()
    care.start_care(
        by=by, case=case, goal=need.own_words if need else "อยู่บ้านตัวเองได้อย่างสบายใจ", kind=need.kind if need else "visiting",
        source="volunteer", what="ไปเยี่ยมและช่วยครั้งแรก", given_on=day, next_visit_on=day + timedelta(days=14),
    )  # fmt: skip


def _cases(states):
    rows = Case.objects.filter(province_id=PROVINCE, state__in=states, person__isnull=False)
    return rows.select_related("person", "group", "tambon").order_by("code")


def draft_plan(office: Office) -> CoveragePlan:
    """The secretary's draft of today, for the hosts to look at."""
    begun = coverage.draft_plan(province=office.province, by=office.duty["secretary"])
    return coverage.solve_draft(plan_id=begun.pk)


def leave_open(office: Office, givers: Givers) -> None:
    """A host rests, its cases keep an owner; some gaps are taken up."""
    with office.clock.on(2), gather_changes():
        coverage.pause_host(
            by=givers.coordinators[PAUSED], host=givers.hosts[PAUSED], reason="อาสาสมัครหลักป่วย ขอพักหนึ่งเดือน",
            interim_owner=office.duty["secretary"],
        )  # fmt: skip
    with office.clock.on(1), gather_changes():
        own = Gap.objects.filter(
            province_id=PROVINCE, state="open", owner=office.duty["secretary"]
        ).order_by("pk")
        for gap in own[:3]:
            coverage.take_up_gap(
                by=office.duty["secretary"], gap=gap, action="ชวนเครือข่ายวัดในพื้นที่มาคุยสัปดาห์หน้า"
            )
