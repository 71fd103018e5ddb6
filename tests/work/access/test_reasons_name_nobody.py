"""A reason is kept and shown to others: wherever one is given, an NHS number in it is refused."""

from __future__ import annotations

import pytest

from openpcn.terms.scope import Purpose
from openpcn.work.access.grants import open_record
from openpcn.work.access.proposals import Proposal, decide
from openpcn.work.codelists.models import SiteCodelist
from openpcn.work.network.errors import WorkError
from openpcn.work.night import undoing
from openpcn.work.retention import asking, holds
from openpcn.work.retention.models import Hold
from openpcn.work.rules.models import RuleChange
from openpcn.work.submissions import who_is_who
from openpcn.work.worklists.handover import withdraw

pytestmark = pytest.mark.django_db

REASON = "the record of 999 000 0018 was wrong"


def decline(proposal: Proposal):
    return lambda post_of: decide(proposal, Proposal.DECLINED, reason=REASON, by="test", post=None)


PLACES = {
    "going back": lambda post_of: undoing.go_back_by_command("some", REASON, "test"),
    "a decision about who is who": lambda post_of: who_is_who._reason(REASON),
    "stopping to share": lambda post_of: withdraw(
        post_of("practice_manager", "Z99001"), "Z99001", "individual_care", REASON, "k"
    ),
    "a hold": lambda post_of: holds.set_hold("Z99001", REASON, by="test"),
    "the end of a hold": lambda post_of: holds.end_hold("Z99001", REASON, by="test"),
    "leaving": lambda post_of: asking.ask_to_leave("Z99001", REASON, by="test"),
    "a decision about a codelist": decline(SiteCodelist(pk=1)),
    "a decision about a rule": decline(RuleChange(pk=1)),
    "opening a record": lambda post_of: open_record(
        post_of("clinical_pharmacist"), 1, Purpose.INDIVIDUAL_CARE, REASON
    ),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_reason_with_an_nhs_number_is_refused(place, post_of):
    with pytest.raises(WorkError, match="holds an NHS number") as refused:
        PLACES[place](post_of)
    assert "0018" not in str(refused.value)


def test_a_reason_without_one_is_kept(riverbank):
    holds.set_hold("Z99001", "an inquiry of 9 February 2026", by="test")
    assert Hold.objects.get().reason == "an inquiry of 9 February 2026"
