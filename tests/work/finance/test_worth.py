"""What one more is worth: whose, how much, and never zero where it is not known."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from openpcn.rules import catalogue
from openpcn.rules.language import Indicator
from openpcn.work.finance import standing as module
from openpcn.work.finance.standing import NOT_PAID, standing
from openpcn.work.finance.worth import as_worth, base_register, worth_table
from openpcn.work.worklists.rows import Worth

pytestmark = [pytest.mark.django_db]
ON = date(2026, 3, 31)


def test_the_golden_number_of_hi03():
    """36 points, thresholds 60 to 80: 71 per cent is 19.8 points, 3,920.40 pounds before adjustments."""
    held = standing("network", "HI03", 71, 100, ON, list_size=None, prevalence=None)
    assert (held.points, held.pence, held.whose) == (Decimal("19.8"), 392_040, "pcn")
    assert held.people_to_upper == 9 and held.people_to_lower == 0
    assert held.worth_of_one_more == 35_640  # 1.8 points of 198 pounds
    assert "without the list-size adjustment" in held.note and not held.confirmed


def test_nothing_before_the_lower_threshold_and_nothing_after_the_upper():
    below = standing("network", "HI03", 10, 100, ON, list_size=None, prevalence=None)
    assert (below.pence, below.worth_of_one_more) == (0, 0) and "50 away" in below.note
    above = standing("network", "HI03", 90, 100, ON, list_size=None, prevalence=None)
    assert above.pence == 36 * 19_800 and above.worth_of_one_more == 0


def test_not_paid_is_not_the_same_as_not_known(monkeypatch):
    assert standing("", "", 1, 2, ON, list_size=1, prevalence=None) is NOT_PAID
    monkeypatch.setattr(module, "terms_of", lambda indicator, on: None)
    unknown = standing("network", "XX01", 1, 2, ON, list_size=1, prevalence=None)
    assert unknown.paid and not unknown.known and unknown.pence is None and unknown.worth_of_one_more is None


@pytest.mark.parametrize(
    ("worth", "sentence"),
    [
        (Worth(35_640, True, "pcn"), "£356.40, the PCN's"),
        (Worth(2_010, True, "practice"), "£20.10, the practice's"),
        (
            Worth(1_829, True, "practice", "contract values unconfirmed"),
            "about £18.29, the practice's (unconfirmed)",
        ),
        (Worth(None, False, "pcn"), "Not known, the PCN's"),
        (Worth(None, True, "nobody"), "Not paid"),
    ],
)
def test_worth_in_words(worth, sentence):
    assert worth.sentence == sentence


def test_network_money_is_one_sum_practice_money_each_practices(evaluation_of, live_people):
    one = [live_people("Z99001") for _ in range(10)]
    two = [live_people("Z99002") for _ in range(10)]
    evaluation = evaluation_of(
        [(s, "HI03", "achieved" if n < 7 else "due") for n, s in enumerate([*one, *two[:0]])]
        + [(s, "HYP008", "achieved" if n < 6 else "due") for n, s in enumerate(one)]
        + [(s, "HYP008", "achieved") for s in two]
        + [(s, "hypertension", "member") for s in (*one, *two)]
        + [(s, "SMR01B", "due") for s in one]
    )
    sizes = {"Z99001": 1_000, "Z99002": 500}
    table = worth_table(evaluation, catalogue.definitions(), on=ON, list_sizes=sizes)
    assert table["HI03", "Z99001"] == table["HI03", "Z99002"] and table["HI03", "Z99001"].pence > 0
    assert table["HYP008", "Z99001"].pence > 0 == table["HYP008", "Z99002"].pence
    assert table["HYP008", "Z99001"].whose == "practice"
    assert table["SMR01B", "Z99001"] == table["CVD01", "Z99002"] == Worth(None, True, "nobody", "")


def test_whose_money_follows_the_contract():
    """HI03 is the network's, HYP008 the practice's; medication reviews and case finding are not paid."""
    paid = {d.id: d.paid and d.paid.to for d in catalogue.definitions() if isinstance(d, Indicator)}
    assert paid == {"HI03": "network", "HYP008": "practice", "SMR01B": None, "SMR01D": None, "CVD01": None}
    registers = {d.id: base_register(d) for d in catalogue.definitions() if isinstance(d, Indicator)}
    assert registers["HI03"] == "learning_disability" and registers["HYP008"] == "hypertension"


def test_a_figure_without_its_adjustments_is_unconfirmed_on_the_list_too():
    for sizes in ((None, None), (1_000, Decimal(14))):
        held = standing("practice", "HYP008", 60, 100, ON, list_size=sizes[0], prevalence=sizes[1])
        worth = as_worth(held)
        assert held.values and worth.confirmed is held.confirmed
    surer = replace(held, confirmed=False, note="without the list-size adjustment")
    assert as_worth(surer).sentence.endswith("(unconfirmed)")
    assert as_worth(replace(held, confirmed=True, note="")).sentence.startswith("£")
    assert as_worth(NOT_PAID).confirmed and as_worth(NOT_PAID).sentence == "Not paid"
