"""I4, I7 for definition sets; joining and parting are rows; consents, bases and erasures are not undone."""

from kuea.core.guards import Guard, append_or_empty, machine_guards
from kuea.core.states import DEFINITION_SET

_OF_THE_PROVINCE = (
    "NOT EXISTS (SELECT 1 FROM offices_duty d WHERE d.id = NEW.written_by_id "
    "AND d.province_id = NEW.province_id AND d.role <> 'ministry')"
)
_SIGNED = (
    "NEW.state = 'adopted' AND NOT EXISTS (SELECT 1 FROM offices_resolution r JOIN offices_committee c "
    "ON c.id = r.committee_id WHERE r.id = NEW.resolution_id AND r.signed_by_id IS NOT NULL "
    "AND c.province_id = NEW.province_id)"
)
_GROUP_LOCKED = (
    "EXISTS (SELECT 1 FROM people_definitionset s WHERE s.id = {row}.definition_set_id "
    "AND s.state IN ('adopted', 'superseded'))"
)

GUARDS = (
    *machine_guards("M3", "people_definitionset", DEFINITION_SET),
    *(
        Guard("I4", "people_definitionset", event, _OF_THE_PROVINCE, "only the province writes it")
        for event in ("INSERT", "UPDATE")
    ),
    Guard("I7", "people_definitionset", "UPDATE", _SIGNED, "adopted by a signed resolution"),
    Guard(
        "I28",
        "people_definitionset",
        "UPDATE",
        "NEW.state = 'adopted' AND OLD.state <> 'adopted' AND NEW.waiver_id IS NULL "
        "AND (NEW.comments_close_on IS NULL OR NEW.comments_open_on IS NULL)",
        "comment window or waiver",
    ),
    Guard(
        "I28",
        "people_definitionset",
        "UPDATE",
        "NEW.state = 'adopted' AND OLD.state <> 'adopted' AND NEW.waiver_id IS NULL AND EXISTS "
        "(SELECT 1 FROM people_definitioncomment c WHERE c.definition_set_id = NEW.id AND c.answer = '')",
        "every comment answered or waiver",
    ),
    Guard(
        "I28",
        "people_definitionset",
        "UPDATE",
        "NEW.waiver_id IS NOT NULL AND " + _SIGNED.replace("resolution_id", "waiver_id"),
        "a waiver is a signed resolution",
    ),
    *(
        Guard(
            "I5",
            "people_targetgroup",
            event,
            _GROUP_LOCKED.format(row=row),
            "groups of an adopted set stay",
        )
        for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD"))
    ),
    *append_or_empty(
        "L3",
        "people_link",
        fixed=("record_id", "person_id", "kind", "rule", "by_id", "at"),
        emptied=("reason",),
    ),
    Guard(
        "PD5",
        "people_consent",
        "UPDATE",
        "OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS NULL",
        "a withdrawn consent is asked anew",
    ),
    Guard("PD1", "people_consent", "DELETE", "1 = 1", "consents are kept"),
    Guard("PD1", "people_legalbasis", "DELETE", "1 = 1", "bases are kept"),
    Guard(
        "PD6",
        "people_person",
        "UPDATE",
        "OLD.erased_at IS NOT NULL AND (NEW.erased_at IS NULL OR NEW.given_name <> '' "
        "OR NEW.family_name <> '')",
        "what was erased does not come back",
    ),
)
