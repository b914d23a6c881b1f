"""What requests hold about a person goes with the person (PDPA s.33); that one was asked and answered stays."""

from kuea.finding.models import Case
from kuea.privacy.models import PersonRequest

ERASES: dict[str, tuple[str, ...]] = {
    "privacy.PersonRequest": ("who_words", "asked_words", "known_how"),
}


def erase_request_words(case: Case) -> None:
    """Filled into finding's port: called in the transaction that erases the case."""
    if case.person_id is not None:
        answered = PersonRequest.objects.filter(person_id=case.person_id).exclude(state="received")
        answered.update(who_words="", asked_words="", known_how="")
