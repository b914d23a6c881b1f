"""The one scope engine: the lines of `core.rights` become queries, and fields beyond a duty's sight are masked.

A model says once how its rows hang in the world (`Hangs`); `visible_to(duty)` does the rest, the same way for every
table, list, count, search, export and job. Nothing is seen without a line (default deny); sealed rows only by those
named (D4); what a duty may not read of a visible row arrives empty, and such a row refuses to be saved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, reduce
from operator import or_
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.db.models.query import ModelIterable

from kuea.core.rights import CLASS_OF, DataClass, Kind, Reach, Sight, ceiling, sights_of
from kuea.core.words import Role
from kuea.offices.classes import class_of_field

if TYPE_CHECKING:
    from kuea.offices.models import Duty

Row = TypeVar("Row", bound=models.Model)
_NOTHING = Q(pk__in=())


@dataclass(frozen=True)
class Hangs:
    """How the rows of a table hang in the world. Every path is a lookup from the row.

    `via` makes a row visible with its parent (a visit with its case): the parent's own line is asked. `places` are
    codes compared from the front. `sealed` and `named` keep D4 rows to those named. `in_use` holds for rows that are used. `only` gives the conditions by which
    lines of the table may narrow a reach; `given` those that stand for the reach (a giver sees who agreed). A path over many rows (`cases__…`) is asked in a subquery, so that no row comes twice.
    """

    kind: Kind
    via: str = ""
    province: str = ""
    places: tuple[str, ...] = ()
    host: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    sealed: str = ""
    named: str = ""
    in_use: Q = field(default_factory=Q)  # what holds for rows that may be used (PDPA s.34)
    only: Mapping[str, Q] = field(default_factory=dict)
    given: Mapping[str, Callable[[Duty], Q]] = field(default_factory=dict)


class ScopedQuery(models.QuerySet[Row]):
    """A queryset that knows how to keep to a duty's sight. Subclasses set `hangs`."""

    hangs: Hangs
    _mask: Mask | None = None

    def visible_to(self, duty: Duty | None) -> Self:
        """The rows this duty may see and use, with the fields it may not see emptied."""
        return self.in_sight(duty).filter(self.hangs.in_use)

    def in_sight(self, duty: Duty | None) -> Self:
        """As `visible_to`, with rows that lie unused at the person's wish: for answering their own requests only."""
        if duty is not None and duty.is_over:
            return self.none()
        hangs = self.hangs
        if hangs.via:
            rows = self.filter(**{f"{hangs.via}__in": self._above().visible_to(duty)})
        else:
            rows = self.filter(self._within(duty))
        return rows._masked_for(duty)

    def _above(self) -> ScopedQuery[Any]:
        return self.model._meta.get_field(self.hangs.via).related_model._default_manager.all()

    def _within(self, duty: Duty | None) -> Q:
        role = Role(duty.role) if duty else None
        sights = sights_of(self.hangs.kind, role)
        if not sights:
            return _NOTHING
        seen = reduce(or_, (self._reach(sight, duty) for sight in sights))
        if self.hangs.sealed:
            seen &= self._unsealed() | self._named(duty)
        return seen

    def _reach(self, sight: Sight, duty: Duty | None) -> Q:
        if duty is not None and sight.only in self.hangs.given:
            return self.hangs.given[sight.only](duty)
        only = self.hangs.only[sight.only] if sight.only else Q()
        return self.within_reach(sight.reach, duty) & only

    def within_reach(self, reach: Reach, duty: Duty | None) -> Q:
        """The condition for rows of one reach; also asked for fields of another class than their row's."""
        if reach is Reach.NATION:
            return Q()
        if reach is Reach.NOTHING or duty is None:
            return _NOTHING
        if self.hangs.via:
            above = self._above()
            return Q(**{f"{self.hangs.via}__in": above.filter(above.within_reach(reach, duty))})
        hangs, ways = self.hangs, [_NOTHING]
        at_home = Q(**{hangs.province: duty.province_id}) if hangs.province else Q()
        if duty.province_id is None:
            at_home = _NOTHING
        if reach is Reach.PROVINCE:
            ways.append(at_home if hangs.province else _NOTHING)
        if reach is Reach.AREA:
            ways += [at_home & self._over(path, "__startswith", code)
                     for path in hangs.places for code in duty.area_codes]  # fmt: skip
        if reach in {Reach.HOST, Reach.OWN}:
            ways += [self._over(path, "", duty.pk) for path in hangs.own]
            ways += [self._over(path, "", duty.user_id) for path in hangs.users]
        if reach is Reach.HOST and duty.organisation_id:
            ways += [at_home & self._over(path, "", duty.organisation_id) for path in hangs.host]
        return reduce(or_, ways)

    def _unsealed(self) -> Q:
        path = self.hangs.sealed
        above = path.rpartition("__")[0]
        nobody = Q(**{f"{above}__isnull": True}) if above else _NOTHING  # a gap without a case
        return Q(**{path: False}) | nobody

    def _named(self, duty: Duty | None) -> Q:
        may = ceiling(Role(duty.role) if duty else None, DataClass.D4) is not Reach.NOTHING
        return self._over(self.hangs.named, "", duty.pk) if duty and may else _NOTHING

    def _over(self, path: str, lookup: str, value: Any) -> Q:
        """A condition; in a subquery when the path goes over many rows, so that none comes twice."""
        condition = Q(**{path + lookup: value})
        if not _is_many(self.model, path):
            return condition
        return Q(pk__in=self.model._default_manager.filter(condition).values("pk"))

    # --- masking -------------------------------------------------------------------------------------

    def _masked_for(self, duty: Duty | None) -> Self:
        role = Role(duty.role) if duty else None
        mask = mask_of(self.model, role)
        rows = self
        for name, reach in mask.narrower.items():
            rows = rows.annotate(
                **{f"may_{name}": models.ExpressionWrapper(
                    self.within_reach(reach, duty), output_field=models.BooleanField())}
            )  # fmt: skip
        rows._mask = mask if mask else None
        return rows

    def _clone(self) -> Self:
        clone = super()._clone()
        clone._mask = self._mask
        return clone

    def _fetch_all(self) -> None:
        fresh = self._result_cache is None
        super()._fetch_all()
        if fresh and self._mask and issubclass(self._iterable_class, ModelIterable):
            for row in self._result_cache:
                self._mask.empty(row)

    def iterator(self, *args: Any, **kwargs: Any) -> Iterator[Row]:
        for row in super().iterator(*args, **kwargs):
            if self._mask and isinstance(row, models.Model):
                self._mask.empty(row)
            yield row

    def _values(self, *fields: Any, **expressions: Any) -> Self:
        if self._mask:
            for name in fields:
                if isinstance(name, str) and self._mask.hides(name):
                    raise PermissionError(
                        f"{self.model._meta.label}.{name} is beyond this duty's sight"
                    )
        return super()._values(*fields, **expressions)  # type: ignore[misc]


@dataclass(frozen=True)
class Mask:
    """Which fields of a model's rows a role never reads, and which only on rows of a narrower reach."""

    model: type[models.Model]
    role: Role | None
    never: frozenset[str]
    narrower: Mapping[str, Reach]  # class → reach
    of_class: Mapping[str, frozenset[str]]  # class → fields

    def __bool__(self) -> bool:
        return bool(self.never or self.narrower)

    def hides(self, name: str) -> bool:
        """Whether `values()` of this name would read a field that may be masked."""
        first = name.split("__")[0].removesuffix("_id")
        return first in self.never or any(first in names for names in self.of_class.values())

    def empty(self, row: models.Model) -> None:
        """Take away what this role may not read of the row, and of what was loaded with it."""
        hidden = set(self.never)
        for name, fields in self.of_class.items():
            if not row.__dict__.get(f"may_{name}", False):
                hidden |= fields
        _blank(row, hidden)
        _empty_loaded(row, self.role, {id(row)})


def _empty_loaded(row: models.Model, role: Role | None, done: set[int]) -> None:
    """The same for rows loaded with it (`select_related`), however deep; each once."""
    for related in list(row._state.fields_cache.values()):
        if isinstance(related, models.Model) and id(related) not in done:
            done.add(id(related))
            _blank(related, set(mask_of(type(related), role).never))
            _empty_loaded(related, role, done)


def _blank(row: models.Model, names: set[str]) -> None:
    if not names:
        return
    for name in names:
        column = row._meta.get_field(name)
        row._state.fields_cache.pop(name, None)
        row.__dict__[column.attname] = None if column.null or column.is_relation else _empty(column)
    row.masked_fields = frozenset(names) | getattr(row, "masked_fields", frozenset())  # type: ignore[attr-defined]


def _empty(column: models.Field[Any, Any]) -> Any:
    if isinstance(column, models.JSONField):
        return []
    if isinstance(column, models.BooleanField):
        return False
    if isinstance(column, models.IntegerField):
        return 0
    return ""


@lru_cache(maxsize=4096)
def mask_of(model: type[models.Model], role: Role | None) -> Mask:
    """The mask of a role over a model's fields, from the field catalogue and the ceilings."""
    never: set[str] = set()
    narrower: dict[str, Reach] = {}
    of_class: dict[str, set[str]] = {}
    hangs = getattr(model._default_manager.get_queryset(), "hangs", None)
    row_reach = _widest(hangs, role) if hangs else Reach.NATION
    for column in model._meta.concrete_fields:
        of = class_of_field(model._meta.label, column.name)
        if of is None or column.primary_key or (hangs and of is CLASS_OF[hangs.kind]):
            continue
        may = ceiling(role, of)
        if may is Reach.NOTHING:
            never.add(column.name)
        elif hangs and may < row_reach and of is not DataClass.D4:
            narrower[of.value] = may
            of_class.setdefault(of.value, set()).add(column.name)
    frozen = {name: frozenset(names) for name, names in of_class.items()}
    return Mask(model, role, frozenset(never), narrower, frozen)


def _widest(hangs: Hangs, role: Role | None) -> Reach:
    return max((sight.reach for sight in sights_of(hangs.kind, role)), default=Reach.NOTHING)


@lru_cache(maxsize=1024)
def _is_many(model: type[models.Model], path: str) -> bool:
    """Whether a path crosses a relation that can lead to several rows."""
    for name in path.split("__"):
        try:
            step = model._meta.get_field(name.removesuffix("_id") if name.endswith("_id") else name)
        except Exception:  # a transform or lookup at the end of the path
            return False
        if step.is_relation and (step.one_to_many or step.many_to_many):
            return True
        if not step.is_relation or step.related_model is None:
            return False
        model = step.related_model
    return False


class Scoped(models.Model):
    """A row that refuses to be saved when it came to a duty with fields taken away."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        masked = getattr(self, "masked_fields", None)
        written = kwargs.get("update_fields")
        if masked and (written is None or masked & set(written)):
            raise PermissionError(
                f"{self._meta.label} {self.pk} was read through a mask; lock_fresh it before writing"
            )
        super().save(*args, **kwargs)


def hanging(hangs: Hangs) -> models.Manager[Any]:
    """A manager whose rows hang as told: for tables that need no queryset methods of their own."""
    return type("ScopedRows", (ScopedQuery,), {"hangs": hangs}).as_manager()
