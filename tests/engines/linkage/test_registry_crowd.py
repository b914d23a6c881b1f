"""One record many times in one call: a crowd under every key is still one person."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from kuea.engines.linkage.model import read_model
from kuea.engines.linkage.records import Raw
from kuea.engines.linkage.registry import Registry

MODEL = Path(__file__).resolve().parents[3] / "definitions" / "linking" / "thai-1.json"


def same(key: int) -> Raw:
    return Raw(
        str(key), "a", "นาง", "มาลี", "ศรีสุข", "1101700203451", "1947-02-03", "F", "12", "1", "130101", "", "0812345678"
    )  # fmt: skip


@pytest.mark.parametrize("many", [2, 45, 300])
def test_one_record_many_times_is_one_person(many):
    model = read_model(MODEL.read_text(encoding="utf-8"))
    registry = Registry.of([], [], as_of=date(2026, 11, 26), model=model)
    verdicts = registry.judge([same(key) for key in range(many)])
    assert {verdict.person for verdict in verdicts} == {-1}
    registry.add([same(key) for key in range(many)], [7] * many)
    later = registry.judge([same(key) for key in range(many, 2 * many)])
    assert {verdict.person for verdict in later} == {7}


def test_a_crowd_of_one_person_is_looked_at_in_part_and_judged_as_a_whole(monkeypatch):
    """Of a person with very many records a lot meets as many as a join looks at, and says the same as with all."""
    model = read_model(MODEL.read_text(encoding="utf-8"))
    registry = Registry.of(
        [same(key) for key in range(900)], [7] * 900, as_of=date(2026, 11, 26), model=model
    )
    real, met = Registry.companions, []

    def companions(self, rows, limits):
        met.append(real(self, rows, limits))
        return met[-1]

    monkeypatch.setattr(Registry, "companions", companions)
    newcomers = [same(key) for key in range(900, 920)]
    some = registry.judge(newcomers)
    assert len(met[-1]) <= 400 + 12 and {verdict.person for verdict in some} == {7}

    def everybody(self, rows, limits):
        return np.array(sorted(self._rows_of[7]), dtype=np.int64)

    monkeypatch.setattr(Registry, "companions", everybody)
    assert registry.judge(newcomers) == some
