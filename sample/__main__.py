"""`python -m sample`: the made-up province, through the same doors and actions a real one uses."""

import json
import os
import time
from random import Random

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kuea.project.settings")
django.setup()

from django.conf import settings  # noqa: E402

from kuea.coverage.actions import recompute_province  # noqa: E402
from kuea.coverage.models import Gap, Match  # noqa: E402
from kuea.finding.models import Case, Forum  # noqa: E402
from kuea.ledger.actions import record  # noqa: E402
from kuea.offices.sample_codes import FILE  # noqa: E402
from kuea.people.models import LinkQuestion, Person  # noqa: E402
from kuea.project import beginning  # noqa: E402
from kuea.reporting.actions import take_snapshot  # noqa: E402
from kuea.reporting.labels import TAMBON_STATES  # noqa: E402
from kuea.reporting.queries import read_board  # noqa: E402
from sample import caring_side, finding_side, founding, giving_side  # noqa: E402
from sample.clock import Clock  # noqa: E402
from sample.giving_side import Givers  # noqa: E402
from sample.people import MadeUp, Maker  # noqa: E402

SEED = 25491205


def say(sentence: str) -> None:
    print(f"  · {sentence}", flush=True)


def run() -> None:
    """Make the province; every number printed is read back from the register."""
    started = time.monotonic()
    if not beginning.is_new():
        raise SystemExit("ฐานข้อมูลนี้มีผู้ใช้แล้ว จังหวัดตัวอย่างทำได้ในฐานข้อมูลใหม่เท่านั้น")
    _note(beginning.SAMPLE_BEGUN)
    clock, chance = Clock(), Random(SEED)
    office = founding.found(clock)
    say("คณะกรรมการมีประธานภาคประชาชน นิยามกลุ่มเป้าหมายผ่านการรับฟังและรับรองแล้ว")
    givers = giving_side.gather_givers(office)
    say(f"แม่ข่าย {len(givers.hosts)} เครือข่าย ผู้ให้ {len(givers.giver_duties)} องค์กร")
    levels = finding_side.choose_levels()
    founding.seat_tambon_committees(office, levels)
    people = finding_side.make_people(Maker(SEED, clock.today))
    for sent, left in ((finding_side.FIRST, 0), (finding_side.SECOND, 3)):
        _come_in(office, givers, people, levels, sent, chance)
        answered = finding_side.answer_questions(office, sent, leave_open=left)
        say(f"ตอบคู่ที่อาจเป็นคนเดียวกันแล้ว {answered} คู่")
    finding_side.search(office, givers, levels, chance)
    finding_side.visit(office, givers, levels, chance)
    forums = finding_side.hold_forums(office, givers, levels)
    registered = caring_side.register(office)
    say(f"เวทีที่ลงนามแล้ว {len(forums)} เวที · ขึ้นทะเบียน {registered} คน")
    matched = caring_side.match(office, givers, levels)
    begun = caring_side.begin_care(office, givers, levels)
    say(f"จับคู่ผู้ให้กับผู้รับ {matched} คู่ · เริ่มดูแล {begun} คน")
    caring_side.leave_waiting(office, givers)
    caring_side.leave_open(office, givers)
    _come_in(office, givers, people, levels, finding_side.LAST, chance)
    # the story ends some days ago; the states are those of today, as the nightly run leaves them
    recompute_province(office.province)
    plan = caring_side.draft_plan(office)
    say(f"ร่างแผนครอบคลุม {plan.rows.count()} ความต้องการ")
    take_snapshot(by=office.duty["secretary"], why="ทะเบียนตัวอย่างชุดแรก")
    report(office, time.monotonic() - started)
    _note(beginning.SAMPLE_DONE)


def _come_in(
    office: founding.Office, givers: Givers, people: list[MadeUp], levels: dict[str, str], sent: int,
    chance: Random,
) -> None:  # fmt: skip
    """The lists and the worries of one lot of tambon, as they came."""
    lot = [one for one in people if finding_side.sent_on(one.tambon, levels) == sent]
    say(f"รายชื่อที่ส่งมาเมื่อ {sent} วันก่อน" if sent else "รายชื่อที่ส่งมาวันนี้")
    for name, batch in finding_side.receive_lists(office, lot, sent, chance).items():
        say(
            f"{name}: อ่าน {batch.rows_done} แถว · คนใหม่ {batch.rows_new} · รวมกับคนเดิม {batch.rows_joined}"
            f" · ขอให้คนดู {batch.rows_asked} · ส่งคืนให้แก้ {batch.rows_faulty}"
        )
    told = finding_side.tell_leads(office, givers, lot, sent, chance)
    say(f"เบาะแสจากเพื่อนบ้าน อาสา และโทรศัพท์ {told} เรื่อง")


def _note(verb: str) -> None:
    """Between the two notes the sample is half made, and the next `up` makes it anew."""
    record(verb, "sample", duty_id=None, province_code=founding.PROVINCE)


def report(office: founding.Office, seconds: float) -> None:
    board = read_board(office.province)
    cases = Case.objects.filter(province=office.province)
    verified = cases.exclude(decision=None).count()
    print(f"\nจังหวัดปทุมธานี (ตัวอย่าง คนสมมุติทั้งหมด) สร้างเสร็จใน {seconds:.0f} วินาที")
    print(
        f"  คนในทะเบียน {Person.objects.filter(province=office.province).count()} · เรื่องทั้งหมด {cases.count()} · เวทีรับรอง {verified}"
    )
    print(
        f"  คู่ที่รอคนดู {LinkQuestion.objects.filter(answer='').count()} · เวทีข้างหน้า {Forum.objects.filter(state='announced').count()}"
    )
    print(
        f"  จับคู่ที่กำลังช่วย {Match.objects.filter(state='active').count()} · อยู่ในการดูแล {cases.filter(state='in_care').count()}"
    )
    for state, count in board.by_state:
        if count:
            print(f"  {TAMBON_STATES[state]}: {count} ตำบล")
    print(
        f"  ดูแลครบ {board.covered} จาก {len(board.rows)} ตำบล · ช่องว่างที่ยังต้องการแรง {Gap.objects.filter(state__in=['open', 'being_plugged']).count()}"
    )
    write_logins(office)


def write_logins(office: founding.Office) -> None:
    """Passwords of this installation's sample, kept beside its data for `up` to print and, on this machine
    alone, for the page that asks for a sample account's code."""
    lines = [
        "เข้าสู่ระบบได้ด้วย (หน้าที่ · ชื่อผู้ใช้ · รหัสผ่าน) เฉพาะจังหวัดตัวอย่าง",
        *(f"  {shown:<24} {username:<16} {password}{'  *' if secret else ''}" for shown, username, password, secret in office.logins),
        "  * หน้าที่นี้มีขั้นที่สอง: เปิดจากเครื่องนี้ หน้าจอจะบอกรหัส ๖ หลักให้เอง (เฉพาะจังหวัดตัวอย่าง)",
    ]  # fmt: skip
    _keep("sample_logins.txt", "\n".join(lines) + "\n")
    secrets = {username: secret for _, username, _, secret in office.logins if secret}
    _keep(FILE, json.dumps(secrets))


def _keep(name: str, text: str) -> None:
    path = settings.VAR / name
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    run()
