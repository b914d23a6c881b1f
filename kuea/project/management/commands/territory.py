"""`manage.py territory DIR --out T.csv`: which host leads which tambon, and what the split costs in coverage."""

import resource
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kuea.engines.allocation.faults import InstanceFault
from kuea.engines.allocation.files import read_instance, read_territory, write_rows
from kuea.engines.allocation.instance import Instance
from kuea.engines.allocation.territory import Territory, coverage_lost, divide
from kuea.project.management.commands.allocate import positive_seconds
from kuea.web.thai_format import format_number


class Command(BaseCommand):
    help = (
        "Divide the tambons of an instance folder among its host networks: tambon,network[,group]."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--out", required=True, type=Path, help="CSV: tambon,network[,group]")
        parser.add_argument(
            "--seconds", type=positive_seconds, help="stop each province early and say so"
        )
        parser.add_argument(
            "--by-group", action="store_true", help="a division for every target group"
        )
        parser.add_argument(
            "--previous", type=Path, help="a division to change as little as possible"
        )

    def handle(self, *args: object, **options: object) -> None:
        try:
            self._divide(options)
        except InstanceFault as fault:
            raise CommandError(str(fault)) from fault

    def _divide(self, options: dict[str, object]) -> None:
        began = time.perf_counter()
        instance = read_instance(Path(str(options["folder"])))
        path, seconds = options["previous"], options["seconds"]
        base = read_territory(Path(str(path)), instance) if path else None
        groups = list(range(len(instance.problem.groups))) if options["by_group"] else [None]
        found: list[tuple[int | None, Territory]] = []
        for group in groups:
            part = divide(instance.problem, group=group, previous=base, seconds=seconds)  # type: ignore[arg-type]
            found.append((group, part))
            base = found[0][1].host
        _write(Path(str(options["out"])), instance, found)
        for group, part in found:
            self._tell(instance, group, part)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        seconds_used = time.perf_counter() - began
        self.stdout.write(f"{seconds_used:.1f} วินาที · หน่วยความจำสูงสุด {format_number(peak)} MB")

    def _tell(self, instance: Instance, group: int | None, part: Territory) -> None:
        say = self.stdout.write
        say("ทุกกลุ่มเป้าหมาย" if group is None else f"กลุ่ม {instance.problem.groups[group]}")
        for row, host in enumerate(part.hosts.tolist()):
            count = int((part.host == host).sum())
            ratio = part.load[row] / part.share[row] if part.share[row] else 0.0
            say(f"  {instance.networks[host].as_py()}: {count} ตำบล · ภาระต่อกำลัง {ratio:.2f}")
        say(
            f"ติดต่อกันทุกเครือข่าย: {'ใช่' if part.contiguous else 'ไม่'} · อยู่ใน ±10 %: {'ใช่' if part.in_band else 'ไม่ทั้งหมด'}"
        )
        if len(part.left_out):
            names = ", ".join(instance.tambons[int(row)].as_py() for row in part.left_out[:10])
            say(f"ตำบลที่ไม่มีเครือข่ายรับ {len(part.left_out)}: {names}")
        gap = 1 - part.bound / part.cost if part.cost > 0 else 0.0
        say(f"ระยะทางถ่วงด้วยภาระ ห่างจากค่าที่ไม่มีทางทำได้ดีกว่า {gap:.2%}")
        if not part.is_whole:
            say("หยุดก่อนครบเพราะหมดเวลา: สั่งซ้ำอาจได้เขตไม่เหมือนเดิมทุกแถว")
        if group is None:
            free, split = coverage_lost(instance.problem, part.host)
            lost = 1 - split / free if free else 0.0
            say(f"การแบ่งเขตนี้เสียความครอบคลุม {lost:.2%} ({free:,.1f} เหลือ {split:,.1f})")


def _write(path: Path, instance: Instance, found: list[tuple[int | None, Territory]]) -> None:
    columns: dict[str, list[str]] = {"tambon": [], "network": []}
    if found[0][0] is not None:
        columns["group"] = []
    for group, part in found:
        for row in np.flatnonzero(part.host >= 0).tolist():
            columns["tambon"].append(instance.tambons[row].as_py())
            columns["network"].append(instance.networks[int(part.host[row])].as_py())
            if group is not None:
                columns["group"].append(instance.problem.groups[group])
    write_rows(path, {name: pa.array(column, pa.string()) for name, column in columns.items()})
