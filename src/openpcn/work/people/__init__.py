"""One thin row per person, and what the live snapshot says about them."""
