"""Questions every action and page asks first: may this duty, here, now?"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kuea.core.access import needs_second_factor
from kuea.core.problems import Refusal
from kuea.core.words import Role
from kuea.offices.models import Duty, Resolution

Row = TypeVar("Row", bound=models.Model)


def require_role(duty: Duty, *roles: Role) -> None:
    """Raise unless the duty is current and one of `roles`; scheduled work (SYSTEM) is named like any other."""
    if duty.is_over or duty.role not in roles:
        raise Refusal("not_your_duty")


def require_province(duty: Duty, province_code: str) -> None:
    """Raise unless the duty belongs to that province (I17)."""
    if duty.province_id != province_code:
        raise Refusal("not_in_your_area")


def require_signed(resolution: Resolution | None, province_code: str) -> Resolution:
    """The resolution, when it is of this province's own committee and the civic chair signed it (I7)."""
    if resolution is None:
        raise Refusal("resolution_needed")
    fresh = Resolution.objects.select_related("committee", "signed_by").get(pk=resolution.pk)
    committee = fresh.committee
    if committee.province_id != province_code or committee.place_id != province_code:
        raise Refusal("not_in_your_area")
    if fresh.signed_by is None:
        raise Refusal("resolution_needed")
    return fresh


def find_visible(rows: models.QuerySet[Row], **which: Any) -> Row:
    """The one row of an already scoped queryset, or the same refusal whether absent or out of scope."""
    found = rows.filter(**which).first()
    if found is None:
        raise Refusal("not_in_your_area")
    return found


def lock_fresh(row: Row, version: int | None = None) -> Row:
    """The row read again under a lock. With `version`, refuse when someone changed it meanwhile (stale tab)."""
    fresh = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if version is not None and fresh.version != version:  # type: ignore[attr-defined]
        raise Refusal("stale")
    return fresh


def for_duty(*roles: Role) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A page for these duties only. Others are asked to sign in, or told it is not their duty."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if request.duty is None or (roles and request.duty.role not in roles):
                raise Refusal("not_your_duty")
            if lacks_second_factor(request.duty):
                return redirect("mfa_index")
            return view(request, *args, **kwargs)

        guarded.duty_roles = tuple(roles)  # type: ignore[attr-defined]  # read by the house tests
        return guarded

    return decorate


def lacks_second_factor(duty: Duty) -> bool:
    """The duty reaches sensitive matters and its holder has set up no second factor yet."""
    if not needs_second_factor(duty.role):
        return False
    has = getattr(duty, "holder_has_second_factor", None)  # read with the duty of the request
    return not (duty.user.has_second_factor if has is None else has)


def for_account(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one's own account, for anybody signed in: also before a second factor, also without a duty."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.duty_roles = ("own_account",)  # type: ignore[attr-defined]
    return guarded


def for_everyone(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page open to the public: said aloud, so that no page is open by forgetting."""
    view.duty_roles = ("public",)  # type: ignore[attr-defined]
    return view
