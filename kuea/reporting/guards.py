"""I12 and I19: snapshots are frozen; no certificate while a tambon is open. Exports have a second approver."""

from kuea.core.guards import Guard, append_only, machine_guards
from kuea.core.states import EXPORT

_ONE_PERSON = (
    "NEW.state = 'ready' AND NEW.data_class IN ('D2', 'D3') AND NOT EXISTS (SELECT 1 FROM offices_duty a "
    "JOIN offices_duty b ON b.id = NEW.decided_by_id AND b.user_id <> a.user_id WHERE a.id = NEW.asked_by_id)"
)

GUARDS = (
    *machine_guards("M12", "reporting_export", EXPORT),
    Guard("E9", "reporting_export", "UPDATE", _ONE_PERSON, "a second person approves persons data"),
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
    Guard(
        "I12",
        "reporting_completenesscertificate",
        "INSERT",
        "EXISTS (SELECT 1 FROM offices_place v LEFT JOIN coverage_villagecoverage c "
        "ON c.village_id = v.code WHERE v.level = 'village' AND v.valid_to IS NULL "
        "AND SUBSTR(v.code, 1, 2) = NEW.province_id AND c.village_id IS NULL)",
        "every village is in the area table",
    ),
    Guard(
        "I19",
        "reporting_completenesscertificate",
        "INSERT",
        "NOT EXISTS (SELECT 1 FROM reporting_registersnapshot s WHERE s.id = NEW.snapshot_id "
        "AND s.province_id = NEW.province_id)",
        "made from its own snapshot",
    ),
)
