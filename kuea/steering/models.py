"""How the work steers itself. Committees and resolutions live in `offices`; dates come from the edition."""
