"""Upward needs, turned round: lower rooms name what they need, this file fills it in."""

from typing import Any


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

    from kuea.coverage.queries.hosts import active_hosts
    from kuea.finding import ports as finding
    from kuea.giving import queries as giving

    finding.answer_lead_host(giving.lead_host_of)
    finding.answer_lead_hosts(giving.lead_hosts_of)
    finding.answer_active_hosts(active_hosts)
    finding.answer_villages(giving.villages_led_by)
    finding.answer_volunteers(giving.active_volunteers_of)

    from kuea.finding.glass_queries import granted
    from kuea.offices.ports import answer_granted

    answer_granted(granted)

    from kuea.care.presenters import care_panel
    from kuea.coverage.presenters import match_panel

    finding.add_case_panel("care", care_panel)
    finding.add_case_panel("matches", match_panel)

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
    _listen_to_accounts()


def _listen_to_accounts() -> None:
    # The framework's own word for a failed sign-in and a sign-out, whichever page or provider they came by.
    from django.contrib.auth.signals import user_logged_out, user_login_failed

    user_login_failed.connect(_tell_failed_sign_in, dispatch_uid="ledger")
    user_logged_out.connect(_tell_sign_out, dispatch_uid="ledger")


def _tell_failed_sign_in(credentials: dict[str, Any], **_: Any) -> None:
    from kuea.offices.actions import note_failed_sign_in

    note_failed_sign_in(username=str(credentials.get("username", "")))


def _tell_sign_out(request: Any, user: Any, **_: Any) -> None:
    from kuea.offices.actions import note_sign_out

    if user is not None:
        note_sign_out(user=user, duty=getattr(request, "duty", None))
