"""A browser of one duty, for page tests."""

from django.test import Client

from kuea.offices.models import Duty


def sign_in(duty: Duty) -> Client:
    client = Client()
    client.force_login(duty.user)
    session = client.session
    session["duty_id"] = duty.pk
    session.save()
    return client
