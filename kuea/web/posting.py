"""What a page does when an action refuses: nothing typed is lost, and the next step is said."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from kuea.core.problems import Refusal

NOT_FOR_FORMS = {403, 404}  # another page answers these: not your duty, not in your area


def settle(form: forms.Form, act: Callable[[], Any]) -> bool:
    """Run `act` for a filled form; its result is then `form.made`. A refusal becomes the form's error."""
    if not form.is_valid():
        return False
    try:
        form.made = act()  # type: ignore[attr-defined]
    except Refusal as refusal:
        if refusal.status in NOT_FOR_FORMS:
            raise
        form.add_error(None, f"{refusal.what} {refusal.remedy}")
        return False
    return True


def act_or_tell(request: HttpRequest, act: Callable[[], Any], done: object) -> Any:
    """Run `act` for a button. `done` is said when it worked; else why not, and None is the answer."""
    try:
        made = act()
    except Refusal as refusal:
        if refusal.status in NOT_FOR_FORMS:
            raise
        messages.warning(request, f"{refusal.what} {refusal.remedy}")
        return None
    messages.success(request, str(done))
    return made


def tell_errors(request: HttpRequest, form: forms.Form) -> None:
    """For a small form whose page is drawn anew: its errors as messages, each with its field."""
    for name, faults in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        for fault in faults:
            messages.warning(request, f"{label}: {fault}" if label else fault)
