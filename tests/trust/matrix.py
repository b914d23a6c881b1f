"""Every duty × every route × own, near, far, sealed, named × GET and POST, found by really asking.

`docs/rights/routes.md` is this table as it was last reviewed: a change of rights shows in its diff, and a rule taken
away makes the test red. A route whose address names a row must say here which row (default deny).
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from kuea.core.words import Role
from tests.trust.population import POSITIONS, Population

ROLES = [role.value for role in Role if role is not Role.SYSTEM]
# address name (or prefix ending in :) → keyword of the address → name of the row in the population
ROWS: dict[str, dict[str, str]] = {
    "reporting:tambon": {"code": "tambon"},
    "offices:end_duty": {"pk": "duty"},
    "offices:committee": {"pk": "committee"},
    "offices:order_committee": {"pk": "committee"},
    "offices:seat_member": {"pk": "committee"},
    "offices:activate_committee": {"pk": "committee"},
    "offices:end_committee": {"pk": "committee"},
    "offices:end_seat": {"pk": "seat"},
    "offices:resolution": {"pk": "resolution"},
    "offices:change_resolution": {"pk": "resolution"},
    "offices:sign_resolution": {"pk": "resolution"},
    "offices:organisation": {"pk": "organisation"},
    "offices:change_organisation": {"pk": "organisation"},
    "coverage:plan": {"pk": "coverage_plan"},
    "coverage:plan_act": {"pk": "coverage_plan", "act": "=accept"},
    "coverage:pair": {"pk": "coverage_plan", "need_pk": "need"},
    "coverage:pair_act": {"pk": "coverage_plan", "need_pk": "need", "act": "=say"},
    "people:person": {"pk": "person"},
    "people:take_back_link": {"pk": "person", "link": "joining"},
    "people:part": {"pk": "person", "record": "record"},
    "people:reveal": {"pk": "person", "record": "record"},
    "reporting:export": {"pk": "export"},
    "offices:renew_duty": {"pk": "duty"},
    "offices:paper_code": {"pk": "duty"},
    "offices:village_count": {"code": "tambon"},
    "offices:end_session": {
        "pk": "=1"
    },  # one's own means of access: nobody else's has a number here
    "offices:unlink": {"pk": "=1"},
    "mfa_remove_webauthn": {"pk": "=1"},
    "openid_connect_": {"provider_id": "=thaid"},
    "finding:glass_": {"pk": "glass"},
    "finding:looked": {"pk": "person"},
    "finding:informant": {"pk": "lead"},
    "finding:picture": {"pk": "picture"},
    "finding:picture_add": {"pk": "search"},
    "privacy:request": {"pk": "request"},
    "privacy:unrestrict": {"pk": "person"},
    "privacy:case": {"pk": "case"},
    "privacy:consent": {"pk": "case"},
    "privacy:withdraw": {"pk": "case", "consent_pk": "consent"},
    "privacy:guardian": {"pk": "case"},
    "privacy:block": {"pk": "case", "guardian_pk": "guardian"},
    "privacy:waive": {"pk": "case"},
    "privacy:breach": {"pk": "breach", "act": "=assess"},
    "privacy:retention": {"pk": "retention", "act": "=sign"},
    "people:answer": {"pk": "question"},
    "people:take_back": {"pk": "question"},
    "people:rerun": {"pk": "rerun"},
    "people:definition": {"pk": "definition"},
    "people:definition_": {"pk": "definition", "group_pk": "target_group"},
    "intake:": {"pk": "batch"},
    "giving:host": {"pk": "host"},
    "giving:host_": {"pk": "host", "step": "=check"},
    "giving:area_end": {"pk": "area"},
    "giving:cell": {"code": "tambon", "group": "=elder_alone"},
    "giving:volunteer_group_active": {"pk": "group"},
    "giving:volunteer": {"pk": "volunteer", "step": "=rest"},
    "giving:organisation": {"pk": "organisation", "link_pk": "link"},
    "giving:offer": {"pk": "offer"},
    "giving:fund_switch": {"pk": "fund"},
    "finding:lead_done": {"pk": "lead"},
    "finding:receipt": {"code": "receipt"},
    "finding:case": {"pk": "case", "code": "=assign"},
    "finding:search": {"pk": "search"},
    "finding:forum_unattend": {"pk": "closed_forum", "row": "closed_seen"},
    "finding:forum_decide": {"pk": "closed_forum", "item": "closed_item"},
    "finding:forum": {"pk": "closed_forum"},
    "coverage:gap": {"pk": "gap", "act": "=take_up"},
    "coverage:givers": {"case_pk": "case", "pk": "need"},
    "coverage:match": {"pk": "match", "act": "=offer"},
    "coverage:card": {"pk": "match", "act": "=accept"},
    "coverage:pause_host": {"pk": "host"},
    "coverage:resume_host": {"pk": "host"},
    "coverage:end_host": {"pk": "host"},
    "care:transfer_": {"pk": "transfer"},
    "care:": {"pk": "case"},
    "steering:story": {"pk": "story", "act": "=send"},
    "steering:story_new": {"case_pk": "case"},
    "reporting:list_": {"pk": "batch"},
    "reporting:register": {"pk": "snapshot"},
    "reporting:certify": {"pk": "snapshot"},
}


def routes(resolver: Any = None, space: str = "") -> Iterator[tuple[str, Any]]:
    """(full name, url pattern) of every route of ours, in the order of the URL list."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, f"{entry.namespace}:" if entry.namespace else space)
        else:
            yield f"{space}{entry.name}", entry


def row_names(name: str) -> dict[str, str]:
    """Which rows fill the address: the longest entry of `ROWS` that the name starts with."""
    fitting = [known for known in ROWS if name == known or name.startswith(known)]
    return ROWS[max(fitting, key=len)] if fitting else {}


def addresses(made: Population, name: str, entry: Any) -> list[tuple[str, str]]:
    """(position, address) for every position at which the rows of the address exist; "" when it names no row."""
    wanted = set(entry.pattern.converters)
    if not wanted:
        return [("", reverse(name))]
    rows, found = row_names(name), []
    if not wanted <= set(rows):
        raise LookupError(f"{name} names {wanted - set(rows)}: say in ROWS which row that is")
    for position in POSITIONS:
        filled = {key: _fill(made, position, rows[key]) for key in wanted}
        if None not in filled.values():
            found.append((position, reverse(name, kwargs=filled)))
    return found


def _fill(made: Population, position: str, what: str) -> Any:
    if what.startswith("="):
        return what[1:]
    if what == "receipt":
        lead = made.at(position, "lead")
        return lead.receipt if lead else None
    row = made.at(position, what)
    return row.pk if row else None


def ask(client: Client, method: str, address: str) -> str:
    """`yes` when the page answers or asks for more, `no` when it refuses or does not exist."""
    point, cookies = transaction.savepoint(), client.cookies.copy()
    try:
        answer = getattr(client, method)(address)
    finally:
        transaction.savepoint_rollback(point)
        transaction.savepoint_commit(point)  # else ten thousand of them stand inside one another
        client.cookies = cookies  # a page that signs out signs nobody out of the next question
    if answer.status_code in {403, 404, 405}:
        return "no"
    if answer.status_code == 302 and answer.headers["Location"].startswith(
        reverse("account_login") + "?"
    ):
        return "no"
    assert answer.status_code < 500, (method, address, answer.status_code)
    return "yes"


def fill_matrix(made: Population, roles: list[str | None]) -> dict[tuple[str, str, str], set[str]]:
    """(route, method, position) → the roles that get an answer; `public` for nobody signed in."""
    table: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    listed = [(name, addresses(made, name, entry), entry) for name, entry in routes()]
    for role in roles:
        client = Client(raise_request_exception=True)
        if role:
            client.force_login(made.duty[role].user)
        for name, places, entry in listed:
            closed = _is_closed(client, entry, role, places)
            for position, address in places:
                for method in ("get", "post"):
                    if name in {"offices:sign_out", "offices:sign_in"} and method == "post":
                        continue
                    who = table[name, method, position]
                    if not closed and ask(client, method, address) == "yes":
                        who.add(role or "public")
    return table


def _is_closed(client: Client, entry: Any, role: str | None, places: list[tuple[str, str]]) -> bool:
    """Whether the page says it is not for this duty, and really refuses it; then no other row need be asked."""
    roles = entry.callback.duty_roles
    says_so = bool(roles) and not {"public", "own_account"} & set(roles) and role not in roles
    return (
        says_so and ask(client, "get", places[0][1]) == ask(client, "post", places[-1][1]) == "no"
    )


def print_matrix(table: dict[tuple[str, str, str], set[str]]) -> str:
    """The table as people read it: one line a route and method, the duties with the positions they reach."""
    lines = [
        "# Who gets an answer from which page",
        "",
        "Printed by a test that asks every address as every duty (`tests/trust/matrix.py`). Positions: own, near (same",
        "province, another host), far (another province), sealed (nobody named), named. A page without a row has no",
        "position. `public` is somebody who has not signed in; `everybody` is every duty and the public.",
        "",
        "| route | | who |",
        "|---|---|---|",
    ]
    grouped: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(dict)
    for (name, method, position), who in table.items():
        grouped[name, method][position] = who
    for (name, method), positions in grouped.items():
        words = _who(positions)
        if words:
            lines.append(f"| {name} | {method.upper()} | {words} |")
        elif method == "get" and not _who(grouped.get((name, "post"), {})):
            lines.append(f"| {name} | – | nobody |")
    return "\n".join(lines) + "\n"


def _who(positions: dict[str, set[str]]) -> str:
    everybody = {"public", *ROLES}
    if all(who >= everybody for who in positions.values()):
        return "everybody"
    by_reach: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for role in ("public", *ROLES):
        reach = tuple(position for position in positions if role in positions[position])
        if reach:
            by_reach[reach].append(role)
    parts = []
    for reach, roles in by_reach.items():
        where = "" if reach == ("",) else f" ({' '.join(reach)})"
        who = "every duty" if set(roles) == set(ROLES) else ", ".join(roles)
        parts.append(f"{who}{where}")
    return "; ".join(parts)
