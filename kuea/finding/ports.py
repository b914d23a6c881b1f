"""What finding needs from rooms it may not know. Filled in `project/wiring.py`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from kuea.finding.models import Case
from kuea.offices.models import Duty, Organisation

HostsFinder = Callable[[Iterable[tuple[str, str]]], Mapping[tuple[str, str], int]]
HostFinder = Callable[[str, str, str], Organisation | None]
VolunteerFinder = Callable[[Organisation], QuerySet[Duty]]
VillageFinder = Callable[[Organisation], frozenset[str]]
HostLister = Callable[[str], QuerySet[Organisation]]
_host_finder: list[HostFinder] = []
_hosts_finder: list[HostsFinder] = []
_volunteer_finder: list[VolunteerFinder] = []
_village_finder: list[VillageFinder] = []
_host_lister: list[HostLister] = []


def answer_lead_host(finder: HostFinder) -> None:
    """Set who answers `lead_host_of` (giving does)."""
    _host_finder[:] = [finder]


def lead_host_of(tambon_code: str, village_code: str, group_code: str = "") -> Organisation | None:
    """The active lead host of that village (or its tambon when the village is unknown) and group, or None.

    With no group given, the host that leads there for any group.
    """
    return _host_finder[0](tambon_code, village_code, group_code) if _host_finder else None


def answer_lead_hosts(finder: HostsFinder) -> None:
    """Set who answers `lead_hosts_of` (giving does)."""
    _hosts_finder[:] = [finder]


def lead_hosts_of(cells: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], int]:
    """`lead_host_of` for many (tambon, village or "") at once: keys of organisations, cells without one left out."""
    return _hosts_finder[0](cells) if _hosts_finder else {}


def answer_volunteers(finder: VolunteerFinder) -> None:
    """Set who answers `active_volunteers_of` (giving does)."""
    _volunteer_finder[:] = [finder]


def active_volunteers_of(host: Organisation) -> QuerySet[Duty]:
    """Duties of the host's volunteers who pledged, trained and started."""
    return _volunteer_finder[0](host) if _volunteer_finder else Duty.objects.none()


def answer_villages(finder: VillageFinder) -> None:
    """Set who answers `villages_led_by` (giving does)."""
    _village_finder[:] = [finder]


def villages_led_by(host: Organisation) -> frozenset[str]:
    """Codes of the villages in which the host leads for at least one group."""
    return _village_finder[0](host) if _village_finder else frozenset()


def answer_active_hosts(lister: HostLister) -> None:
    """Set who answers `active_hosts_of` (giving does)."""
    _host_lister[:] = [lister]


def active_hosts_of(province_code: str) -> QuerySet[Organisation]:
    """Organisations whose host network is active in the province."""
    return _host_lister[0](province_code) if _host_lister else Organisation.objects.none()


WordsEraser = Callable[[Case], None]
_words_erasers: list[WordsEraser] = []


def erase_also(eraser: WordsEraser) -> None:
    """Call `eraser(case)` when the words of a case are erased, in the same transaction (coverage and care do)."""
    if eraser not in _words_erasers:
        _words_erasers.append(eraser)


def words_erasers() -> Sequence[WordsEraser]:
    return tuple(_words_erasers)


@dataclass(frozen=True)
class CasePanel:
    """A part that a higher room adds to the case page: its template and what the template shows."""

    template: str
    context: dict[str, Any]


PanelMaker = Callable[[Case, Duty], CasePanel | None]
case_panels: dict[str, PanelMaker] = {}


def add_case_panel(name: str, maker: PanelMaker) -> None:
    """Show `maker(case, duty)` on every case page, in the order added; None shows nothing."""
    case_panels[name] = maker


def panels_of(case: Case, duty: Duty) -> list[CasePanel]:
    """The panels of a case for whoever looks at it. The caller has already checked the duty's sight."""
    made = (maker(case, duty) for maker in case_panels.values())
    return [panel for panel in made if panel is not None]
