"""I12 and I19: snapshots are frozen; no certificate while a tambon is open."""

from kuea.core.guards import Guard, append_only

GUARDS = (
    *append_only("I19", "reporting_registersnapshot"),
    *append_only("I19", "reporting_completenesscertificate"),
    Guard(
        "I12",
        "reporting_completenesscertificate",
        "INSERT",
        "EXISTS (SELECT 1 FROM offices_place t LEFT JOIN coverage_tamboncoverage c ON c.tambon_id = t.code "
        "WHERE t.level = 'tambon' AND t.valid_to IS NULL AND SUBSTR(t.code, 1, 2) = NEW.province_id "
        "AND (c.state IS NULL OR c.state NOT IN ('covered', 'nil_verified')))",
        "every tambon is covered first",
    ),
)
