"""Calculators fed from the record: each a module of its own, off until a site switches it on."""
