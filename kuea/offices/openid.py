"""OpenID Connect (ThaID or any provider) that keeps a keyed hash of who it was, nothing else."""

from typing import Any

from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider

from kuea.offices.sealing import digest_text


class HashedOpenIDProvider(OpenIDConnectProvider):
    """The person's number at the provider (`sub`, ThaID: `pid`) is hashed with our key before anything is stored.

    Name, e-mail, telephone and whatever else the provider tells are dropped unread.
    """

    def get_default_scope(self) -> list[str]:
        return list(self.app.settings["scope"])

    def extract_uid(self, data: dict[str, Any]) -> str:
        token, info = data.get("id_token") or {}, data.get("userinfo") or {}
        if token and info and token.get("sub") != info.get("sub"):
            raise ProviderException("the token and the user information speak of two people")
        name = self.app.settings["uid_field"]
        number = str(token.get(name) or info.get(name) or "").strip()
        if not number:
            raise ProviderException(
                f"the provider told no {name}: check KUEA_OIDC_SUBJECT and KUEA_OIDC_SCOPE"
            )
        return digest_text(f"openid {self.app.settings['server_url']} {name} {number}")

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        return {}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        return []
