"""A score that the record does not hold: what stands beside it on a list and in a file."""

from datetime import date

import pytest

from openpcn.rules.scores.qrisk3 import QRISK3
from openpcn.work.worklists.claims import claim
from openpcn.work.worklists.export import HEADER, worklist_sheet
from openpcn.work.worklists.lists import worklist
from openpcn.work.worklists.models import Need
from openpcn.work.worklists.prepare import evidence, prepare

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
SNAPSHOT = "20260210T010000-test"
OURS = {"sentence": "QRISK (%)", "value": "23.4 (worked out here, not recorded)", "score": "qrisk3"}
RECORDED = {"sentence": "QRISK (%)", "value": "31", "date": date(2026, 1, 5), "practice": "Z99001"}


@pytest.fixture
def prepared(evaluation_of, snapshot, live_people, sharing, post_of, key):
    """Two people due, one by a score of ours and one by a recorded one, held by the pharmacist."""
    from openpcn.rules import catalogue

    sharing()
    pharmacist = post_of("clinical_pharmacist")
    first, second = live_people("Z99001"), live_people("Z99001")
    outcomes = [
        (first, "SMR01B", "due", {"reasons": [OURS]}),
        (second, "SMR01B", "due", {"reasons": [RECORDED]}),
    ]
    prepare(SNAPSHOT, evaluation_of(outcomes), catalogue.definitions(), snapshot, worth={})
    claim(pharmacist, [first.person_id, second.person_id], key())
    return pharmacist, first, second


def test_a_need_keeps_which_score_was_worked_out_and_its_row_says_version_and_notice(prepared):
    pharmacist, first, second = prepared
    ours, recorded = (Need.objects.get(person_id=state.person_id) for state in (first, second))
    assert ours.reasons == [{**OURS, "date": None, "source": ""}]
    assert recorded.reasons == [
        {"sentence": "QRISK (%)", "value": "31", "date": "2026-01-05", "source": "Z99001"}
    ]
    assert recorded.evidence == evidence("", [], recorded.reasons), "what was closed by hand stays closed"
    reasons = {row.person_id: row.needs[0].reasons[0] for row in worklist(pharmacist).rows}
    beside = reasons[first.person_id].calculator
    assert (beside.title, beside.version, beside.notice) == (QRISK3.title, QRISK3.version, QRISK3.notice)
    assert reasons[second.person_id].calculator is None


@pytest.mark.hazard("H17", "a file that leaves says of each score worked out here what made it")
def test_a_file_says_beside_each_score_of_ours_what_made_it(prepared):
    pharmacist, first, second = prepared
    rows = {row[HEADER.index("Name")]: row for row in worklist_sheet(pharmacist).rows}
    why, beside = HEADER.index("Why"), HEADER.index("Scores worked out here")
    ours, recorded = (
        next(row for name, row in rows.items() if name.startswith(state.family_name.upper()))
        for state in (first, second)
    )
    assert "23.4 (worked out here, not recorded)" in ours[why]
    assert QRISK3.version in ours[beside] and QRISK3.notice in ours[beside]
    assert "worked out" not in recorded[why] and recorded[beside] == ""
