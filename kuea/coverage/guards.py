"""I10, I12, I14, I16 as the database keeps them."""

from kuea.core.guards import Guard, machine_guards, quoted
from kuea.core.states import ASSIGNMENT, GAP, HOLDING_STATES, HOST, MATCH, OWNED_STATES, VOLUNTEER

_TOO_MUCH = (
    f"NEW.state IN {quoted(HOLDING_STATES)} AND NEW.quantity + "
    "COALESCE((SELECT SUM(m.quantity) FROM coverage_match m WHERE m.offer_id = NEW.offer_id "
    f"AND m.id <> NEW.id AND m.state IN {quoted(HOLDING_STATES)}), 0) "
    "> (SELECT o.quantity FROM giving_capacityoffer o WHERE o.id = NEW.offer_id)"
)
_ORPHANS = (
    "NEW.state = '{state}' AND OLD.state <> '{state}' AND EXISTS (SELECT 1 FROM finding_case c "
    f"WHERE c.host_id = NEW.organisation_id AND c.state IN {quoted(OWNED_STATES)}{{more}})"
)
_LAST_GROUP = (
    "EXISTS (SELECT 1 FROM offices_organisation o WHERE o.id = OLD.organisation_id AND o.is_on_map) "
    "AND NOT EXISTS (SELECT 1 FROM giving_organisationgroup g "
    "WHERE g.organisation_id = OLD.organisation_id AND g.id <> OLD.id)"
)
_LAST_GROUP_STAYS = "the last group of an organisation on the map stays"

GUARDS = (
    *machine_guards("M6", "coverage_match", MATCH),
    Guard("I10", "coverage_match", "UPDATE", _TOO_MUCH, "never more than the free capacity"),
    Guard(
        "I10",
        "giving_capacityoffer",
        "UPDATE",
        "NEW.quantity < COALESCE((SELECT SUM(m.quantity) FROM coverage_match m WHERE m.offer_id = NEW.id "
        f"AND m.state IN {quoted(HOLDING_STATES)}), 0)",
        "an offer never falls below what it holds",
    ),
    Guard(
        "I24",
        "coverage_match",
        "UPDATE",
        "NEW.state <> OLD.state AND NEW.state IN ('offered', 'giver_accepted', 'receiver_agreed', 'active') "
        "AND EXISTS (SELECT 1 FROM finding_case c WHERE c.id = NEW.case_id AND c.state = 'declined')",
        "nobody is matched who said no",
    ),
    *machine_guards("M7", "coverage_gap", GAP),
    Guard(
        "I14",
        "coverage_gap",
        "UPDATE",
        "NEW.state = 'accepted' AND NOT EXISTS (SELECT 1 FROM offices_resolution r "
        "JOIN offices_committee c ON c.id = r.committee_id WHERE r.id = NEW.resolution_id "
        "AND r.signed_by_id IS NOT NULL AND c.province_id = NEW.province_id)",
        "accepted only by a signed resolution",
    ),
    Guard(
        "I12",
        "coverage_villagecoverage",
        "DELETE",
        "EXISTS (SELECT 1 FROM offices_place p WHERE p.code = OLD.village_id AND p.valid_to IS NULL)",
        "every village keeps its one state",
    ),
    *machine_guards("M8", "giving_hostnetwork", HOST),
    *machine_guards("M9", "giving_areaassignment", ASSIGNMENT),
    *machine_guards("M10", "giving_volunteer", VOLUNTEER),
    Guard(
        "I7",
        "giving_areaassignment",
        "UPDATE",
        "NEW.state = 'current' AND NOT EXISTS (SELECT 1 FROM offices_resolution r "
        "WHERE r.id = NEW.resolution_id AND r.signed_by_id IS NOT NULL)",
        "area division by a signed resolution",
    ),
    Guard(
        "I7",
        "giving_hostnetwork",
        "UPDATE",
        "NEW.state IN ('endorsed', 'active', 'paused') AND NOT EXISTS (SELECT 1 FROM offices_resolution r "
        "WHERE r.id = NEW.resolution_id AND r.signed_by_id IS NOT NULL)",
        "hosts are endorsed by a signed resolution",
    ),
    Guard(
        "I16",
        "giving_hostnetwork",
        "UPDATE",
        _ORPHANS.format(state="paused", more=" AND c.interim_owner_id IS NULL"),
        "cases of a pausing host keep an interim owner",
    ),
    Guard(
        "I16",
        "giving_hostnetwork",
        "UPDATE",
        _ORPHANS.format(state="ended", more=""),
        "cases of an ending host are handed over",
    ),
    Guard(
        "I9",
        "offices_organisation",
        "UPDATE",
        "NEW.is_on_map AND NOT EXISTS (SELECT 1 FROM giving_organisationgroup g "
        "WHERE g.organisation_id = NEW.id)",
        "an organisation on the map serves a group",
    ),
    Guard(
        "I9",
        "offices_organisation",
        "INSERT",
        "NEW.is_on_map",
        "an organisation joins the map after it says whom it serves",
    ),
    Guard("I9", "giving_organisationgroup", "DELETE", _LAST_GROUP, _LAST_GROUP_STAYS),
    Guard(
        "I9",
        "giving_organisationgroup",
        "UPDATE",
        f"NEW.organisation_id <> OLD.organisation_id AND {_LAST_GROUP}",
        _LAST_GROUP_STAYS,
    ),
)
