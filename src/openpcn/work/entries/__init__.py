"""Coded entries made here, waiting for an extract to confirm them, and the files that return them."""
