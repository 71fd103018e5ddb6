"""The file that carries pending entries back to a practice's clinical system."""

from __future__ import annotations

from openpcn.work.access.models import Post


def return_file(post: Post, practice: str) -> str:
    """CSV of the practice's pending entries; discloses its people. For the practice's own staff only."""
    raise NotImplementedError
