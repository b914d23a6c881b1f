"""Rules that the database itself keeps, written once, spelt as triggers for SQLite and PostgreSQL.

A guard refuses an insert, update or delete when its condition holds, so that no script, console or
faulty page can break an invariant (requirements 4.7). Conditions use only SQL that both databases read:
text comparisons, EXISTS, COUNT. Write OLD.column and NEW.column.
"""

from dataclasses import dataclass

from kuea.core.privacy import ERASED
from kuea.core.states import Machine


@dataclass(frozen=True)
class Guard:
    """On `event` of `table`, refuse when `when` is true. `code` is the invariant, e.g. "I1"."""

    code: str
    table: str
    event: str  # "INSERT", "UPDATE" or "DELETE"
    when: str
    says: str

    @property
    def name(self) -> str:
        slug = "".join(c if c.isalnum() else "_" for c in self.says.lower())[:24]
        return f"guard_{self.code.lower()}_{self.table}_{self.event.lower()}_{slug}"[:62]


def sqlite_install(guard: Guard) -> tuple[str, ...]:
    """Statements that create the guard as a SQLite trigger."""
    return (
        f"DROP TRIGGER IF EXISTS {guard.name}",
        f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} FOR EACH ROW "
        f"WHEN {guard.when} BEGIN SELECT RAISE(ABORT, '{guard.code}: {guard.says}'); END",
    )


def postgres_install(guard: Guard) -> tuple[str, ...]:
    """Statements that create the guard as a PostgreSQL trigger; the error is a check violation."""
    answer = "OLD" if guard.event == "DELETE" else "NEW"
    return (
        f"CREATE OR REPLACE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {guard.when} THEN RAISE EXCEPTION '{guard.code}: {guard.says}' "
        f"USING ERRCODE = 'check_violation'; END IF; RETURN {answer}; END $$",
        f"DROP TRIGGER IF EXISTS {guard.name} ON {guard.table}",
        f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} "
        f"FOR EACH ROW EXECUTE FUNCTION {guard.name}()",
    )


def quoted(values: tuple[str, ...] | frozenset[str] | list[str]) -> str:
    """A list of codes as SQL: ('a', 'b')."""
    return "(" + ", ".join(f"'{value}'" for value in values) + ")"


def machine_guards(code: str, table: str, machine: Machine) -> tuple[Guard, ...]:
    """New rows start at the start; a state moves only as its table allows."""
    moves = quoted(sorted(f"{before}>{after}" for before, after in machine.moves))
    return (
        Guard(
            code, table, "INSERT", f"NEW.state <> '{machine.start}'", f"starts as {machine.start}"
        ),
        Guard(
            code,
            table,
            "UPDATE",
            f"OLD.state <> NEW.state AND (OLD.state || '>' || NEW.state) NOT IN {moves}",
            "moves only as its table allows",
        ),
    )


def append_only(code: str, table: str) -> tuple[Guard, ...]:
    """Rows may be added, never changed or removed."""
    return (
        Guard(code, table, "UPDATE", "1 = 1", "rows are never changed"),
        Guard(code, table, "DELETE", "1 = 1", "rows are never removed"),
    )


def emptied_only(*, fixed: tuple[str, ...], emptied: tuple[str, ...]) -> str:
    """SQL that is true when an update changes nothing but words of `emptied`, and those to nothing.

    Erasing a person (PDPA s.33) and retention must reach rows that otherwise never change.
    """
    same = [
        f"CASE WHEN NEW.{c} IS NULL OR OLD.{c} IS NULL THEN CASE WHEN NEW.{c} IS NULL AND OLD.{c} IS NULL "
        f"THEN 1 ELSE 0 END WHEN NEW.{c} = OLD.{c} THEN 1 ELSE 0 END = 1"
        for c in fixed
    ]
    empty = [f"(NEW.{c} = OLD.{c} OR NEW.{c} IN ('', '{ERASED}'))" for c in emptied]
    return f"({' AND '.join([*same, *empty])})"


def append_or_empty(
    code: str, table: str, *, fixed: tuple[str, ...], emptied: tuple[str, ...]
) -> tuple[Guard, ...]:
    """Rows may be added and their words erased, never rewritten or removed."""
    return (
        Guard(
            code,
            table,
            "UPDATE",
            f"NOT {emptied_only(fixed=fixed, emptied=emptied)}",
            "rows are only emptied, never rewritten",
        ),
        Guard(code, table, "DELETE", "1 = 1", "rows are never removed"),
    )
