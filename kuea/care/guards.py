"""I15: managing one's own life is agreed at a review with the person; the care log only grows."""

from kuea.core.guards import Guard, append_only

GUARDS = (
    Guard(
        "I15",
        "finding_case",
        "UPDATE",
        "NEW.state = 'self_managing' AND OLD.state <> 'self_managing' AND NOT EXISTS (SELECT 1 "
        "FROM care_review r WHERE r.case_id = NEW.id AND r.manages_own_life AND r.person_took_part)",
        "self managing needs a review with the person",
    ),
    Guard(
        "I15",
        "finding_case",
        "UPDATE",
        "NEW.state = 'in_care' AND OLD.state IN ('registered', 'waiting', 'matched') AND (NOT EXISTS "
        "(SELECT 1 FROM care_careplan p WHERE p.case_id = NEW.id AND p.ended_at IS NULL) "
        "OR NEW.next_visit_on IS NULL OR NEW.first_help_on IS NULL)",
        "care starts with a goal, a first help and a next date",
    ),
    *append_only("L5", "care_helpevent"),
    *append_only("L6", "care_carevisit"),
    *append_only("L7", "care_review"),
)
