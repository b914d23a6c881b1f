"""Every reading of the room; one module a matter."""

from kuea.giving.queries.areas import (
    fully_led,
    groups_in_use,
    lead_groups,
    lead_host_of,
    lead_hosts_of,
    open_tambon,
    villages_led_by,
)
from kuea.giving.queries.grid import Cell, Grid, GridRow, grid
from kuea.giving.queries.hosts import (
    HostFacts,
    active_volunteers_of,
    host_facts,
    search_organisations,
)
from kuea.giving.queries.offers import is_stale, stale_before

__all__ = [
    "Cell",
    "Grid",
    "GridRow",
    "HostFacts",
    "active_volunteers_of",
    "fully_led",
    "grid",
    "groups_in_use",
    "host_facts",
    "is_stale",
    "lead_groups",
    "lead_host_of",
    "lead_hosts_of",
    "open_tambon",
    "search_organisations",
    "stale_before",
    "villages_led_by",
]
