"""Practices, networks, who is a member of what and since when, and the agreements to share."""
