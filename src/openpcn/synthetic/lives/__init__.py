"""Lives: people in households, what happens to them, and what a practice writes down about it.

Everything here is arrays over people or over events; nothing knows a supplier's file format.
"""
