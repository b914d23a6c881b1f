"""The five ก of one tambon with the counts behind them, as last computed (R20)."""

from dataclasses import dataclass, fields

from kuea.core.five_k import FiveKFacts
from kuea.core.words import FiveK
from kuea.coverage.models import TambonCoverage
from kuea.offices.models import Place


@dataclass(frozen=True)
class FiveKStatus:
    """`cells` is yes, partly or no for k1…k5; `facts` are the counts that say so."""

    cells: tuple[tuple[FiveK, str], ...]
    linked: bool
    facts: FiveKFacts


def five_k(tambon: Place) -> FiveKStatus | None:
    """The five ก of the tambon, or None before it was ever computed."""
    row = TambonCoverage.objects.filter(pk=tambon.pk).first()
    if row is None:
        return None
    counted = row.counts.get("five_k", {})
    known = {field.name: counted.get(field.name, 0) for field in fields(FiveKFacts)}
    return FiveKStatus(
        cells=tuple((k, row.five_k.get(k.value, "no")) for k in FiveK),
        linked=bool(row.five_k.get("linked")),
        facts=FiveKFacts(**known),
    )
