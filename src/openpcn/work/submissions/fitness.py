"""Whether the codelists that ship, which are demonstration subsets, may answer for this site's people."""

from __future__ import annotations

from django.conf import settings

from openpcn.work.network.membership import our_network


def lists_must_be_official() -> bool:
    """Whether only official codelists will do: everywhere but at a fictional network.

    On a real list a subset would miss people. ``OPENPCN_DEMONSTRATION_LISTS=allowed``, which production
    refuses, lets a developer run them on a real network's test data all the same.
    """
    if settings.DEMONSTRATION_LISTS_ALLOWED:
        return False
    network = our_network()
    return network is None or not network.is_fictional
