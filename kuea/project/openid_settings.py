"""Signing in with an account of another office (ThaID or any OpenID provider): off until the environment names one."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

NEEDED = ("KUEA_OIDC_ISSUER", "KUEA_OIDC_CLIENT_ID", "KUEA_OIDC_CLIENT_SECRET")
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def read_openid(environ: Mapping[str, str]) -> dict[str, Any]:
    """allauth's table of providers: our class, with no or one office. Half a setting stops the start with the cure."""
    given = {name: environ.get(name, "").strip() for name in NEEDED}
    if not any(given.values()):
        return _table()
    missing = [name for name, value in given.items() if not value]
    if missing:
        raise ImproperlyConfigured(
            f"ตั้งค่าบัญชีภายนอกไม่ครบ ยังขาด {', '.join(missing)} ใส่ให้ครบ หรือลบค่า KUEA_OIDC_ ทั้งหมดเพื่อปิด "
            f"(OpenID is half set: also set {', '.join(missing)}, or remove all KUEA_OIDC_ settings)"
        )
    issuer = given["KUEA_OIDC_ISSUER"].rstrip("/")
    _require_safe(issuer)
    scope = environ.get("KUEA_OIDC_SCOPE", "openid").split()
    if "openid" not in scope:
        raise ImproperlyConfigured(
            "KUEA_OIDC_SCOPE ต้องมีคำว่า openid เช่น 'openid pid' (must contain openid, for example 'openid pid')"
        )
    app = {
        "provider_id": "province",
        "name": environ.get("KUEA_OIDC_NAME", "บัญชีภายนอก"),
        "client_id": given["KUEA_OIDC_CLIENT_ID"],
        "secret": given["KUEA_OIDC_CLIENT_SECRET"],
        "settings": {
            "server_url": issuer,
            "scope": scope,
            "uid_field": environ.get("KUEA_OIDC_SUBJECT", "sub"),
            "fetch_userinfo": environ.get("KUEA_OIDC_USERINFO", "0") == "1",
            "oauth_pkce_enabled": True,
        },
    }
    return _table(app)


def _table(*apps: dict[str, Any]) -> dict[str, Any]:
    """Ours is the only class that may ever answer: the library's own would keep the person's number."""
    ours = "kuea.offices.openid.HashedOpenIDProvider"
    return {"openid_connect": {"provider_class": ours, "APPS": list(apps)}}


def _require_safe(issuer: str) -> None:
    """Passwords of the other office travel there: only over HTTPS, except on this very machine."""
    parts = urlsplit(issuer)
    if not parts.hostname or (parts.scheme != "https" and parts.hostname not in LOOPBACK):
        raise ImproperlyConfigured(
            f"KUEA_OIDC_ISSUER={issuer!r}: ต้องขึ้นต้นด้วย https:// และเป็นที่อยู่ที่ผู้ให้บริการแจ้ง (must be the provider's "
            "https:// address, the one before /.well-known/openid-configuration)"
        )
