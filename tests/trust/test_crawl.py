"""What any page shows to any duty is a subset of what the slow twin of the rules allows (Done-when 1, I10, I17).

Every text of class D1–D6 carries a mark of its own. Every page that answers is read, for every duty and every row of
the population, and each mark on it must belong to a field of a row that this duty may read.
"""

import pytest
from django.test import Client

from tests.trust import twin
from tests.trust.matrix import ROLES, addresses, routes
from tests.trust.population import MARK, populate

pytestmark = pytest.mark.django_db
HALVES = (ROLES[::2], ROLES[1::2])
ELSEWHERE: dict[tuple[str, str], str] = {
    ("offices.User", "display_name"): "the name of whoever did something, beside what was done",
    ("offices.User", "first_name"): "as above",
    ("people.TargetGroup", "name"): "an adopted definition is a public paper",
    ("people.TargetGroup", "finding_method"): "as above",
    ("people.TargetGroup", "reaching_method"): "as above",
}
"""Fields that stand on pages of other rows, each with its reason."""


def read_body(answer) -> str:
    if answer.streaming:
        return b"".join(answer.streaming_content).decode("utf-8", "replace")
    return answer.content.decode("utf-8", "replace")


def marks_shown(made, role):
    """(address, mark) for every mark on every page this duty (or the public) can open."""
    client = Client()
    if role:
        client.force_login(made.duty[role].user)
    for name, entry in routes():
        roles = entry.callback.duty_roles
        if roles and "public" not in roles and role not in roles:
            continue  # test_matrix proves that these refuse
        for _position, address in addresses(made, name, entry):
            answer = client.get(address)
            if answer.status_code == 200:
                for mark in set(MARK.findall(read_body(answer))):
                    yield address, mark


@pytest.mark.parametrize("roles", [(None, *HALVES[0]), HALVES[1]], ids=["first", "second"])
def test_no_page_shows_what_the_rules_do_not_allow(world, roles):
    made = populate(world)
    leaked, shown, known = [], 0, {}
    for role in roles:
        duty = made.duty[role] if role else None
        for address, mark in marks_shown(made, role):
            shown += 1
            row, name = made.marks[mark]
            if (row._meta.label, name) in ELSEWHERE:
                continue
            if (role, mark) not in known:
                known[role, mark] = twin.reads(duty, row, name)
            if not known[role, mark]:
                leaked.append((role, address, row._meta.label, row.pk, name))
    assert sorted(set(leaked), key=str) == [], len(leaked)
    assert shown > 200  # pages were really read
