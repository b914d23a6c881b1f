"""I10, I12, I14, I16 as the database keeps them."""

from kuea.core.guards import Guard, append_only, machine_guards, quoted
from kuea.core.states import (
    ASSIGNMENT,
    COVERAGE_PLAN,
    GAP,
    HOLDING_STATES,
    HOST,
    MATCH,
    OWNED_STATES,
    VOLUNTEER,
)

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
_NOT_IN = (
    "EXISTS (SELECT 1 FROM coverage_coverageplan p WHERE p.id = {row}.plan_id "
    "AND p.state NOT IN ({states}))"
)
_NOT_A_DRAFT = _NOT_IN.replace("{states}", "'draft'")
_NOT_SOLVING = _NOT_IN.replace("{states}", "'solving'")
_PLAN_CHANGED = " OR ".join(
    f"NEW.{name} <> OLD.{name}" for name in ("province_id", "number", "policy_id")
)
_PLAN_MADE_OF = ("problem_hash", "frozen", "value", "bound")
_PLAN_SOLVED = " OR ".join(f"NEW.{name} <> OLD.{name}" for name in _PLAN_MADE_OF)
_WISH_CHANGED = " OR ".join(
    f"NEW.{name} <> OLD.{name}"
    for name in ("plan_id", "need_id", "case_id", "offer_id", "is_pin", "said_by_id")
)

PLAN_GUARDS = (
    *append_only("P1", "coverage_coveragepolicy"),
    *machine_guards("M17", "coverage_coverageplan", COVERAGE_PLAN),
    Guard(
        "P1",
        "coverage_coverageplan",
        "UPDATE",
        f"({_PLAN_CHANGED}) OR (OLD.state <> 'solving' AND ({_PLAN_SOLVED}))",
        "what a plan was made of stays",
    ),
    Guard("P1", "coverage_coverageplan", "DELETE", "1 = 1", "a plan is never removed"),
    Guard(
        "I7",
        "coverage_coverageplan",
        "UPDATE",
        "NEW.state IN ('adopted', 'published') AND NOT EXISTS (SELECT 1 FROM offices_resolution r "
        "JOIN offices_committee c ON c.id = r.committee_id WHERE r.id = NEW.resolution_id "
        "AND r.signed_by_id IS NOT NULL AND c.province_id = NEW.province_id)",
        "a plan is adopted by a signed resolution",
    ),
    Guard(
        "I7",
        "coverage_coverageplan",
        "UPDATE",
        "OLD.state <> 'host_accepted' AND COALESCE(NEW.resolution_id, 0) <> COALESCE(OLD.resolution_id, 0)",
        "the resolution of a plan stays",
    ),
    Guard(
        "P2",
        "coverage_coverageplan",
        "UPDATE",
        "OLD.state = 'draft' AND NEW.state = 'host_accepted' AND EXISTS (SELECT 1 FROM coverage_planhost h "
        "WHERE h.plan_id = NEW.id AND h.accepted_at IS NULL)",
        "every host accepted its rows",
    ),
    *append_only("P1", "coverage_planrow"),
    Guard(
        "P1",
        "coverage_planrow",
        "INSERT",
        _NOT_SOLVING.format(row="NEW"),
        "rows come with the solving",
    ),
    Guard(
        "P1",
        "coverage_planwish",
        "UPDATE",
        f"({_WISH_CHANGED}) OR NEW.reason <> ''",
        "a word is never changed, only emptied",
    ),
    Guard(
        "P1",
        "coverage_planwish",
        "INSERT",
        _NOT_IN.format(row="NEW", states="'solving', 'draft'"),
        "words are for a draft",
    ),
    Guard(
        "P1", "coverage_planwish", "DELETE", _NOT_A_DRAFT.format(row="OLD"), "words of a plan stay"
    ),
    Guard(
        "P2",
        "coverage_planhost",
        "UPDATE",
        "OLD.accepted_at IS NOT NULL OR NEW.plan_id <> OLD.plan_id OR NEW.organisation_id <> OLD.organisation_id",
        "a host accepts once",
    ),
    Guard(
        "P2",
        "coverage_planhost",
        "INSERT",
        _NOT_SOLVING.format(row="NEW"),
        "hosts come with the solving",
    ),
    Guard("P2", "coverage_planhost", "DELETE", "1 = 1", "a host of a plan stays"),
)

GUARDS = (
    *PLAN_GUARDS,
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
