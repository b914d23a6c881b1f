"""I21: a number once given stays as it is."""

from kuea.core.guards import append_only

GUARDS = append_only("I21", "letters_issuedpaper")
