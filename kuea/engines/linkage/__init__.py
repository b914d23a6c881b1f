"""Which records are one person: patterns of agreement, weighed by a model that learns. Tables in, tables out; no Django.

`batch.link` takes whole lists, `registry.Registry` one record or one list against what is known: the same reading,
rules, model and clustering (docs/algorithms/linking.md). No numbers are chained into one person, nothing is merged away.
"""
