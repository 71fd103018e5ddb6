"""Ratios: a sum over people, by practice and of the whole; small numbers stay hidden."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from openpcn.rules import catalogue
from openpcn.rules.engine import AMOUNTS, OUTCOMES, SHOWN, Evaluation
from openpcn.rules.language import Ratio
from openpcn.terms.scope import Purpose
from openpcn.work.measures.models import Indicator, RatioAmount
from openpcn.work.measures.ratios import amounts_of, ratio_lines

pytestmark = [pytest.mark.django_db, pytest.mark.postgres, pytest.mark.whole_catalogue]

SNAPSHOT = "20260210T010000-test"
DAYS = (date(2026, 2, 10), date(2026, 3, 31))


def part(amounts: list[tuple[int, str, float | None]]) -> Evaluation:
    rows = [{"person_id": person, "definition": id, "amount": amount} for person, id, amount in amounts]
    table = pa.Table.from_pylist(rows, schema=AMOUNTS)
    return Evaluation(OUTCOMES.empty_table(), SHOWN.empty_table(), (), *DAYS, {}, table)


def whole(**parts: Evaluation) -> Evaluation:
    return Evaluation(OUTCOMES.empty_table(), SHOWN.empty_table(), (), *DAYS, {}, by_practice=parts)


def test_a_night_keeps_the_sum_how_many_people_and_how_many_have_any():
    (row,) = amounts_of("s", whole(Z99001=part([(1, "PC01", 2.0), (2, "PC01", 0.0), (3, "PC01", None)])))
    assert (row.practice, row.definition) == ("Z99001", "PC01")
    assert (row.people, row.with_some, row.amount) == (3, 1, 2.0)


def test_the_ratio_is_the_sum_per_its_scale_and_small_numbers_are_hidden(sharing, post_of, live_people):
    sharing()
    live_people("Z99001")
    definition = catalogue.definition("PC01")
    assert isinstance(definition, Ratio)
    Indicator.objects.create(
        snapshot_id=SNAPSHOT, definition="PC01", title="", kind="ratio", purpose=Purpose.INDIVIDUAL_CARE,
        as_at=DAYS[0], achievement_date=DAYS[1], rules=[], not_assessed={}, practice_as_at={}, versions={},
        roles=[], numerator="", paid_to="", paid_indicator="", list_sizes={}, register_sizes={},
    )  # fmt: skip
    for practice, people, some in (("Z99001", 1_000, 12), ("Z99002", 500, 3)):
        RatioAmount.objects.create(
            snapshot_id=SNAPSHOT, definition="PC01", practice=practice, people=people, with_some=some,
            amount=float(some),
        )  # fmt: skip
    lines = {one.title: one for one in ratio_lines(post_of("pcn_manager"), definition)}
    first = lines["Mill Lane Surgery"]
    assert (first.people, first.amount) == (1_000, 10.0)
    assert first.ratio == pytest.approx(definition.scale * 10 / 1_000)
    assert lines["Weir Road Practice"].amount is None and lines["Weir Road Practice"].ratio is None
    own = {one.title: one for one in ratio_lines(post_of("practice_manager", "Z99001"), definition)}
    assert own["Mill Lane Surgery"].amount == 12.0
