"""I1, I2, I3, I5, I11, I13, I16 for cases, search rounds and forums, kept by the database."""

from kuea.core.guards import (
    Guard,
    append_or_empty,
    emptied_only,
    machine_guards,
    quoted,
)
from kuea.core.states import CASE, FORUM, OWNED_STATES, SEARCH_ROUND, VERIFIED_STATES

_NO_SIGNED_RECORD = (
    f"NEW.state IN {quoted(VERIFIED_STATES)} AND NOT EXISTS ("
    "SELECT 1 FROM finding_decision d JOIN finding_agendaitem i ON i.id = d.item_id "
    "JOIN finding_forum f ON f.id = i.forum_id WHERE d.id = NEW.decision_id AND d.outcome = 'confirmed' "
    "AND i.case_id = NEW.id AND f.state IN ('signed', 'posted') "
    "AND f.definition_set_id = NEW.definition_set_id)"
)
_GROUP_OF_ANOTHER_SET = (
    f"NEW.state IN {quoted(VERIFIED_STATES)} AND NOT EXISTS (SELECT 1 FROM people_targetgroup g "
    "WHERE g.id = NEW.group_id AND g.definition_set_id = NEW.definition_set_id "
    "AND g.category = NEW.category)"
)
_HOST_IS_AWAY = (
    f"NEW.state IN {quoted(OWNED_STATES)} AND NEW.interim_owner_id IS NULL AND EXISTS ("
    "SELECT 1 FROM giving_hostnetwork h WHERE h.organisation_id = NEW.host_id "
    "AND h.state IN ('paused', 'ended'))"
)
_SIGNED_FORUM_CHANGED = "OLD.state IN ('signed', 'posted') AND (" + " OR ".join(
    [
        *(
            f"NEW.{column} <> OLD.{column}"
            for column in (
                "province_id", "tambon_id", "host_id", "definition_set_id", "mode", "held_at",
                "facilitator_id", "recorder_id", "facilitator_signed_at", "recorder_signed_at",
            )
        ),
        "NEW.facilitator_signed_at IS NULL",
        "NEW.recorder_signed_at IS NULL",
    ]
) + ")"  # fmt: skip
_ONE_PERSON_RUNS = (
    "EXISTS (SELECT 1 FROM offices_duty f JOIN offices_duty r ON r.user_id = f.user_id "
    "WHERE f.id = NEW.facilitator_id AND r.id = NEW.recorder_id)"
)
_NO_ADOPTED_SET = (
    "NOT EXISTS (SELECT 1 FROM people_definitionset s WHERE s.id = NEW.definition_set_id "
    "AND s.state = 'adopted' AND s.province_id = NEW.province_id)"
)
_SENSITIVE_AND_OPEN = (
    "EXISTS (SELECT 1 FROM finding_forum f WHERE f.id = NEW.forum_id AND f.mode = 'open') AND "
    "(NEW.sensitive <> '' OR EXISTS (SELECT 1 FROM finding_case c WHERE c.id = NEW.case_id "
    "AND (c.sensitive <> '' OR c.is_sealed)))"
)
_NIL_WITHOUT_FORUM = (
    "NEW.state = 'nil_verified' AND NOT EXISTS (SELECT 1 FROM finding_decision d "
    "JOIN finding_agendaitem i ON i.id = d.item_id JOIN finding_forum f ON f.id = i.forum_id "
    "WHERE d.id = NEW.nil_decision_id AND d.outcome = 'confirmed' AND i.search_round_id = NEW.id "
    "AND f.state IN ('signed', 'posted') AND f.tambon_id = SUBSTR(NEW.village_id, 1, 6))"
)
_CLOSED_RECORD = "EXISTS (SELECT 1 FROM finding_forum f WHERE f.id = {row}.forum_id AND f.state IN ('signed', 'posted'))"
_CLOSED_ITEM = (
    "EXISTS (SELECT 1 FROM finding_agendaitem i JOIN finding_forum f ON f.id = i.forum_id "
    "WHERE i.id = {row}.item_id AND f.state IN ('signed', 'posted'))"
)
_EMPTIED = {
    "finding_agendaitem": emptied_only(
        fixed=("forum_id", "number", "kind", "case_id", "group_id", "search_round_id", "sensitive"),
        emptied=("minimum_facts",),
    ),
    "finding_forumattendance": emptied_only(
        fixed=("forum_id", "sector", "sex", "is_professional"), emptied=("name",)
    ),
    "finding_decision": emptied_only(
        fixed=(
            "item_id", "outcome", "category", "group_id", "criteria_met", "missing_by_on", "by_id", "at",
        ),
        emptied=("reasons", "dissent", "what_next", "missing_words", "other_path"),
    ),
}  # fmt: skip
"""Erasing a person and retention reach a signed record; nothing else does."""
_NO_BASIS = (
    "NEW.state = 'registered' AND OLD.state <> 'registered' AND (SELECT COUNT(*) FROM people_legalbasis b "
    "WHERE b.person_id = NEW.person_id AND b.ended_at IS NULL) < 2"
)

_OWN_GLASS = (
    "EXISTS (SELECT 1 FROM finding_glassgrant g JOIN offices_duty d ON d.id = g.duty_id "
    "JOIN offices_duty r ON r.id = NEW.by_id WHERE g.id = NEW.grant_id AND d.user_id = r.user_id)"
)

GUARDS = (
    *append_or_empty(
        "I17",
        "finding_glassgrant",
        fixed=(
            "province_id",
            "case_id",
            "duty_id",
            "purpose",
            "opened_at",
            "until",
            "second_role",
            "review_by_on",
            "form_key",
        ),
        emptied=("reason",),
    ),
    *append_or_empty(
        "I17",
        "finding_glassreview",
        fixed=("grant_id", "outcome", "by_id", "at"),
        emptied=("words",),
    ),
    Guard("I17", "finding_glassreview", "INSERT", _OWN_GLASS, "nobody reviews their own glass"),
    *machine_guards("I2", "finding_case", CASE),
    Guard("PD1", "finding_case", "UPDATE", _NO_BASIS, "registered on a legal basis of each group"),
    Guard(
        "I1",
        "finding_case",
        "UPDATE",
        _NO_SIGNED_RECORD,
        "needs a signed forum record that lists it",
    ),
    Guard(
        "I5",
        "finding_case",
        "UPDATE",
        _GROUP_OF_ANOTHER_SET,
        "the group is of the set and category used",
    ),
    Guard(
        "I3",
        "finding_case",
        "UPDATE",
        f"OLD.state IN {quoted(VERIFIED_STATES)} AND NEW.state IN {quoted(VERIFIED_STATES)} "
        "AND NEW.definition_set_id <> OLD.definition_set_id",
        "a verified case keeps the version used",
    ),
    Guard("I16", "finding_case", "DELETE", "1 = 1", "a case is never deleted"),
    Guard(
        "I16",
        "finding_case",
        "UPDATE",
        _HOST_IS_AWAY,
        "a resting or gone host is no owner",
    ),
    Guard(
        "I11",
        "finding_case",
        "UPDATE",
        "(NEW.sensitive <> '' OR NEW.is_sealed) AND NEW.state = 'in_forum' AND EXISTS (SELECT 1 FROM finding_agendaitem i "
        "JOIN finding_forum f ON f.id = i.forum_id WHERE i.case_id = NEW.id AND f.mode = 'open' "
        "AND f.state IN ('planned', 'announced', 'held', 'recorded'))",
        "a sensitive case is on no open agenda",
    ),
    *append_or_empty(
        "L4",
        "finding_casestep",
        fixed=("case_id", "before", "decision", "state", "by_id", "at"),
        emptied=("reason",),
    ),
    *machine_guards("M4", "finding_searchround", SEARCH_ROUND),
    Guard(
        "I3", "finding_searchround", "INSERT", _NO_ADOPTED_SET, "needs the adopted definition set"
    ),
    Guard(
        "I13",
        "finding_searchround",
        "UPDATE",
        _NIL_WITHOUT_FORUM,
        "nil accepted by a forum of that tambon",
    ),
    *(
        Guard(
            "I3",
            table,
            "UPDATE",
            "NEW.definition_set_id <> OLD.definition_set_id",
            "the definition set it began with stays",
        )
        for table in ("finding_searchround", "finding_forum")
    ),
    *machine_guards("M5", "finding_forum", FORUM),
    *(
        Guard("I1", "finding_forum", event, _ONE_PERSON_RUNS, "two people run a forum")
        for event in ("INSERT", "UPDATE")
    ),
    Guard(
        "I1", "finding_forum", "UPDATE", _SIGNED_FORUM_CHANGED, "a signed record is never changed"
    ),
    Guard("I3", "finding_forum", "INSERT", _NO_ADOPTED_SET, "needs the adopted definition set"),
    Guard(
        "I11",
        "finding_forum",
        "UPDATE",
        # A case may prove sensitive after its open forum was signed: the record stays as it is.
        "NEW.mode = 'open' AND (OLD.mode <> 'open' OR NEW.state NOT IN ('signed', 'posted', 'cancelled')) "
        "AND EXISTS (SELECT 1 FROM finding_agendaitem i LEFT JOIN finding_case c "
        "ON c.id = i.case_id WHERE i.forum_id = NEW.id AND (i.sensitive <> '' OR c.sensitive <> '' OR c.is_sealed))",
        "sensitive matters only in a closed forum",
    ),
    *(
        Guard(
            "I11",
            "finding_agendaitem",
            event,
            _SENSITIVE_AND_OPEN,
            "sensitive matters only in a closed forum",
        )
        for event in ("INSERT", "UPDATE")
    ),
    *(
        Guard(
            "I1",
            table,
            event,
            f"({sql}) AND NOT {_EMPTIED[table]}" if event == "UPDATE" else sql,
            "a signed record is never changed",
        )
        for table, template in (
            ("finding_agendaitem", _CLOSED_RECORD),
            ("finding_forumattendance", _CLOSED_RECORD),
            ("finding_decision", _CLOSED_ITEM),
        )
        for event, sql in (
            ("INSERT", template.format(row="NEW")),
            # Neither changed, nor moved into a record that is signed already.
            ("UPDATE", f"{template.format(row='OLD')} OR {template.format(row='NEW')}"),
            ("DELETE", template.format(row="OLD")),
        )
    ),
)
