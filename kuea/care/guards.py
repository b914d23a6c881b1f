"""I15: managing one's own life is agreed at a review with the person; the care log only grows."""

from kuea.core.guards import Guard, append_or_empty

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
    *append_or_empty(
        "L5",
        "care_helpevent",
        fixed=(
            "case_id",
            "need_id",
            "kind",
            "source",
            "given_on",
            "is_urgent",
            "given_by_id",
            "form_key",
            "logged_at",
        ),
        emptied=("what",),
    ),
    *append_or_empty(
        "L6",
        "care_carevisit",
        fixed=("case_id", "visited_on", "visitor_id", "next_on", "form_key", "logged_at"),
        emptied=("note",),
    ),
    *append_or_empty(
        "L7",
        "care_review",
        fixed=(
            "case_id",
            "held_on",
            "change",
            "person_took_part",
            "manages_own_life",
            "follow_up_on",
            "form_key",
            "held_by_id",
            "logged_at",
        ),
        emptied=("own_words",),
    ),
)
