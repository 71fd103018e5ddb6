"""Codelists: the core codes that definitions use, with terms, provenance and check digits."""
