"""I1, I2, I3, I5, I11, I13, I24 for cases, search rounds and forums, kept by the database."""

from kuea.core.guards import Guard, append_or_empty, emptied_only, machine_guards, quoted
from kuea.core.states import CASE, FORUM, SEARCH_ROUND, VERIFIED_STATES

_NO_SIGNED_RECORD = (
    f"NEW.state IN {quoted(VERIFIED_STATES)} AND NOT EXISTS ("
    "SELECT 1 FROM finding_decision d JOIN finding_agendaitem i ON i.id = d.item_id "
    "JOIN finding_forum f ON f.id = i.forum_id WHERE d.id = NEW.decision_id AND d.outcome = 'confirmed' "
    "AND i.case_id = NEW.id AND f.state IN ('signed', 'posted'))"
)
_NO_ADOPTED_SET = (
    "NOT EXISTS (SELECT 1 FROM people_definitionset s WHERE s.id = NEW.definition_set_id "
    "AND s.state = 'adopted' AND s.province_id = NEW.province_id)"
)
_SENSITIVE_AND_OPEN = (
    "EXISTS (SELECT 1 FROM finding_forum f WHERE f.id = NEW.forum_id AND f.mode = 'open') AND "
    "(NEW.sensitive <> '' OR EXISTS (SELECT 1 FROM finding_case c WHERE c.id = NEW.case_id "
    "AND c.sensitive <> ''))"
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

GUARDS = (
    *machine_guards("I2", "finding_case", CASE),
    Guard("PD1", "finding_case", "UPDATE", _NO_BASIS, "registered on a legal basis of each group"),
    Guard(
        "I1",
        "finding_case",
        "UPDATE",
        _NO_SIGNED_RECORD,
        "needs a signed forum record that lists it",
    ),
    Guard("I16", "finding_case", "DELETE", "1 = 1", "a case is never deleted"),
    Guard(
        "I11",
        "finding_case",
        "UPDATE",
        "NEW.sensitive <> '' AND NEW.state = 'in_forum' AND EXISTS (SELECT 1 FROM finding_agendaitem i "
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
    *machine_guards("M5", "finding_forum", FORUM),
    Guard("I3", "finding_forum", "INSERT", _NO_ADOPTED_SET, "needs the adopted definition set"),
    Guard(
        "I11",
        "finding_forum",
        "UPDATE",
        # A case may prove sensitive after its open forum was signed: the record stays as it is.
        "NEW.mode = 'open' AND (OLD.mode <> 'open' OR NEW.state NOT IN ('signed', 'posted', 'cancelled')) "
        "AND EXISTS (SELECT 1 FROM finding_agendaitem i LEFT JOIN finding_case c "
        "ON c.id = i.case_id WHERE i.forum_id = NEW.id AND (i.sensitive <> '' OR c.sensitive <> ''))",
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
            sql.format(row=row) + (f" AND NOT {_EMPTIED[table]}" if event == "UPDATE" else ""),
            "a signed record is never changed",
        )
        for table, sql in (
            ("finding_agendaitem", _CLOSED_RECORD),
            ("finding_forumattendance", _CLOSED_RECORD),
            ("finding_decision", _CLOSED_ITEM),
        )
        for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD"))
    ),
)
