"""I6, I7, I12, I17 as the database keeps them for committees, resolutions and places."""

from kuea.core.guards import Guard, machine_guards
from kuea.core.states import COMMITTEE

_PARTY = (
    "(SELECT COUNT(DISTINCT m.sector) FROM offices_committeemember m WHERE m.committee_id = {id} "
    "AND m.left_on IS NULL AND m.sector IN ('people', 'local_government', 'regional')) < 3"
)
_NO_SEAT = (
    "NOT EXISTS (SELECT 1 FROM offices_committeemember m WHERE m.committee_id = {id} "
    "AND m.seat = '{seat}' AND m.left_on IS NULL)"
)

GUARDS = (
    *machine_guards("M1", "offices_committee", COMMITTEE),
    Guard(
        "I6",
        "offices_committee",
        "UPDATE",
        "NEW.state = 'active' AND ("
        + " OR ".join(
            [
                _PARTY.format(id="NEW.id"),
                _NO_SEAT.format(id="NEW.id", seat="chair"),
                _NO_SEAT.format(id="NEW.id", seat="secretary"),
            ]
        )
        + ")",
        "needs civic chair, secretary, three parties",
    ),
    Guard(
        "I6",
        "offices_committeemember",
        "DELETE",
        "EXISTS (SELECT 1 FROM offices_committee c WHERE c.id = OLD.committee_id AND c.state = 'active')",
        "seats of an active committee end, they are not deleted",
    ),
    Guard(
        "I6",
        "offices_committeemember",
        "UPDATE",
        "(OLD.sector <> NEW.sector OR OLD.seat <> NEW.seat OR OLD.committee_id <> NEW.committee_id) "
        "AND EXISTS (SELECT 1 FROM offices_committee c "
        "WHERE c.id = OLD.committee_id AND c.state = 'active')",
        "seats of an active committee do not change kind",
    ),
    Guard(
        "I6",
        "offices_committeemember",
        "UPDATE",
        "OLD.left_on IS NULL AND NEW.left_on IS NOT NULL AND OLD.sector IN ('people', 'local_government', 'regional') "
        "AND EXISTS (SELECT 1 FROM offices_committee c WHERE c.id = OLD.committee_id AND c.state = 'active') "
        "AND NOT EXISTS (SELECT 1 FROM offices_committeemember m WHERE m.committee_id = OLD.committee_id "
        "AND m.id <> OLD.id AND m.left_on IS NULL AND m.sector = OLD.sector)",
        "the last member of a party cannot leave",
    ),
    *(
        Guard(
            "I7",
            "offices_resolution",
            event,
            "NEW.signed_by_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM offices_committeemember m "
            "WHERE m.id = NEW.signed_by_id AND m.committee_id = NEW.committee_id AND m.left_on IS NULL "
            "AND m.seat IN ('chair', 'vice_chair') AND m.sector = 'people')",
            "only the civic chair or vice chair signs",
        )
        for event in ("INSERT", "UPDATE")
    ),
    Guard(
        "I7",
        "offices_resolution",
        "UPDATE",
        "OLD.signed_by_id IS NOT NULL",
        "a signed resolution is never changed",
    ),
    Guard(
        "I7",
        "offices_resolution",
        "DELETE",
        "OLD.signed_by_id IS NOT NULL",
        "a signed resolution stays",
    ),
)
