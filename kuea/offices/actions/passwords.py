"""Passwords: checked in one place, whoever sets them."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from kuea.core.problems import Refusal
from kuea.offices.models import User


def check_password(password: str, user: User) -> None:
    """Raise unless the password is long enough and not one that others guess first."""
    try:
        validate_password(password, user)
    except ValidationError as fault:
        raise Refusal("weak_password", why=" ".join(fault.messages)) from fault
