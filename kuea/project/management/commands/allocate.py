"""`manage.py allocate DIR --out PLAN.csv`: the best division of an instance, its bound, and the reasons of its gaps."""

import resource
import time
from argparse import ArgumentTypeError
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kuea.core.allocation.check import Coverage, check, coverage, overlapping, pairs_of
from kuea.core.allocation.explain import explain
from kuea.core.allocation.problem import Ints, Policy
from kuea.engines.allocation.fairness import measured, queues
from kuea.engines.allocation.faults import InstanceFault
from kuea.engines.allocation.files import (
    read_instance,
    read_plan,
    write_plan,
    write_prices,
    write_rows,
)
from kuea.engines.allocation.instance import Instance, with_policy
from kuea.engines.allocation.marginal import top_marginals
from kuea.engines.allocation.nation import run_in_processes, run_on_spark, solve_nation
from kuea.engines.allocation.replan import solve_near
from kuea.engines.allocation.solve import Prepared, Solution, effort_in, prepare, solve
from kuea.engines.linkage.spark import SparkMissing, open_session
from kuea.web.thai_format import format_number


def positive_seconds(text: str) -> float:
    """A number of seconds above nought; anything else is refused with a sentence."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise ArgumentTypeError("จำนวนวินาทีต้องเป็นตัวเลขมากกว่าศูนย์")
    return seconds


class Command(BaseCommand):
    help = "Divide the needs of an instance folder among its givers: need,giver."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--out", required=True, type=Path, help="CSV: need,giver")
        parser.add_argument("--prices", type=Path, help="CSV: giver,price_hours,price_cases")
        parser.add_argument(
            "--seconds",
            type=positive_seconds,
            help="more work for more seconds; ends early when time is up, and says so",
        )
        parser.add_argument("--previous", type=Path, help="a plan to change as little as possible")
        parser.add_argument(
            "--reasons", type=Path, help="CSV: need,reason,blocking_price,nearest_giver_km"
        )
        parser.add_argument("--marginal", type=Path, help="CSV: where one more giver would do most")
        parser.add_argument(
            "--by-province",
            action="store_true",
            help="solve each province apart, national givers divided by price",
        )
        parser.add_argument(
            "--processes", type=int, default=1, help="with --by-province: how many at once"
        )
        parser.add_argument(
            "--spark", help="with --by-province: local[2] or spark://…, one province a task"
        )
        parser.add_argument(
            "--spark-folder", type=Path, help="a folder every machine of the cluster sees"
        )
        parser.add_argument("--alpha", type=float, help="weight = urgency × amount^alpha")
        parser.add_argument(
            "--strict", type=int, action="append", help="this level and above go first"
        )

    def handle(self, *args: object, **options: object) -> None:
        try:
            self._allocate(options)
        except InstanceFault as fault:
            raise CommandError(str(fault)) from fault

    def _allocate(self, options: dict[str, object]) -> None:
        began = time.perf_counter()
        instance = _weighed(read_instance(Path(str(options["folder"]))), options)
        previous = options["previous"] and read_plan(Path(str(options["previous"])), instance)
        ready = prepare(instance.problem)
        found = (
            _solve_apart(instance, options)
            if options["by_province"]
            else _solve(ready, previous, options["seconds"], began)
        )
        _refuse_broken(instance, found)
        self._write(instance, ready, found, options)
        self._tell(instance, ready, found, time.perf_counter() - began)

    def _write(
        self, instance: Instance, ready: Prepared, found: Solution, options: dict[str, object]
    ) -> None:
        write_plan(Path(str(options["out"])), instance, found.giver_of)
        if options["prices"]:
            write_prices(Path(str(options["prices"])), instance, found.price)
        if options["reasons"]:
            _write_reasons(Path(str(options["reasons"])), instance, found.giver_of)
        if options["marginal"]:
            _write_marginals(Path(str(options["marginal"])), instance, ready)

    def _tell(self, instance: Instance, ready: Prepared, found: Solution, seconds: float) -> None:
        problem = instance.problem
        got = coverage(problem, pairs_of(found.giver_of))
        say = self.stdout.write
        say(f"ปัญหา {problem.fingerprint()[:16]} · นโยบาย {problem.policy.version}")
        say(
            f"ครอบคลุม {found.value:,.1f} จาก {got.total:,.1f} ({got.share:.2%}) · ขอบบน {found.bound:,.1f} · "
            f"ห่างจากดีที่สุดไม่เกิน {found.gap:.3%}"
        )
        say(f"ความต้องการที่มีผู้ดูแล {format_number(got.covered)} จาก {format_number(problem.needs)}")
        say(
            "ตามความเร่งด่วน: "
            + ", ".join(f"{level + 1}: {x:.1%}" for level, x in enumerate(got.by_urgency))
        )
        say(
            "ตามชนิด: "
            + ", ".join(f"{k}: {x:.1%}" for k, x in zip(problem.kinds, got.by_kind, strict=True))
        )
        say(
            "ตามกลุ่ม: "
            + ", ".join(f"{k}: {x:.1%}" for k, x in zip(problem.groups, got.by_group, strict=True))
        )
        say(_worst(instance, ready, got))
        today = instance.current
        if len(today):
            twice = int(overlapping(problem, today[:, 0], today[:, 1]).sum())
            say(
                f"ซ้ำซ้อนในสภาพวันนี้ {format_number(twice)} จาก {format_number(len(today))} รายการ · ในแผนนี้ไม่มี"
            )
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        say(
            f"{seconds:.1f} วินาที · หน่วยความจำสูงสุด {format_number(peak)} MB · งาน {format_number(found.rounds)} ขั้น"
        )
        if found.stopped:
            say("หยุดก่อนงานครบเพราะหมดเวลา: แผนนี้ใช้ได้ แต่สั่งซ้ำอาจไม่ได้แผนเดิมทุกแถว")


def _weighed(instance: Instance, options: dict[str, object]) -> Instance:
    policy = instance.problem.policy
    if options["alpha"] is None and not options["strict"]:
        return instance
    changed = Policy(
        policy.urgency_weight,
        policy.alpha if options["alpha"] is None else float(options["alpha"]),  # type: ignore[arg-type]
        tuple(options["strict"] or policy.strict),  # type: ignore[arg-type]
        policy.road_factor,
        policy.version,
    )
    return with_policy(instance, changed)


def _solve(ready: Prepared, previous: object, seconds: object, began: float) -> Solution:
    limit = float(seconds) if seconds else 0.0  # type: ignore[arg-type]
    effort = effort_in(limit, ready.problem.needs) if limit else 1.0

    def late() -> bool:
        return bool(limit) and time.perf_counter() - began > limit

    if isinstance(previous, np.ndarray):
        return solve_near(ready, previous, stop=late)
    return solve(ready.problem, effort=effort, stop=late, ready=ready)


def _solve_apart(instance: Instance, options: dict[str, object]) -> Solution:
    """Each province for itself: in this process, in several, or on Spark."""
    refused = [name for name in ("previous", "seconds") if options[name]]
    if refused:
        raise CommandError(f"--by-province ใช้พร้อมกับ --{refused[0]} ไม่ได้")
    if not options["spark"]:
        count = int(str(options["processes"]))
        if count < 1:
            raise CommandError("--processes ต้องเป็นจำนวนเต็มตั้งแต่ 1")
        return solve_nation(instance.problem, runs=run_in_processes(count) if count > 1 else map)
    try:
        session = open_session(str(options["spark"]))
    except SparkMissing as missing:
        raise CommandError(
            f"ใช้ Spark ไม่ได้ ({missing}) ติดตั้งตาม requirements-spark.lock และ Java 17 ขึ้นไป หรือสั่งโดยไม่ใส่ --spark"
        ) from missing
    try:
        with TemporaryDirectory(dir=options["spark_folder"]) as folder:  # type: ignore[call-overload]
            return solve_nation(instance.problem, runs=run_on_spark(session, Path(str(folder))))
    finally:
        session.stop()


def _refuse_broken(instance: Instance, found: Solution) -> None:
    """No plan leaves this command that core.allocation.check does not pass."""
    broken = check(instance.problem, pairs_of(found.giver_of))
    if broken:
        raise CommandError(
            f"แผนผิดกติกา {len(broken)} แห่ง ({broken[0].fault}) ไม่ได้เขียนแฟ้ม โปรดแจ้งผู้พัฒนา"
        )


def _worst(instance: Instance, ready: Prepared, got: Coverage) -> str:
    """The tambon with the least of what it could reach alone; the remotest one is not blamed for being remote."""
    lines, problem = queues(ready), instance.problem
    total = np.bincount(problem.need_tambon(), ready.weight, len(lines.alone))
    share = np.full(len(total), np.inf)
    some = measured(lines)
    share[some] = (got.by_tambon * total)[some] / lines.alone[some]
    left_out = f"หมู่บ้านที่ยังไม่มีใครดูแลเลย {format_number(got.villages_left_out)}"
    if not some.any():
        return left_out
    row = int(share.argmin())
    return (
        f"ตำบลที่ได้น้อยที่สุด {instance.tambons[row].as_py()}: {share[row]:.1%} ของที่ทำได้ "
        f"({got.by_tambon[row]:.1%} ของที่ขอ) · {left_out}"
    )


def _write_reasons(path: Path, instance: Instance, giver_of: Ints) -> None:
    rows = explain(instance.problem, giver_of)
    need = pa.array([row.need for row in rows], pa.int64())
    write_rows(
        path,
        {
            "need": instance.needs.take(need),
            "reason": [row.reason.value for row in rows],
            "blocking_price": pa.array(
                [row.blocking_worth for row in rows], pa.float64(), from_pandas=True
            ),
            "nearest_giver_km": pa.array(
                [row.nearest_km for row in rows], pa.float64(), from_pandas=True
            ),
        },
    )


def _write_marginals(path: Path, instance: Instance, ready: Prepared) -> None:
    rows = top_marginals(ready)
    write_rows(
        path,
        {
            "tambon": [instance.tambons[row.tambon].as_py() for row in rows],
            "type": [instance.problem.kinds[row.kind] for row in rows],
            "added_hours": [row.added / 100 for row in rows],
            "step": [row.step for row in rows],
            "gain": [row.gain for row in rows],
            "needs_gained": [row.needs_gained for row in rows],
            "chain": [" > ".join(instance.needs[n].as_py() for n in row.chain) for row in rows],
        },
    )
