"""What django-allauth says by signals, turned into our ledger's events and session limits."""

import time
from typing import Any

from allauth.account.signals import user_logged_in as entered
from allauth.mfa import signals as second_factor
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as other_account
from django.contrib.auth.signals import user_logged_in

from kuea.offices.actions import end_other_sessions, note_access


def connect() -> None:
    """Called once, when the apps are ready."""
    user_logged_in.connect(_begin_session)
    entered.connect(_note_entry)
    second_factor.authenticator_added.connect(_note_added)
    second_factor.authenticator_removed.connect(_note_removed)
    second_factor.authenticator_reset.connect(_note_reset)
    second_factor.authentication_failed.connect(_note_failed)
    other_account.social_account_added.connect(_note_linked)
    other_account.social_account_removed.connect(_note_unlinked)


def _begin_session(request: Any, **_: Any) -> None:
    request.session["began_at"] = request.session["seen_at"] = time.time()


def _note_entry(request: Any, user: Any, **_: Any) -> None:
    methods = [
        record["method"] for record in request.session.get("account_authentication_methods", [])
    ]
    note_access(
        "sign_in", user=user, methods=methods, shared=bool(request.session.get("is_shared"))
    )


def _note_added(request: Any, user: Any, authenticator: Authenticator, **_: Any) -> None:
    note_access("add_second_factor", user=user, kind=authenticator.type)
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        # A session opened with the password alone must not pass for one that proved the second factor.
        end_other_sessions(user=user, session_key=request.session.session_key or "")


def _note_removed(user: Any, authenticator: Authenticator, **_: Any) -> None:
    note_access("remove_second_factor", user=user, kind=authenticator.type)


def _note_reset(user: Any, authenticator: Authenticator, **_: Any) -> None:
    note_access("renew_recovery_codes", user=user, kind=authenticator.type)


def _note_failed(user: Any, authenticator: Authenticator, **_: Any) -> None:
    note_access("second_factor_failed", user=user, kind=authenticator.type)


def _note_linked(request: Any, sociallogin: Any, **_: Any) -> None:
    note_access("link_openid", user=request.user)


def _note_unlinked(request: Any, socialaccount: Any, **_: Any) -> None:
    note_access("unlink_openid", user=request.user)
