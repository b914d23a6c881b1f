"""4.2, I7, I17 and R65 as the database keeps them for hosts (their state tables stand in coverage)."""

from kuea.core.guards import Guard

_PROVINCE = "(SELECT o.province_id FROM offices_organisation o WHERE o.id = NEW.{host})"
_FOREIGN = (
    "NEW.resolution_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM offices_resolution r "
    "JOIN offices_committee c ON c.id = r.committee_id WHERE r.id = NEW.resolution_id "
    f"AND c.province_id = {_PROVINCE})"
)
_OWN_WORKER = (
    "NOT EXISTS (SELECT 1 FROM offices_duty d WHERE d.id = NEW.{duty} "
    "AND d.organisation_id = NEW.host_id AND d.role = '{role}')"
)

GUARDS = (
    Guard(
        "S1",
        "giving_hostnetwork",
        "UPDATE",
        "NEW.state = 'active' AND OLD.state <> 'active' AND NOT EXISTS (SELECT 1 FROM "
        "giving_areaassignment a WHERE a.host_id = NEW.organisation_id "
        "AND a.state IN ('accepted', 'current'))",
        "an active host took on an area",
    ),
    *(
        Guard(
            "I17", table, "UPDATE", _FOREIGN.format(host=host), "a resolution of its own province"
        )
        for table, host in (
            ("giving_hostnetwork", "organisation_id"),
            ("giving_areaassignment", "host_id"),
        )
    ),
    *(
        Guard(
            "I17",
            "giving_areaassignment",
            event,
            f"SUBSTR(NEW.place_id, 1, 2) <> {_PROVINCE.format(host='host_id')}",
            "an area in its own province",
        )
        for event in ("INSERT", "UPDATE")
    ),
    *(
        Guard(
            "R65",
            "giving_volunteer",
            event,
            " OR ".join(
                (
                    _OWN_WORKER.format(duty="duty_id", role="volunteer"),
                    _OWN_WORKER.format(duty="invited_by_id", role="host_coordinator"),
                )
            ),
            "a host picks its own people",
        )
        for event in ("INSERT", "UPDATE")
    ),
)
