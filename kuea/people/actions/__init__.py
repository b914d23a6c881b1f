"""Every write of the room; one module a matter."""

from kuea.people.actions.definitions import (
    add_group,
    adopt_definition_set,
    answer_comments,
    change_group,
    comment,
    draft_definition_set,
    open_comments,
    record_consultation,
    redraft,
    remove_group,
)
from kuea.people.actions.erasing import correct_person, erase_person, restrict_person
from kuea.people.actions.law import (
    block_guardian,
    give_consent,
    name_guardian,
    record_basis,
    require_guardian_for_request,
    set_capacity,
    withdraw_consent,
)
from kuea.people.actions.list_rows import keep_list_rows, withdraw_list_records
from kuea.people.actions.needs import add_need, meet_need
from kuea.people.actions.persons import (
    add_record,
    join_record,
    make_household,
    new_person,
    part_record,
    seal_person,
    take_back_link,
    write_strengths,
)
from kuea.people.actions.questions import answer_question, take_back_answer
from kuea.people.actions.rerun_back import ask_as_before, take_back_moves, uncount_rows
from kuea.people.actions.rerun_rows import judge_rows_again, put_rows_back, restate_list_rows
from kuea.people.actions.revealing import REVEALED, reveal_number

__all__ = [
    "REVEALED",
    "add_group",
    "add_need",
    "add_record",
    "adopt_definition_set",
    "answer_comments",
    "answer_question",
    "ask_as_before",
    "block_guardian",
    "change_group",
    "comment",
    "correct_person",
    "draft_definition_set",
    "erase_person",
    "give_consent",
    "join_record",
    "judge_rows_again",
    "keep_list_rows",
    "make_household",
    "meet_need",
    "name_guardian",
    "new_person",
    "open_comments",
    "part_record",
    "put_rows_back",
    "record_basis",
    "record_consultation",
    "redraft",
    "remove_group",
    "require_guardian_for_request",
    "restate_list_rows",
    "restrict_person",
    "reveal_number",
    "seal_person",
    "set_capacity",
    "take_back_answer",
    "take_back_link",
    "take_back_moves",
    "uncount_rows",
    "withdraw_consent",
    "withdraw_list_records",
    "write_strengths",
]
