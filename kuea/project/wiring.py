"""Upward needs, turned round: lower rooms name what they need, this file fills it in."""


def connect() -> None:
    """Fill the ports of the lower rooms. Called once, when the apps are ready."""
    from django.utils.translation import gettext

    from kuea.core.problems import speak_with

    speak_with(gettext)

    from kuea.coverage.actions import recompute
    from kuea.offices.ports import listen_to_tambon

    listen_to_tambon(recompute)

    from kuea.care.queries import read_care_given
    from kuea.coverage.ports import answer_care_given

    answer_care_given(read_care_given)

    _leave_to_workers()

    from kuea.coverage.queries.hosts import active_hosts
    from kuea.finding import ports as finding
    from kuea.giving import queries as giving

    finding.answer_lead_host(giving.lead_host_of)
    finding.answer_lead_hosts(giving.lead_hosts_of)
    finding.answer_active_hosts(active_hosts)
    finding.answer_villages(giving.villages_led_by)
    finding.answer_volunteers(giving.active_volunteers_of)

    from kuea.care.presenters import care_panel
    from kuea.coverage.presenters import match_panel

    finding.add_case_panel("care", care_panel)
    finding.add_case_panel("matches", match_panel)

    _name_heirs()

    from kuea.core.words import ListKind
    from kuea.finding.actions import PeopleFollower
    from kuea.intake.place_lists import (
        keep_places,
        take_local_government_list,
        take_village_list,
    )
    from kuea.intake.ports import register_kind
    from kuea.people.intake import take_people_list, withdraw_people_list
    from kuea.people.ports import follow_people

    for kind in ("general", "elderly", "disability", "bmn", "welfare_card"):
        register_kind(kind, take_people_list, withdraw_people_list)
    register_kind(ListKind.VILLAGES, take_village_list, keep_places)
    register_kind(ListKind.LOCAL_GOVERNMENTS, take_local_government_list, keep_places)
    follow_people(PeopleFollower())
    _connect_law()


def _leave_to_workers() -> None:
    """What coverage leaves to its own tasks, and what makes it plan anew."""
    from kuea.coverage.actions.drafting import replan_after_commit
    from kuea.coverage.ports import work_later
    from kuea.coverage.tasks import propose_next_later, solve_plan_later
    from kuea.giving.ports import when_a_volunteer_leaves

    when_a_volunteer_leaves(replan_after_commit)
    work_later(solve=solve_plan_later.enqueue, propose=propose_next_later.enqueue)


def _name_heirs() -> None:
    """What an ended duty had in hand goes to somebody, room by room (I16)."""
    from kuea.care.actions.duty_ends import count_care_plans, hand_over_care_plans
    from kuea.coverage.actions.duty_ends import count_gaps, hand_over_gaps
    from kuea.finding.actions.duty_ends import (
        count_in_hand,
        hand_over_cases_of,
        take_up,
    )
    from kuea.offices.ports import begin_with, hand_over_with

    hand_over_with(count_in_hand, hand_over_cases_of)
    hand_over_with(count_care_plans, hand_over_care_plans)
    hand_over_with(count_gaps, hand_over_gaps)
    begin_with(take_up)


def _connect_law() -> None:
    """Whoever holds words about a case empties them when it is erased; the law's panel stands on its page."""
    from kuea.care.actions.erasing import erase_care_words
    from kuea.coverage.actions.erasing import erase_match_words
    from kuea.finding import ports as finding
    from kuea.privacy.actions.erasing import erase_request_words
    from kuea.privacy.presenters import law_panel
    from kuea.steering.actions.erasing import erase_story_words
    from kuea.steering.presenters import story_panel

    for eraser in (erase_match_words, erase_care_words, erase_request_words, erase_story_words):
        finding.erase_also(eraser)
    finding.add_case_panel("law", law_panel)
    finding.add_case_panel("story", story_panel)
