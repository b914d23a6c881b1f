"""Plans in processes of their own, on a database file of their own: a worker is killed, two officers publish at once."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

BEGIN = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.cases import make_case, make_need, make_offer
from tests.world import make_world
world = make_world()
for _ in range(8):
    make_need(world, make_case(world, "waiting"))
for quantity in (1, 2, 3):
    make_offer(world, quantity=quantity)
"""
PLANS = """
import json, os, signal
from kuea.coverage import actions
from kuea.coverage.models import CoveragePlan, Match, PlanHost, PlanRow
from kuea.offices.models import Duty, Province, Resolution
from tests.world import make_duty
province = Province.objects.get(pk="13")
duty = {row.role: row for row in Duty.objects.filter(province=province)}
signed = Resolution.objects.exclude(signed_by=None).filter(committee__province=province).first()
def draft():
    return actions.solve_draft(plan_id=actions.draft_plan(province=province, by=duty["secretary"]).pk)
def adopt(plan):
    for host in PlanHost.objects.filter(plan=plan, accepted_at=None):
        plan = actions.accept_plan_rows(plan=plan, by=make_duty("host_coordinator", province, host.organisation))
    return actions.adopt_plan(plan=plan, by=duty["chair"], resolution=signed)
def publish(plan):
    return actions.publish_plan(plan=plan, by=duty["secretary"])
def die(*args, **facts):
    os.kill(os.getpid(), signal.SIGKILL)
"""
LOOK = """
print("seen " + json.dumps({
    "plans": list(CoveragePlan.objects.order_by("number").values_list("state", flat=True)),
    "rows": [PlanRow.objects.filter(plan=plan).count() for plan in CoveragePlan.objects.order_by("number")],
    "matches": list(Match.objects.order_by("pk").values_list("state", flat=True)),
    "stage": CoveragePlan.objects.order_by("-number").values_list("stage", flat=True).first(),
}))
"""
KILLS = {
    "solving": "from kuea.coverage.queries import solving; solving.check = die",
    "writing": (
        "from kuea.coverage.actions import drafting\n"
        "real = drafting.insert_many\n"
        "def half(model, names, rows):\n"
        "    real(model, names, rows[: len(rows) // 2]); die()\n"
        "drafting.insert_many = half"
    ),
}


def start(code: str, var: Path) -> subprocess.Popen:
    env = {key: value for key, value in os.environ.items() if key != "KUEA_DATABASE_URL"}
    env |= {"KUEA_VAR": str(var), "DJANGO_SETTINGS_MODULE": "kuea.project.settings"}
    program = f"import django; django.setup()\n{code}"
    pipes = {"stdout": subprocess.PIPE, "stdin": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(
        [sys.executable, "-c", program], cwd=settings.ROOT, env=env, text=True, **pipes
    )


def run(code: str, var: Path, ends: int = 0) -> str:
    process = start(code, var)
    said, errors = process.communicate(timeout=240)
    assert process.returncode == ends, errors[-2000:]
    return said


def seen(said: str) -> list[dict]:
    return [
        json.loads(line.removeprefix("seen "))
        for line in said.splitlines()
        if line.startswith("seen ")
    ]


@pytest.fixture(scope="module")
def begun(tmp_path_factory) -> Path:
    """A province with a plan in force, and a second plan begun."""
    var = tmp_path_factory.mktemp("plans")
    run(BEGIN, var)
    run(PLANS + "publish(adopt(draft()))", var)
    return var


@pytest.fixture
def province(begun, tmp_path) -> Path:
    return Path(shutil.copytree(begun, tmp_path / "var"))


@pytest.mark.parametrize("stage", KILLS)
def test_worker_killed_while_solving_leaves_the_plan_in_force_and_the_draft_to_take_up_again(
    province, stage
):
    begin = 'plan = actions.draft_plan(province=province, by=duty["secretary"])\n'
    work = f"{KILLS[stage]}\nactions.solve_draft(plan_id=plan.pk)"
    run(f"{PLANS}{begin}{work}", province, ends=-signal.SIGKILL)
    again = "actions.resume_solving(plan=CoveragePlan.objects.get(state='solving'), by=duty['secretary'])"
    first, then = seen(
        run(f"{PLANS}{LOOK}\nactions.solve_draft(plan_id={again}.pk)\n{LOOK}", province)
    )
    assert (first["plans"], first["rows"]) == (["published", "solving"], [8, 0])
    assert (first["stage"], first["matches"]) == (stage, ["suggested"] * 6)
    assert (then["plans"], then["rows"]) == (["published", "draft"], [8, 8])


def test_killed_while_publishing_leaves_the_old_plan_in_force(province):
    late = "from kuea.coverage.actions import plans\nplans.suggest_rows = die\n"
    run(f"{PLANS}{late}publish(adopt(draft()))", province, ends=-signal.SIGKILL)
    again = "publish(CoveragePlan.objects.get(state='adopted'))"
    first, then = seen(run(f"{PLANS}{LOOK}\n{again}\n{LOOK}", province))
    assert (first["plans"], first["matches"]) == (["published", "adopted"], ["suggested"] * 6)
    assert then["plans"] == ["superseded", "published"]


TOGETHER = """
from kuea.core.problems import Refusal
plan = CoveragePlan.objects.get(number={number})
print("ready", flush=True); input()
try:
    print(publish(plan).state)
except Refusal as refusal:
    print(refusal.code, refusal.what, refusal.remedy)
"""


@pytest.mark.parametrize(
    ("numbers", "told"),
    [((2, 3), "plan_out_of_date มีแผนอื่นประกาศใช้ไปแล้ว"), ((2, 2), "not_in_this_state ทำรายการนี้ไม่ได้")],
)
def test_of_two_officers_who_publish_at_once_one_wins_and_the_other_is_told_in_thai(
    province, numbers, told
):
    run(f"{PLANS}adopt(draft()); adopt(draft())", province)
    officers = [start(PLANS + TOGETHER.format(number=number), province) for number in numbers]
    for officer in officers:
        assert officer.stdout.readline() == "ready\n"
    for officer in officers:
        officer.stdin.write("\n")
        officer.stdin.flush()
    said = sorted(officer.communicate(timeout=120)[0] for officer in officers)
    winner = next(words for words in said if words == "published\n")
    loser = next(words for words in said if words != winner)
    assert loser.startswith(told)
    states = seen(run(PLANS + LOOK, province))[0]["plans"]
    assert sorted(states[1:]) == ["adopted", "published"]
    assert states[0] == "superseded"
