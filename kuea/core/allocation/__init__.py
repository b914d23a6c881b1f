"""The coverage problem: what is asked, what a plan may do, how good it is and why somebody is left out."""
