"""People to help: what the rules found due, who has taken it on, and what became of it."""
