"""The life cycles of requests, breaches and retention; an answer and a signature stay as they were given."""

from kuea.core.guards import Guard, machine_guards
from kuea.core.states import BREACH, PERSON_REQUEST, RETENTION_RUN

GUARDS = (
    *machine_guards("PD5", "privacy_personrequest", PERSON_REQUEST),
    *machine_guards("PD6", "privacy_breach", BREACH),
    *machine_guards("PD8", "privacy_retentionrun", RETENTION_RUN),
    Guard("PD5", "privacy_personrequest", "DELETE", "1 = 1", "requests are kept"),
    Guard("PD6", "privacy_breach", "DELETE", "1 = 1", "the register of breaches is kept"),
    Guard("PD8", "privacy_retentionrun", "DELETE", "1 = 1", "reports of retention are kept"),
    Guard(
        "PD8",
        "privacy_retentionrun",
        "UPDATE",
        "OLD.state <> 'tried' AND NEW.keys_sha256 <> OLD.keys_sha256",
        "what was signed stays the list",
    ),
)
