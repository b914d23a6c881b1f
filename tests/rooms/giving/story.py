"""Short ways to stand somewhere in the story of a host, for the tests of this room."""

from collections.abc import Callable
from datetime import date

import pytest

from kuea.core.problems import Refusal
from kuea.giving import actions
from kuea.giving.models import HostNetwork, OrganisationGroup
from kuea.offices.models import Organisation, Resolution
from tests.world import World, make_organisation

DAY = date(2026, 9, 25)
GROUPS = ("elder_alone", "bedridden", "no_papers")


def refuse(code: str, act: Callable[..., object], **given: object) -> Refusal:
    """The refusal of `act`, which must be this one."""
    with pytest.raises(Refusal) as said:
        act(**given)
    assert said.value.code == code, said.value
    return said.value


def unsigned(world: World, item: int = 40) -> Resolution:
    return Resolution.objects.create(
        committee=world.committee, meeting_number=1, year_be=2569, item_number=item, title="ยังไม่ลงนาม",
        text="ร่าง", decided_on=DAY, drafted_by=world.duty["secretary"],
    )  # fmt: skip


def new_organisation(world: World, name: str = "กลุ่มบ้านใหม่ร่วมใจ", **facts: object) -> Organisation:
    organisation = make_organisation(world.province, name, "people", world.other_tambon)
    for field, value in facts.items():
        setattr(organisation, field, value)
    organisation.save()
    return organisation


def propose_checked(
    world: World, name: str = "กลุ่มบ้านใหม่ร่วมใจ", groups: tuple[str, ...] = GROUPS, check: bool = True
) -> HostNetwork:
    """A host proposed for บ้านใหม่ and every group; checked by the secretariat unless told not to."""
    secretary = world.duty["secretary"]
    organisation = new_organisation(world, name)
    OrganisationGroup.objects.bulk_create(
        OrganisationGroup(organisation=organisation, group_code=code) for code in groups
    )
    host = actions.propose_host(by=world.duty["member"], organisation=organisation)
    actions.propose_assignment(by=secretary, host=host, place=world.other_tambon)
    if check:
        host = actions.check_host(
            by=secretary, host=host, contact_confirmed_on=DAY, contact_confirmed_how="โทรศัพท์"
        )
    return host
