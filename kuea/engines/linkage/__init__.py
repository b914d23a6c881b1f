"""Which records are one person: the first pass, by keys. Tables in, tables out; no Django.

Rules (part 1 of the work; the learning engine comes later and keeps this door):

1. the same valid number, unless the names contradict it → one person;
2. else equal name, birth year and tambon → one person, unless that would give it a second number;
3. nearly the same → a question for a person of the office, with its evidence;
4. everybody else is somebody new.

A row joins at most one person, and never one that holds another valid number, so two numbers are
never chained into one person. Every lookup is by key and every block is bounded: time grows with
the rows, not with their pairs.
"""

from kuea.engines.linkage.first_pass import FirstPass, link_rows
from kuea.engines.linkage.tables import Ask, Evidence, LinkRow, Rule, Verdict

__all__ = ["Ask", "Evidence", "FirstPass", "LinkRow", "Rule", "Verdict", "link_rows"]
