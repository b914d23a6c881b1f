"""Every action has a gate, and no guard of it can be taken away unnoticed (Done-when 1 of part 2)."""

import ast
import inspect
import os
import types
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection

from tests.trust.acts import Asker, action_modules, actions, fill_line, fill_table, print_table
from tests.trust.population import populate

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "rights" / "actions.md"
pytestmark = [pytest.mark.django_db, pytest.mark.matrix]

INNER = {
    "care.hand_over_care_plans": "end of a duty, wired to offices.end_duty",
    "coverage.hand_over_gaps": "end of a duty, wired to offices.end_duty",
    "coverage.move_plan": "each step of a plan comes here through its own gate",
    "coverage.newest_policy": "draft_plan comes here through its own gate",
    "coverage.suggest_rows": "publish_plan comes here through its own gate",
    "coverage.write_suggestion": "suggest_match and propose_next come here through their own gates",
    "finding.erase_case": "erase_person, retention, and the notice clock come here through their own gates",
    "finding.erase_minutes": "retention comes here through its own gate",
    "finding.hand_over_cases_of": "end of a duty, wired to offices.end_duty",
    "finding.keep_from_others": "mark_sensitive and raise_lead come here through their own gates",
    "finding.offer_to_lead_host": "raise_lead and offer_case come here through their own gates",
    "finding.owner_on_return": "returns a duty, writes nothing",
    "finding.seal_case": "mark_sensitive and protect_from_guardian come here through their own gates",
    "finding.seal_kin": "seal_case, merge_cases and the joining of two persons come here through their own gates",
    "finding.take_up": "end of a duty, wired to offices.end_duty",
    "giving.accept_assignments": "each row asks accept_assignment",
    "giving.confirm_assignments": "each row asks confirm_assignment",
    "giving.propose_assignments": "each row asks propose_assignment",
    "intake.keep_mapping": "set_columns and rerun_batch come here through their own gates",
    "offices.add_key": "manage.py keys: whoever holds the machine's keys",
    "offices.close_duties": "the end of a host or volunteer comes here through its own gate",
    "offices.may_end": "answers a question, writes nothing",
    "offices.reopen_duty": "pledge and start of a volunteer come here through their own gates",
    "offices.reseal_everything": "manage.py keys",
    "people.learn_links": "the operator's own command",
    "people.take_back_link_model": "the operator's own command",
    "people.recompare_everything": "manage.py keys",
    "steering.take_down": "withdraw_story and the erasing of a case come here through their own gates",
    "people.write_link": "join, part and erase come here through their own gates",
}
FOR_PAGES = {f"giving.{verb}_assignments" for verb in ("accept", "confirm", "propose")}
GUARDS = (
    "require_role", "require_province", "require_case", "_require_sight", "_require_in_sight", "_require_runs",
    "_require_prepares", "_require_own", "_require_giver", "_require_receiver", "_require_may", "_require_writer",
    "_require_appointer", "_require_secretary", "_require_same_province", "_require_other",
)  # fmt: skip
SECOND = {
    "put_rows_back: require_role(by, Role.SECRETARY)": "restating the leads asks again",
    "say_of_pair: require_province(by, plan.province_id)": "the sight of the row asks again",
    "take_back_word: require_province(by, plan.province_id)": "the sight of the row asks again",
    "choose_floor: require_province(by, plan.province_id)": "with_floor asks again",
    "propose_next: require_province(by, match.province_id)": "of the system alone; tests/rooms/coverage",
    "accept_plan_rows: require_province(by, plan.province_id)": "the host's own row of the plan is looked for",
    "adopt_plan: require_province(by, plan.province_id)": "a state the population's plan is not in; tests/rooms/coverage",
    "reopen_case: require_case(by, fresh, Role.SECRETARY)": "a state the population's case is not in; tests/rooms/care",
    "_case_for: require_role(by, *_WEAVERS)": "the sight of the case asks again",
    "_case_for: require_case(by, found, *_WEAVERS)": "only without a case given; tests/rooms/coverage",
    "_require_prepares: _require_runs(forum, by)": "only for the two who run it; tests/rooms/finding",
    "post_minutes: _require_runs(forum, by)": "issue_paper asks again",
    "keep_in_the_interim: require_province(owner, host.province_id)": "of the owner, not of who acts; tests/rooms/coverage",
    "_check_attach: require_case(by, case, *RAISERS)": "only behind a whole lead; tests/rooms/finding",
    "reduce_untold: require_province(by, province.code)": "only the system passes the guard before it",
    "protect_from_guardian: require_role(by, Role.SECRETARY, Role.HOST_COORDINATOR, Role.VOLUNTEER)": "block_guardian asks again",
    "issue_access_code: require_role(by, *MAY_APPOINT)": "may_end asks again for each duty",
    "part_record: require_province(by, record.province_id)": "new_person and join_record ask again",
    "make_household: require_province(by, person.province_id)": "the tambon's province is asked before",
    "_require_sight: require_province(by, person.province_id)": "sight asks again of all but the system",
    "decide_request: require_province(by, request.province_id)": "the lock asks again",
    "carry_out_request: require_province(by, request.province_id)": "the lock asks again",
}
"""Guards whose taking away changes nothing here, and what holds instead."""


@pytest.fixture
def asker(world, settings):
    settings.LOGGING_CONFIG = None
    return Asker(populate(world, mark=False))


def test_gates_are_the_reviewed_ones(asker):
    """`KUEA_REVIEW=1` writes the page anew; read its diff before committing it."""
    table = fill_table(asker)
    printed = print_table(table)
    if os.environ.get("KUEA_REVIEW"):
        PAGE.write_text(printed, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == printed
    assert {name for name, line in table.items() if not any(line["far"])} == set(INNER)


def test_inner_actions_are_called_by_no_page():
    names = {name.split(".")[1] for name in INNER.keys() - FOR_PAGES}
    found = [
        f"{path.relative_to(ROOT)}: {part.name}"
        for path in (ROOT / "kuea").rglob("*.py")
        if path.name.endswith(("views.py", "forms.py", "tasks.py", "presenters.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and ".actions" in (node.module or "")
        for part in node.names
        if part.name in names
    ]
    assert found == []


@pytest.mark.skipif(
    connection.vendor != "sqlite", reason="asked once, on SQLite: rules are no database's"
)
def test_no_guard_can_be_taken_away_unnoticed(asker):
    before = fill_table(asker)
    unnoticed = {}
    for module, function, guard in _guards():
        with _without(module, function, guard):
            if not any(
                fill_line(asker, name, act) != before[name]
                for name, act in actions()
                if act.__module__ == module.__name__
                and (act.__name__ == function.name or function.name.startswith("_"))
            ):
                unnoticed[f"{function.name}: {ast.unparse(guard)}"] = module.__name__
    assert {line: module for line, module in unnoticed.items() if line not in SECOND} == {}
    assert SECOND.keys() - unnoticed.keys() == set(), "noticed now: take the line out"


def _guards() -> Iterator[tuple[types.ModuleType, ast.FunctionDef, ast.Expr]]:
    """Every statement of a function of an action module that only asks a guard."""
    for module in action_modules():
        for function in ast.parse(inspect.getsource(module)).body:
            if isinstance(function, ast.FunctionDef):
                for node in ast.walk(function):
                    if (
                        isinstance(node, ast.Expr)
                        and isinstance(node.value, ast.Call)
                        and getattr(node.value.func, "id", "") in GUARDS
                    ):
                        yield module, function, node


class _without:  # noqa: N801  # reads as words
    """While it lasts, the function runs without that statement; whoever imported it sees so too."""

    def __init__(self, module: types.ModuleType, function: ast.FunctionDef, guard: ast.Expr):
        self._inner = inspect.unwrap(vars(module)[function.name])
        place = (guard.lineno, guard.col_offset)

        class Leave(ast.NodeTransformer):
            def visit_Expr(self, node: ast.Expr) -> ast.stmt:  # noqa: N802
                here = (node.lineno, node.col_offset) == place
                return ast.copy_location(ast.Pass(), node) if here else node

        tree = next(
            node
            for node in ast.parse(inspect.getsource(module)).body
            if isinstance(node, ast.FunctionDef) and node.name == function.name
        )
        changed = ast.fix_missing_locations(ast.Module([Leave().visit(tree)], []))
        made: dict[str, types.FunctionType] = {}
        exec(compile(changed, module.__file__ or "", "exec"), vars(module), made)
        self._code = inspect.unwrap(made[function.name]).__code__

    def __enter__(self) -> None:
        self._before, self._inner.__code__ = self._inner.__code__, self._code

    def __exit__(self, *_: object) -> None:
        self._inner.__code__ = self._before
