"""The five ก of a tambon (R20–R26): yes, partly or no, each from counted evidence, and whether they are linked."""

from collections.abc import Iterable
from dataclasses import dataclass

from kuea.core.words import FiveK

YES, PARTLY, NO = "yes", "partly", "no"
SECTORS_TOGETHER = 3  # R22: several sectors take part


@dataclass(frozen=True)
class FiveKFacts:
    """Counts of one tambon in the running edition."""

    villages: int = 0
    villages_searched: int = 0
    villages_searching: int = 0
    signed_forums: int = 0
    forum_sectors: int = 0
    active_groups: int = 0
    resting_groups: int = 0
    volunteers_alone: int = 0
    active_funds: int = 0
    resting_funds: int = 0
    active_committees: int = 0
    coming_committees: int = 0


@dataclass(frozen=True)
class CaseChain:
    """How far one person's path links the five ก: search, forum, volunteer care, fund or giver, committee."""

    searched: bool = False
    forum: bool = False
    volunteer_care: bool = False
    fund_or_giver: bool = False
    committee: bool = False

    @property
    def is_whole(self) -> bool:
        return (
            self.searched
            and self.forum
            and self.volunteer_care
            and self.fund_or_giver
            and self.committee
        )


def _cell(whole: bool, begun: bool) -> str:
    if whole:
        return YES
    return PARTLY if begun else NO


def five_k(facts: FiveKFacts) -> dict[FiveK, str]:
    """The five cells.

    ก.1 every village searched in this edition (begun: some). ก.2 three sectors sat in signed forums
    (begun: a signed forum). ก.3 an active group of volunteers (begun: a resting group, or volunteers
    without one). ก.4 an active fund (begun: one at rest). ก.5 a working committee of the tambon
    (begun: one proposed or ordered).
    """
    return {
        FiveK.SELF_FINDING: _cell(
            facts.villages > 0 and facts.villages_searched >= facts.villages,
            facts.villages_searched + facts.villages_searching > 0,
        ),
        FiveK.PARTICIPATION: _cell(
            facts.signed_forums > 0 and facts.forum_sectors >= SECTORS_TOGETHER,
            facts.signed_forums > 0,
        ),
        FiveK.VOLUNTEERS: _cell(
            facts.active_groups > 0, facts.resting_groups + facts.volunteers_alone > 0
        ),
        FiveK.FUND: _cell(facts.active_funds > 0, facts.resting_funds > 0),
        FiveK.COMMITTEE: _cell(facts.active_committees > 0, facts.coming_committees > 0),
    }


def is_linked(chains: Iterable[CaseChain]) -> bool:
    """At least one person's path goes through all five (R26)."""
    return any(chain.is_whole for chain in chains)
