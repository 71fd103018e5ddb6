"""Indicators: how many achieved, due, adjusted; for whom; and what it earns."""
