"""Every action as every duty on a row of every position: who passes its gate (requirements 3.2, "writes only in actions").

An action is a public function of a room's `actions` with `by`. It is called for real, on real rows, with plain words
for whatever else it wants, and undone. A refusal that names the duty or the area is a shut gate; whatever comes after
(done, a missing word, a wrong state) is past it. So taking one guard away changes a line of `docs/rights/actions.md`.
"""

import importlib
import inspect
import pkgutil
import types
import typing
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import Enum

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone

import kuea
from kuea.core.problems import Refusal
from kuea.intake.models import RawRow
from kuea.offices.models import Duty
from tests.trust.matrix import ROLES
from tests.trust.population import Population

POSITIONS = ("own", "near", "far", "sealed")
SHUT = {"not_your_duty", "not_in_your_area", "export_class", "glass_not_yours", "not_in_sight"}

WISHES: dict[str, dict[str, object]] = {
    "finding.break_glass": {"purpose": "life_in_danger", "reason": "ได้ยินเสียงร้องจากบ้านหลังนี้"},
    "finding.claim_nil": {"searchers": ("ก", "ข"), "method": "ไปทุกบ้าน"},
    "giving.set_host_state": {"decision": "pause"},
    "finding.review_glass": {"outcome": "justified", "words": "ดูแล้ว"},
    "reporting.ask_export": {
        "kind": "cases", "purpose": "refer_help", "purpose_words": "ส่งต่อให้โรงพยาบาลดูแล", "receiver": "โรงพยาบาล",
    },
}  # fmt: skip
"""Words that an action looks at before it comes to the gate."""
LEFT_OUT: dict[str, tuple[str, ...]] = {"people.add_need": ("household", "place")}


def actions() -> list[tuple[str, Callable[..., object]]]:
    """(room.name, function) of every action, in the order of their names."""
    found = {}
    for module in action_modules():
        for name, act in vars(module).items():
            if (
                inspect.isfunction(act)
                and act.__module__ == module.__name__
                and not name.startswith("_")
                and "by" in inspect.signature(act).parameters
            ):
                found[f"{module.__name__.split('.')[1]}.{name}"] = act
    return sorted(found.items())


def action_modules() -> Iterable[types.ModuleType]:
    for room in pkgutil.iter_modules(kuea.__path__):
        base = f"kuea.{room.name}.actions"
        try:
            package = importlib.import_module(base)
        except ModuleNotFoundError:
            continue
        yield package
        for part in pkgutil.iter_modules(getattr(package, "__path__", [])):
            yield importlib.import_module(f"{base}.{part.name}")


class Asker:
    """Calls actions with the population's rows."""

    def __init__(self, made: Population) -> None:
        self.made = made
        self.missing: set[str] = set()

    def outcome(
        self, name: str, act: Callable[..., object], duty: Duty, position: str, stray: str = ""
    ) -> str:
        """The code of the refusal at the gate, or "" once past it. Everything is undone.

        `stray` is the one parameter whose row is another province's, the rest standing at `position`.
        """
        try:
            with transaction.atomic():
                act(**self._arguments(name, act, duty, position, stray))
                raise _UndoError
        except Refusal as refusal:
            return refusal.code if refusal.code in SHUT else ""
        except Exception:  # what lies behind the gate had other wishes
            return ""

    def _arguments(
        self, name: str, act: Callable[..., object], duty: Duty, position: str, stray: str
    ) -> dict[str, object]:
        hints = typing.get_type_hints(act)
        given: dict[str, object] = {}
        for word, parameter in inspect.signature(act).parameters.items():
            if word == "by":
                given["by"] = duty
            elif word in WISHES.get(name, {}):
                given[word] = WISHES[name][word]
            elif word in LEFT_OUT.get(name, ()):
                continue
            elif parameter.kind not in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
                spot = "far" if word == stray else position
                value = self._value(f"{name}({word})", hints.get(word), spot)
                if isinstance(value, models.Model) or parameter.default is parameter.empty:
                    given[word] = value
        if name == "care.start_care" and stray != "carer":
            given["carer"] = duty
        if name == "finding.break_glass":
            given["code"] = self.made.at(position, "case").code
        if name == "intake.erase_rows":
            row = self._row(name, RawRow, position)
            given["rows"] = RawRow.objects.filter(pk=row.pk)
        return given

    def _value(self, where: str, hint: object, position: str) -> object:
        origin, inner = typing.get_origin(hint), typing.get_args(hint)
        if origin in (typing.Union, types.UnionType):
            return self._value(where, next(i for i in inner if i is not type(None)), position)
        if origin in (list, tuple, set, frozenset) or (
            isinstance(origin, type) and issubclass(origin, Sequence | Collection)
        ):
            if isinstance(origin, type) and issubclass(origin, Mapping | dict):
                return {}
            return [self._value(where, inner[0], position)] if inner else []
        if isinstance(origin, type) and issubclass(origin, models.QuerySet):
            row = self._row(where, inner[0], position)
            return type(row)._default_manager.filter(pk=row.pk)
        if isinstance(hint, type) and issubclass(hint, models.Model):
            return self._row(where, hint, position)
        return _plain(hint)

    def _row(self, where: str, model: type[models.Model], position: str) -> models.Model | None:
        """The population's row of that kind at the position; else the first one that stands there."""
        if not issubclass(model, models.Model) or model is models.Model:
            model = apps.get_model("finding.Case")
        for place in (position, "own" if position in {"sealed", "near"} else position):
            for row in self.made.rows[place].values():
                if type(row) is model:
                    return row
        province = self.made.world.other_province if position == "far" else self.made.world.province
        if isinstance(province, model):
            return province
        names = {column.name for column in model._meta.get_fields()}
        rows = model._default_manager.all()
        if "province" in names:
            rows = rows.filter(province=province)
        elif "case" in names:
            rows = rows.filter(case=self.made.at(position, "case"))
        elif "host" in names:
            rows = rows.filter(host__organisation__province=province)
        found = rows.order_by("pk").first()
        if found is None:
            self.missing.add(where)
        return found


class _UndoError(Exception):
    """Carries an action that went through back to where it was."""


def _plain(hint: object) -> object:
    """Some value of a plain kind: enough to come to the gate, seldom enough to come to the end."""
    if isinstance(hint, type):
        if issubclass(hint, Enum):
            return next(iter(hint))
        plain: dict[type, object] = {
            bool: True, int: 1, str: "ข้อความ", datetime: timezone.now(), date: timezone.localdate(),
            timedelta: timedelta(days=1), bytes: b"x", dict: {}, float: 1.0,
        }  # fmt: skip
        return plain.get(hint)
    return {} if typing.get_origin(hint) in (dict, Mapping) else None


def strays(act: Callable[..., object]) -> list[str]:
    """The parameters that are rows, when there are several: each may be another province's alone."""
    rows = [
        word
        for word, hint in typing.get_type_hints(act).items()
        if word not in {"by", "return"} and _is_row(hint)
    ]
    return rows if len(rows) > 1 else []


def _is_row(hint: object) -> bool:
    inner = typing.get_args(hint)
    if inner:
        return any(_is_row(part) for part in inner)
    return isinstance(hint, type) and issubclass(hint, models.Model)


Line = dict[str, tuple[str, ...]]
"""position, or the parameter that strays → for each of `ROLES` the code it was refused with, "" past the gate."""


def fill_line(asker: Asker, name: str, act: Callable[..., object]) -> Line:
    """What every duty meets at the gate of one action."""
    spots = [(position, position, "") for position in POSITIONS]
    spots += [(f"{word} อื่น", "own", word) for word in strays(act)]
    return {
        label: tuple(
            asker.outcome(name, act, asker.made.duty[role], position, stray) for role in ROLES
        )
        for label, position, stray in spots
    }


def fill_table(asker: Asker) -> dict[str, Line]:
    """action → its line. Raises when the population has no row to hand over."""
    table = {name: fill_line(asker, name, act) for name, act in actions()}
    assert asker.missing == set(), "no row to hand over: add one to the population"
    return table


def print_table(table: dict[str, Line]) -> str:
    """`docs/rights/actions.md`: the duties that pass each gate."""
    lines = [
        "# Who may do what: every action × every duty × where its row stands",
        "",
        "Printed by a test that calls every action as every duty and undoes it; a change of rights is a change of this",
        "page. A duty in a cell passes the gate (it may still lack a word or find the wrong state). *own*: rows of the",
        "duty's own host and tambon; *near*: another host's of the same province; *far*: another province's; *sealed*:",
        "a sealed case where the duty is not named. *x อื่น*: only the row `x` is another province's.",
        "«ทุกหน้าที่» with far rows is an inner action: other actions call it behind their own gate, no page does.",
    ]
    room = ""
    for name, line in table.items():
        if (of := name.split(".")[0]) != room:
            room = of
            lines += ["", f"## {room}", "", "| action | row | duties |", "|---|---|---|"]
        same: dict[tuple[str, ...], list[str]] = {}
        for label, codes in line.items():
            passed = tuple(role for role, code in zip(ROLES, codes, strict=True) if not code)
            same.setdefault(passed, []).append(label)
        lines += [
            f"| `{name.split('.')[1]}` | {', '.join(labels)} | {_words(passed)} |"
            for passed, labels in same.items()
        ]
    return "\n".join(lines) + "\n"


def _words(passed: tuple[str, ...]) -> str:
    if len(passed) == len(ROLES):
        return "ทุกหน้าที่"
    return ", ".join(passed) or "–"
