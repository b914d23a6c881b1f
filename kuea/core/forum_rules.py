"""What a forum must have, in plain rules (R51, R75, R78, A10–A12)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kuea.core.limits import Limits
from kuea.core.words import DIGNITY_CHECKLIST, THREE_PARTIES


@dataclass(frozen=True)
class Attendance:
    """People by sector, and how many qualified professionals are among them."""

    by_sector: Mapping[str, int]
    professionals: int = 0

    @property
    def people(self) -> int:
        return sum(self.by_sector.values())

    @property
    def sectors(self) -> int:
        return sum(1 for count in self.by_sector.values() if count > 0)


def composition_faults(attendance: Attendance, mode: str, limits: Limits) -> tuple[str, ...]:
    """Codes of what the composition lacks. An open forum may go on with a stated reason (I27, A12);
    a closed one may not: it is three to seven named people, one civic and one professional (4.4)."""
    faults: list[str] = []
    if mode == "closed":
        if not limits.closed_forum_fewest <= attendance.people <= limits.closed_forum_most:
            faults.append("closed_size")
        if attendance.by_sector.get("people", 0) + attendance.by_sector.get("civil_society", 0) < 1:
            faults.append("closed_civic")
        if attendance.professionals < 1:
            faults.append("closed_professional")
        return tuple(faults)
    if attendance.people < limits.forum_people:
        faults.append("few_people")
    if attendance.sectors < limits.forum_sectors:
        faults.append("few_sectors")
    faults.extend(f"no_{party}" for party in THREE_PARTIES if not attendance.by_sector.get(party))
    return tuple(faults)


def missing_dignity(ticked: Sequence[str]) -> tuple[str, ...]:
    """Points of the dignity checklist that are not ticked."""
    return tuple(point for point in DIGNITY_CHECKLIST if point not in ticked)
