"""Where an event gets its place in the chain: in the transaction that wrote it, at the last moment (ADR 11).

PostgreSQL: a deferred trigger, so that the head of a province is locked only while the transaction commits,
never while it works. Without that, two officers whose acts touch the same rows in another order would wait
for each other for ever. SQLite writes one transaction at a time, so the program links at once.
"""

from typing import Any

from django.db import connection, connections

from kuea.core.chain import GENESIS, INSTALLATION, chain_of, link_hash
from kuea.ledger.models import Event

TRIGGER = "guard_ledger_chain"


class ChainBroken(RuntimeError):
    """The head moved under our feet: the transaction must not commit."""


def link_event(event: Event) -> None:
    """Append `event` to its chain. Only for databases that write one transaction at a time.

    Three plain statements: every act of the program passes here, and building them anew through the ORM
    cost more than everything else an event needs.
    """
    chain = chain_of(event.province_code)
    with connection.cursor() as cursor:
        cursor.execute("SELECT position, hash FROM ledger_chainhead WHERE chain = %s", [chain])
        position, previous = cursor.fetchone() or _first_head(cursor, chain)
        made = link_hash(chain, position + 1, event.pk, event.digest, previous)
        cursor.execute(
            "INSERT INTO ledger_chainlink (event_id, chain, position, digest, previous, hash)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            [event.pk, chain, position + 1, event.digest, previous, made],
        )
        cursor.execute(
            "UPDATE ledger_chainhead SET position = %s, hash = %s WHERE chain = %s AND position = %s",
            [position + 1, made, chain, position],
        )
        if cursor.rowcount != 1:
            raise ChainBroken(f"chain {chain} at {position}")


def _first_head(cursor: Any, chain: str) -> tuple[int, str]:
    cursor.execute(
        "INSERT INTO ledger_chainhead (chain, position, hash) VALUES (%s, 0, %s)", [chain, GENESIS]
    )
    return 0, GENESIS


def links_itself(using: str = "default") -> bool:
    """Whether the database links new events itself."""
    return connections[using].vendor == "postgresql"


_CHAIN = (
    f"CASE WHEN {{row}}.province_code = '' THEN '{INSTALLATION}' ELSE {{row}}.province_code END"
)
POSTGRES = (
    # All heads this transaction needs are locked in one order before the first link: two transactions
    # that write to the same two chains cannot wait for each other. Only NEW itself is linked: a row that
    # was put in past the guards stays without a link and is found.
    f"""
CREATE OR REPLACE FUNCTION {TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  mine text := {_CHAIN.format(row="NEW")};
  head ledger_chainhead%ROWTYPE;
  made text;
BEGIN
  INSERT INTO ledger_chainhead (chain, position, hash)
    SELECT wanted.chain, 0, '{GENESIS}' FROM (
      SELECT DISTINCT {_CHAIN.format(row="e")} AS chain FROM ledger_event e
      WHERE e.id >= NEW.id AND NOT EXISTS (SELECT 1 FROM ledger_chainlink l WHERE l.event_id = e.id)
    ) wanted
    WHERE NOT EXISTS (SELECT 1 FROM ledger_chainhead h WHERE h.chain = wanted.chain)
    ORDER BY wanted.chain
    ON CONFLICT (chain) DO NOTHING;
  PERFORM 1 FROM ledger_chainhead h WHERE h.chain = mine OR h.chain IN (
      SELECT {_CHAIN.format(row="e")} FROM ledger_event e
      WHERE e.id >= NEW.id AND NOT EXISTS (SELECT 1 FROM ledger_chainlink l WHERE l.event_id = e.id)
    ) ORDER BY h.chain FOR UPDATE;
  SELECT * INTO STRICT head FROM ledger_chainhead h WHERE h.chain = mine;
  made := encode(sha256(convert_to(
    mine || '|' || (head.position + 1) || '|' || NEW.id || '|' || NEW.digest || '|' || head.hash, 'UTF8'
  )), 'hex');
  INSERT INTO ledger_chainlink (event_id, chain, position, digest, previous, hash)
    VALUES (NEW.id, mine, head.position + 1, NEW.digest, head.hash, made);
  UPDATE ledger_chainhead SET position = head.position + 1, hash = made WHERE chain = mine;
  RETURN NULL;
END $$
""",  # nosec B608: constants of this file
    f"DROP TRIGGER IF EXISTS {TRIGGER} ON ledger_event",
    f"CREATE CONSTRAINT TRIGGER {TRIGGER} AFTER INSERT ON ledger_event "
    f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {TRIGGER}()",
)
"""Statements that make PostgreSQL link every event when its transaction commits."""
