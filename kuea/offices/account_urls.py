"""Addresses under the names django-allauth asks for. Only what we use is open; each page says for whom it is."""

from django.urls import path

from kuea.offices import own_access_views as own
from kuea.offices import sign_in_views as door

urlpatterns = [
    path("sign-in/", door.sign_in, name="account_login"),
    path("sign-in/code/", door.enter_code, name="mfa_authenticate"),
    path("sign-in/passkey/", door.enter_by_passkey, name="mfa_login_webauthn"),
    path("sign-in/with/<str:provider_id>/", door.enter_elsewhere, name="openid_connect_login"),
    path("sign-in/with/<str:provider_id>/back/", door.come_back, name="openid_connect_callback"),
    path("sign-out/", door.sign_out, name="account_logout"),
    path("access/", own.second_factors, name="mfa_index"),
    path("access/app/", own.add_app, name="mfa_activate_totp"),
    path("access/app/remove/", own.remove_app, name="mfa_deactivate_totp"),
    path("access/passkeys/add/", own.add_passkey, name="mfa_add_webauthn"),
    path("access/passkeys/<int:pk>/remove/", own.remove_passkey, name="mfa_remove_webauthn"),
    path("access/recovery/", own.recovery_codes, name="mfa_view_recovery_codes"),
    path("access/recovery/new/", own.new_recovery_codes, name="mfa_generate_recovery_codes"),
    path("access/again/", own.password_again, name="account_reauthenticate"),
    path("access/again/code/", own.code_again, name="mfa_reauthenticate"),
    path("access/again/passkey/", own.passkey_again, name="mfa_reauthenticate_webauthn"),
]
