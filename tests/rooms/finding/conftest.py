"""Finding asks giving through ports; here the test world's own assignments answer."""

import pytest

from kuea.finding import ports
from kuea.giving.models import AreaAssignment, Volunteer
from kuea.offices.models import Duty, Organisation, Place


def _leading(place_codes):
    return AreaAssignment.objects.filter(
        state="current", is_lead=True, host__state="active", place_id__in=place_codes
    ).select_related("host__organisation")


def find_host(tambon, village, group=""):
    found = _leading([village]).first() or _leading([tambon]).first()
    return found.host.organisation if found else None


def find_villages(organisation):
    codes = _leading(Place.objects.values_list("code", flat=True)).filter(host_id=organisation.pk)
    found = set()
    for code in codes.values_list("place_id", flat=True):
        found |= set(
            Place.objects.filter(level="village", code__startswith=code).values_list(
                "code", flat=True
            )
        )
    return frozenset(found)


@pytest.fixture(autouse=True)
def giving_answers(monkeypatch):
    monkeypatch.setattr(ports, "_host_finder", [find_host])
    monkeypatch.setattr(ports, "_village_finder", [find_villages])
    monkeypatch.setattr(
        ports,
        "_volunteer_finder",
        [
            lambda host: Duty.objects.current().filter(
                pk__in=Volunteer.objects.filter(host_id=host.pk, state="active").values("duty")
            )
        ],
    )
    monkeypatch.setattr(
        ports,
        "_host_lister",
        [
            lambda province: Organisation.objects.filter(
                province_id=province, host_network__state="active"
            )
        ],
    )
