"""What a floor for the worst-off tambon costs, as a small drawing and the same points as a table (coverage.md 4.3)."""

from dataclasses import dataclass

from kuea.coverage.models import CoveragePlan

WIDE, HIGH, LEFT, RIGHT, TOP, BOTTOM = 380, 210, 52, 14, 14, 40


@dataclass(frozen=True)
class CurvePoint:
    """One choice: `floor` is asked, the worst-off tambon reaches `worst` of its own, `lost` of the whole is lost (percent)."""

    floor: float
    worst: float
    lost: float
    is_now: bool
    x: float
    y: float

    @property
    def words(self) -> tuple[str, str]:
        """What it reaches and what it costs, as everybody reads them."""
        return f"{self.worst:.0f}%", f"{self.lost:.1f}%"

    @property
    def value(self) -> str:
        """As the form sends it."""
        return f"{self.floor:.4f}"


@dataclass(frozen=True)
class Curve:
    """The points in rising order, the line through them, and the ticks of both axes (position, percent)."""

    points: tuple[CurvePoint, ...]
    line: str
    across: tuple[tuple[float, str], ...]
    up: tuple[tuple[float, str], ...]


def show_curve(plan: CoveragePlan) -> Curve | None:
    """The curve of a plan; None where fewer than two points differ, since there is nothing to choose then."""
    rows = _distinct(plan.fairness)
    if len(rows) < 2:
        return None
    least, most = rows[0][1], rows[-1][1]
    dearest = rows[-1][2] or 1.0
    now = next((at for at, row in enumerate(rows) if row[0] >= plan.policy.floor - 1e-4), len(rows) - 1)  # fmt: skip

    def x_of(worst: float) -> float:
        return LEFT + (worst - least) / (most - least) * (WIDE - LEFT - RIGHT)

    def y_of(lost: float) -> float:
        return HIGH - BOTTOM - lost / dearest * (HIGH - TOP - BOTTOM)

    points = tuple(
        CurvePoint(floor, 100 * worst, 100 * lost, at == now, round(x_of(worst), 1), round(y_of(lost), 1))
        for at, (floor, worst, lost) in enumerate(rows)
    )  # fmt: skip
    middle = (least + most) / 2
    return Curve(
        points, " ".join(f"{one.x},{one.y}" for one in points),
        tuple((round(x_of(at), 1), f"{100 * at:.0f}%") for at in (least, middle, most)),
        tuple((round(y_of(at), 1), f"{100 * at:.1f}%") for at in (0.0, dearest / 2, dearest)),
    )  # fmt: skip


def _distinct(rows: list[list[float]]) -> list[tuple[float, float, float]]:
    """Points that differ in what they reach or cost, each with the highest floor that gives it."""
    found: dict[tuple[float, float], tuple[float, float, float]] = {}
    for floor, worst, lost in rows:
        found[round(worst, 3), round(lost, 4)] = (floor, worst, max(0.0, lost))
    return sorted(found.values(), key=lambda row: (row[1], row[2]))
