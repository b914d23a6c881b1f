"""Every life cycle of the work as a table: state, decision, next state, who decides, what must hold.

Source: requirements section 4 (4.1 case, 4.2 host network, 4.4 forum, 4.5 match, 4.6 others); the
computed states of places (4.3) stand in `core.coverage_states`. `docs/states.md` is printed from here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kuea.core.problems import Refusal


@dataclass(frozen=True)
class Row:
    """In `state`, the `decision` leads to `next`; `by` and `guard` are words for people to read."""

    state: str
    decision: str
    next: str
    by: str = ""
    guard: str = ""


@dataclass(frozen=True)
class Machine:
    """A life cycle. `start` is the only state a new thing may be in."""

    name: str
    item: str
    start: str
    rows: tuple[Row, ...]

    def next(self, state: str, decision: str) -> str:
        """The state that follows; raises `Refusal` when the table has no such row."""
        for row in self.rows:
            if row.state == state and row.decision == decision:
                return row.next
        raise Refusal("not_in_this_state", machine=self.name, state=state, decision=decision)

    def allows(self, state: str, decision: str) -> bool:
        return any(row.state == state and row.decision == decision for row in self.rows)

    @property
    def states(self) -> tuple[str, ...]:
        found = dict.fromkeys([self.start])
        for row in self.rows:
            found[row.state] = None
            found[row.next] = None
        return tuple(found)

    @property
    def moves(self) -> frozenset[tuple[str, str]]:
        return frozenset((row.state, row.next) for row in self.rows)


def _many(states: str, decision: str, after: str, by: str, guard: str) -> Iterator[Row]:
    return (Row(state, decision, after, by, guard) for state in states.split())


CASE = Machine(
    "case",
    "4.1",
    "lead",
    (
        Row("lead", "route", "routed", "host", "an active lead host of that village and group; else a gap"),
        Row("routed", "return", "returned", "host", "reason"),
        Row("routed", "not_found", "not_located", "host", "reason"),
        Row("routed", "visit", "visited", "volunteer, host, social worker", "date, visitor, notice given or why not, the person's wish"),
        Row("visited", "prepare", "ready", "host", "adopted definitions; category and group proposed; agrees how to be discussed"),
        Row("ready", "put_on_agenda", "in_forum", "host, recorder", "forum covers the village; sensitive only in a closed forum (I11)"),
        Row("in_forum", "confirm", "verified", "facilitator and recorder sign", "signed record (I1); category, group, criteria (I5)"),
        Row("in_forum", "ask_more", "more_info", "forum", "what is missing, by whom, by when"),
        Row("in_forum", "not_confirm", "not_confirmed", "forum", "reason and another path offered"),
        Row("in_forum", "defer", "ready", "forum", "the item was deferred or the forum cancelled"),
        Row("verified", "register", "registered", "secretary", "at least one need; definition version; forum; basis and notice of each field group (3.3, 1)"),
        Row("registered", "wait", "waiting", "system", "opens gap (d)"),
        Row("registered", "match", "matched", "host", "giver accepted and receiver agreed (I10)"),
        Row("registered", "start_care", "in_care", "carer", "first help logged; care plan with goal and next date"),
        Row("waiting", "match", "matched", "host", "giver accepted and receiver agreed (I10)"),
        Row("waiting", "start_care", "in_care", "carer", "existing care is credited; care plan"),
        Row("matched", "unmatch", "waiting", "host", "the match ended early"),
        Row("matched", "start_care", "in_care", "carer", "first help logged; care plan with goal and next date"),
        Row("in_care", "review", "in_care", "host", "the person's own words; better, same, worse"),
        Row("in_care", "unmatch", "waiting", "host", "the carer can no longer help"),
        Row("in_care", "self_manage", "self_managing", "person and carer", "a review with the person (I15)"),
        Row("in_care", "transfer", "transferred", "host, secretary", "the receiver accepts"),
        Row("self_managing", "reopen", "in_care", "person, host", "at the person's wish"),
        Row("more_info", "prepare", "ready", "host", "what was missing is there"),
        Row("not_confirmed", "appeal", "ready", "person, host", "asks again at the next forum"),
        Row("declined", "come_back", "visited", "person", "at the person's wish"),
        Row("transferred", "accept_transfer", "routed", "receiving host", "verified status kept, checked at next forum"),
        Row("closed", "reopen", "visited", "secretary", "reason"),
        Row("closed", "reopen_care", "in_care", "secretary", "was verified before it closed"),
        *_many("not_located returned out_of_scope merged", "retry", "lead", "host, secretary", "reason"),
        *_many("lead routed visited", "merge", "merged", "host, secretary", "keeps a pointer; can be undone"),
        *_many("lead routed visited", "join", "merged", "system", "two persons were found to be one; keeps a pointer"),
        Row("merged", "part", "lead", "system", "the joining was taken back; it is where it was"),
        Row("merged", "part_routed", "routed", "system", "the joining was taken back; it is where it was"),
        Row("merged", "part_visited", "visited", "system", "the joining was taken back; it is where it was"),
        *_many("lead routed visited", "set_aside", "out_of_scope", "host, secretary", "reason"),
        *_many(
            "lead routed visited ready in_forum verified registered waiting matched in_care more_info"
            " self_managing transferred not_confirmed returned",
            "decline", "declined", "person", "recorded by whoever heard it; stops the process at once (I24)",
        ),
        *_many(
            "lead routed visited ready in_forum verified registered waiting matched in_care self_managing"
            " more_info not_confirmed declined not_located returned transferred",
            "close", "closed", "secretary", "a listed reason, never help given once (I15)",
        ),
    ),
)  # fmt: skip

VERIFIED_STATES = (
    "verified", "registered", "waiting", "matched", "in_care", "self_managing", "transferred",
)  # fmt: skip
"""States a case may hold only with a signed forum decision (I1, I5)."""
ENDED_STATES = ("closed", "declined", "out_of_scope", "merged")
UNSETTLED_STATES = (
    "lead",
    "routed",
    "visited",
    "ready",
    "in_forum",
    "more_info",
    "not_located",
    "returned",
)
"""States in which a forum has not yet settled the lead (4.3, test 3)."""
OWNED_STATES = (
    "routed", "visited", "ready", "in_forum", "verified", "registered", "waiting", "matched", "in_care",
    "more_info", "not_confirmed", "self_managing", "transferred",
)  # fmt: skip
"""States in which a case must have a host or an interim owner (I16); a transfer counts with its sender."""

HOST = Machine(
    "host_network",
    "4.2",
    "proposed",
    (
        Row("proposed", "check", "checked", "secretary", "four capacity fields, groups, areas, existing since; contact confirmed"),
        Row("proposed", "decline", "declined", "committee", "reason"),
        Row("checked", "return", "proposed", "committee", "reason"),
        Row("checked", "endorse", "endorsed", "committee, chair signs", "signed resolution"),
        Row("endorsed", "activate", "active", "host coordinator", "agreement signed, coordinator trained, an area accepted"),
        Row("active", "pause", "paused", "host, secretary", "reason; its villages become gaps; cases keep an interim owner (I16)"),
        Row("paused", "resume", "active", "host, secretary", "reason"),
        Row("active", "end", "ended", "host, committee", "every open case handed over (I16)"),
        Row("paused", "end", "ended", "host, committee", "every open case handed over (I16)"),
    ),
)  # fmt: skip

ASSIGNMENT = Machine(
    "area_assignment",
    "4.2",
    "proposed",
    (
        Row("proposed", "accept", "accepted", "host", "within its declared groups"),
        Row("proposed", "end", "ended", "host", "not accepted"),
        Row(
            "accepted",
            "confirm",
            "current",
            "committee, chair signs",
            "signed resolution; one lead host a cell (I7)",
        ),
        Row("accepted", "end", "ended", "host, committee", "reason"),
        Row("current", "end", "ended", "host, committee", "the cell becomes a gap"),
    ),
)

VOLUNTEER = Machine(
    "volunteer",
    "4.2",
    "invited",
    (
        Row("invited", "pledge", "ready", "volunteer", "confidentiality pledge and basic training"),
        Row("ready", "start", "active", "host", "villages given"),
        Row("active", "rest", "resting", "volunteer, host", ""),
        Row("resting", "start", "active", "volunteer, host", ""),
        *_many("invited ready active resting", "end", "ended", "volunteer, host", "handover"),
        *_many(
            "invited ready active resting",
            "suspend",
            "suspended",
            "host, secretary",
            "safeguarding only",
        ),
        Row("suspended", "start", "active", "host", "cleared"),
        Row("suspended", "end", "ended", "host", ""),
    ),
)

FORUM = Machine(
    "forum",
    "4.4",
    "planned",
    (
        Row(
            "planned",
            "announce",
            "announced",
            "facilitator, host",
            "place, date, ground rules; no names",
        ),
        Row("announced", "hold", "held", "recorder", "attendance by sector"),
        Row("held", "record", "recorded", "recorder", "every item decided or deferred"),
        Row("recorded", "sign", "signed", "facilitator and recorder", "dignity checklist complete"),
        Row("signed", "post", "posted", "recorder", "numbers only (I11)"),
        *_many(
            "planned announced", "cancel", "cancelled", "facilitator, host", "reason; items go back"
        ),
    ),
)

MATCH = Machine(
    "match",
    "4.5",
    "suggested",
    (
        Row("suggested", "withdraw", "withdrawn", "secretary", "nobody was asked yet; the plan that proposed it is superseded"),
        Row("suggested", "offer", "offered", "host", "the giver sees a need card without identity"),
        Row("offered", "accept", "giver_accepted", "giver", "capacity reserved, 7-day hold"),
        Row("giver_accepted", "agree", "receiver_agreed", "receiver, through the host", "consent to identity disclosure"),
        Row("receiver_agreed", "start", "active", "host", ""),
        Row("active", "fulfil", "fulfilled", "host", "delivered and confirmed"),
        *_many("active receiver_agreed giver_accepted", "end_early", "ended_early", "host, giver", "reason; capacity released"),
        *_many("suggested offered giver_accepted", "decline", "declined", "giver, receiver, host", "no blame recorded"),
        Row("giver_accepted", "lapse", "declined", "system", "the 7-day hold ran out"),
    ),
)  # fmt: skip
HOLDING_STATES = ("giver_accepted", "receiver_agreed", "active")
"""Match states that hold capacity (I10)."""

DEFINITION_SET = Machine(
    "definition_set",
    "4.6",
    "draft",
    (
        Row("draft", "open_comments", "comment", "secretary", "three sectors consulted (R78)"),
        Row("comment", "redraft", "draft", "secretary", "reason"),
        Row(
            "comment",
            "adopt",
            "adopted",
            "committee, civic chair signs",
            "window closed and answered, or waived by resolution (I7, I28)",
        ),
        Row("adopted", "supersede", "superseded", "system", "a newer set was adopted"),
    ),
)

COMMITTEE = Machine(
    "committee",
    "4.6",
    "proposed",
    (
        Row("proposed", "order", "ordered", "secretary", "appointment order: number, date, signer"),
        Row(
            "ordered",
            "activate",
            "active",
            "secretary",
            "civic chair, พมจ. secretary, three parties (I6)",
        ),
        Row("active", "end", "term_ended", "secretary", ""),
    ),
)

SEARCH_ROUND = Machine(
    "search_round",
    "4.3",
    "open",
    (
        Row("open", "close", "closed", "host", "method, households considered, searchers"),
        Row(
            "open",
            "claim_nil",
            "nil_claimed",
            "host",
            "method, households considered, two searchers (I13)",
        ),
        Row(
            "nil_claimed",
            "accept_nil",
            "nil_verified",
            "forum of that tambon",
            "signed record (I13)",
        ),
        Row("nil_claimed", "reject_nil", "open", "forum", "reason"),
    ),
)

GAP = Machine(
    "gap",
    "R62",
    "open",
    (
        Row("open", "take_up", "being_plugged", "owner", "what will be done"),
        Row("open", "plug", "plugged", "system", "the rule that opened it no longer holds"),
        Row(
            "being_plugged", "plug", "plugged", "system", "the rule that opened it no longer holds"
        ),
        Row(
            "open",
            "accept",
            "accepted",
            "committee, chair signs",
            "reason and signed resolution (I14)",
        ),
        Row(
            "being_plugged",
            "accept",
            "accepted",
            "committee, chair signs",
            "reason and signed resolution (I14)",
        ),
        Row("accepted", "reopen", "open", "committee", "reason"),
        Row("accepted", "plug", "plugged", "system", "the rule that opened it no longer holds"),
    ),
)

BATCH = Machine(
    "batch",
    "R33",
    "received",
    (
        Row("received", "read", "reading", "system", ""),
        Row("reading", "finish", "accepted", "system", "every row kept; faulty ones given back"),
        Row(
            "reading",
            "ask_columns",
            "to_map",
            "system",
            "a needed column is not known or doubled, or the sender wishes to say",
        ),
        Row(
            "to_map",
            "tell_columns",
            "received",
            "secretary, sender",
            "every needed field has its column",
        ),
        Row("to_map", "withdraw", "withdrawn", "secretary", "reason"),
        Row("received", "fail", "failed", "system", "the fault in words; the file is kept"),
        Row("reading", "fail", "failed", "system", "the fault in words; the file is kept"),
        Row("failed", "read", "reading", "secretary", "tried again"),
        Row("reading", "read", "reading", "system", "taken up again after a stop"),
        Row(
            "accepted", "withdraw", "withdrawn", "secretary", "reason; nothing built on it is lost"
        ),
        Row(
            "accepted",
            "rerun",
            "rerunning",
            "secretary",
            "reason; cleaned and linked again by today's rules, or a rerun taken back",
        ),
        Row("rerunning", "finish", "accepted", "system", "what hands did stands"),
    ),
)

EXPORT = Machine(
    "export",
    "3.3-9",
    "asked",
    (
        Row(
            "asked",
            "make",
            "ready",
            "another secretary, or the chair",
            "D2, D3: never the one who asked; D1: at once",
        ),
        Row("asked", "refuse", "refused", "another secretary, or the chair", "reason"),
        Row("asked", "expire", "expired", "system", "nobody answered in time"),
        Row("ready", "expire", "expired", "system", "seven days; the file is deleted"),
    ),
)

PERSON_REQUEST = Machine(
    "person_request",
    "3.3, 5",
    "received",
    (
        Row("received", "decide", "decided", "secretary", "outcome and reason; the person is known; within 30 days"),
        Row("received", "take_back", "taken_back", "person", "at the person's wish"),
        Row("decided", "carry_out", "done", "secretary", "what was granted is done; the answer letter has its number"),
    ),
)  # fmt: skip

BREACH = Machine(
    "breach",
    "3.3, 6",
    "told",
    (
        Row("told", "assess", "assessed", "secretary", "risk, how many, which data, measures"),
        Row("assessed", "assess", "assessed", "secretary", "more became known"),
        Row("assessed", "report", "reported", "secretary", "told the Office; after 72 hours with the reason"),
        Row("assessed", "close", "closed", "secretary", "no risk to persons, with the reason"),
        Row("reported", "close", "closed", "secretary", "high risk: the persons were told, or why not"),
    ),
)  # fmt: skip

RETENTION_RUN = Machine(
    "retention_run",
    "3.3, 8",
    "tried",
    (
        Row("tried", "sign", "signed", "named signer", "the list is still the one that was tried"),
        Row("tried", "drop", "dropped", "secretary", ""),
        Row("signed", "carry_out", "done", "secretary", "the list is still the one that was signed"),
        Row("signed", "drop", "dropped", "secretary", ""),
    ),
)  # fmt: skip

STORY = Machine(
    "story",
    "R84",
    "draft",
    (
        Row("draft", "send", "in_review", "writer", "no name and no number in it"),
        Row("in_review", "return", "draft", "reviewer, not the writer", "reason"),
        Row("in_review", "clear", "cleared", "reviewer, not the writer", "nothing in it tells who it is about"),
        Row("cleared", "publish", "published", "secretary", "current consent for that channel (I20)"),
        Row("published", "publish", "published", "secretary", "current consent for that channel (I20)"),
        *_many("draft in_review cleared published", "withdraw", "withdrawn", "anyone who sees the case", "one step"),
    ),
)  # fmt: skip

COVERAGE_PLAN = Machine(
    "coverage_plan",
    "R59",
    "solving",
    (
        Row("solving", "ready", "draft", "system", "solved, checked, every row written in one transaction"),
        Row("solving", "stop", "stopped", "secretary", "somebody asked, or a word in it does not fit"),
        Row("stopped", "resume", "solving", "secretary", "from the register it was begun with"),
        Row("draft", "host_accept", "host_accepted", "hosts of the people in it", "the last of them accepted its rows"),
        Row("host_accepted", "adopt", "adopted", "committee, chair signs", "signed resolution (I7)"),
        Row("adopted", "publish", "published", "secretary", "the plan in force is the one it follows"),
        Row("published", "supersede", "superseded", "secretary", "another plan is published"),
        *_many("solving stopped draft host_accepted adopted", "drop", "dropped", "secretary", "solved again, or another was published"),
    ),
)  # fmt: skip

MACHINES: tuple[Machine, ...] = (
    CASE, HOST, ASSIGNMENT, VOLUNTEER, FORUM, MATCH, DEFINITION_SET, COMMITTEE, SEARCH_ROUND, GAP, BATCH,
    EXPORT, PERSON_REQUEST, BREACH, RETENTION_RUN, STORY, COVERAGE_PLAN,
)  # fmt: skip
