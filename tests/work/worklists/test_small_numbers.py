"""The small-number rule, and the attack that it has to hold off."""

import random
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openpcn.work.worklists.small_numbers import bounds, narrowed, protect, suppress


@pytest.mark.parametrize(
    ("n", "shown"), [(0, 0), (1, None), (7, None), (8, 10), (12, 10), (13, 15), (102, 100), (103, 105)]
)
def test_one_to_seven_are_hidden_and_others_go_to_the_nearest_five(n, shown):
    assert suppress(n) == shown


def test_a_count_is_never_negative():
    with pytest.raises(ValueError, match="negative"):
        suppress(-1)


@given(st.integers(0, 500))
def test_the_bounds_of_what_is_shown_hold_the_count(n):
    low, high = bounds(suppress(n))
    assert low <= n <= (high if high is not None else n)


def solutions(tables, total):
    """Every count that each hidden cell may be, by trying all: what the best attacker knows."""
    shown_total = bounds(total)
    spans = [[range(*_span(value)) for value in table.values()] for table in tables]
    sums = [{sum(cells) for cells in product(*spans_of)} for spans_of in spans]
    possible = set.intersection(*sums) & set(range(shown_total[0], (shown_total[1] or 60) + 1))
    found = {}
    for t, (table, spans_of) in enumerate(zip(tables, spans, strict=True)):
        for cells in product(*spans_of):
            if sum(cells) in possible:
                for key, n in zip(table, cells, strict=True):
                    if table[key] is None:
                        found.setdefault((t, key), set()).add(n)
    return found


def _span(value):
    low, high = bounds(value)
    return low, (high if high is not None else 7) + 1


@pytest.mark.hazard("H11", "totals and other cuts do not undo the small-number rule")
def test_no_hidden_cell_can_be_worked_out_even_by_trying_everything():
    chance = random.Random(7)
    hidden = 0
    for _ in range(150):
        people = [
            (chance.randrange(3), chance.randrange(3)) for _ in range(chance.choice([3, 9, 15, 24, 31]))
        ]
        cuts = [{key: sum(person[cut] == key for person in people) for key in range(3)} for cut in (0, 1)]
        tables, total = protect(cuts)
        small = {(t, key) for t, cut in enumerate(cuts) for key, n in cut.items() if 0 < n < 8}
        assert all(tables[t][key] is None for t, key in small)
        for (t, key), possible in solutions(tables, total).items():
            if (t, key) in small:
                hidden += 1
                assert len(possible) > 1, (cuts, tables, total, t, key)
    assert hidden > 100


def test_the_attack_is_real_and_protection_answers_it():
    """Rounding alone leaves room; somebody who knows every other cell needs more than rounding."""
    practice = {"all": 49}
    fifths = {1: 12, 2: 12, 3: 12, 4: 12, 5: 1}
    naive = [{key: suppress(n) for key, n in table.items()} for table in (practice, fifths)]
    low, high = narrowed(naive, exact=frozenset({(0, "all")}))[1, 5]
    assert low < high  # rounding alone leaves room here
    exact = frozenset({(0, "all"), (1, 1), (1, 2), (1, 3), (1, 4)})  # a reader who knows all the others
    known = [practice, {**fifths, 5: None}]
    assert narrowed(known, exact=exact)[1, 5] == (1, 1)
    shown, total = protect([practice, fifths], frozenset({(0, "all")}))
    assert shown[0]["all"] == 49 and shown[1][5] is None
    found = narrowed(shown, exact=frozenset({(0, "all")}), whole=bounds(total))
    assert all(low != high for low, high in found.values())


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(0, 2)), max_size=120),
    st.sets(st.integers(0, 3), max_size=3),
)
def test_interval_arithmetic_pins_nothing_also_for_who_knows_some_practices(people, own):
    cuts = [
        {key: sum(person[cut] == key for person in people) for key in range(size)}
        for cut, size in ((0, 4), (1, 5), (2, 3))
    ]
    exact = frozenset((0, practice) for practice in own)
    tables, total = protect(cuts, exact)
    for (t, key), n in ((cell, cuts[cell[0]][cell[1]]) for cell in exact):
        assert tables[t][key] == n
    attack = narrowed(tables, exact=exact, whole=(0, None) if total is None else bounds(total))
    for (t, key), (low, high) in attack.items():
        if 0 < cuts[t][key] < 8 and total is not None:
            assert low != high
