"""Which duty the visitor acts under."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from kuea.offices.models import Duty


class DutyMiddleware:
    """Sets `request.duty`: the chosen current duty of the signed-in user, or None."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.duty = read_duty(request)
        return self.get_response(request)


def read_duty(request: HttpRequest) -> Duty | None:
    """The duty in the session when it is still the user's; else the user's first one."""
    if not request.user.is_authenticated:
        return None
    duties = (
        Duty.objects.current()
        .filter(user=request.user)
        .select_related("user", "province__place", "province__edition", "organisation")
    )
    chosen = request.session.get("duty_id")
    return (duties.filter(pk=chosen).first() if chosen else None) or duties.order_by("pk").first()
