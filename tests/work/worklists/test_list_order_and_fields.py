"""Who is on a list, in which order, and how much of each person a reader gets."""

from datetime import date

import pytest

from openpcn.terms.scope import Fields, Purpose
from openpcn.work.network.agreements import end_sharing
from openpcn.work.worklists.claims import claim, release
from openpcn.work.worklists.lists import Filters, rows_of, worklist
from openpcn.work.worklists.models import Need
from openpcn.work.worklists.presenting import contact_flags
from openpcn.work.worklists.rows import Status

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def pharmacist(sharing, post_of):
    sharing()
    return post_of("clinical_pharmacist")


def people(page):
    return [row.person_id for row in page.rows]


@pytest.mark.hazard("H14", "red flags come first in the list")
def test_red_flags_then_more_needs_then_older_then_person(pharmacist, live_people, need_of):
    young = live_people("Z99001", birth_date=date(1980, 1, 1))
    old = live_people("Z99002", birth_date=date(1930, 1, 1))
    twice = live_people("Z99001", birth_date=date(1970, 1, 1))
    flagged = live_people("Z99003", birth_date=date(1990, 1, 1))
    twins = sorted(
        (live_people("Z99001", birth_date=date(1950, 1, 1)) for _ in range(2)), key=lambda s: s.person_id
    )
    for state in (young, old, *twins):
        need_of(state, "SMR01B")
    need_of(twice, "SMR01B")
    need_of(twice, "SMR01D")
    need_of(flagged, "HYP008", red_flag=True)
    page = worklist(pharmacist)
    assert people(page) == [s.person_id for s in (flagged, twice, old, *twins, young)]
    assert (page.total, page.whole, page.pages) == (6, 6, 1)
    assert [need.definition for need in page.rows[1].needs] == ["SMR01B", "SMR01D"]
    assert page.rows[1].minutes == page.rows[2].minutes  # one review meets both needs


def test_a_sort_comes_before_the_safe_order_and_an_unknown_one_is_ignored(pharmacist, live_people, need_of):
    first = live_people("Z99002", family_name="Adams", birth_date=date(1980, 1, 1))
    second = live_people("Z99001", family_name="Zander", birth_date=date(1940, 1, 1))
    need_of(first, "SMR01B", due_by=None)
    need_of(second, "SMR01B")
    safe = [second.person_id, first.person_id]
    assert people(worklist(pharmacist, sort="name")) == [first.person_id, second.person_id]
    assert people(worklist(pharmacist, sort="-name")) == safe
    assert people(worklist(pharmacist, sort="practice")) == safe
    assert people(worklist(pharmacist, sort="-age")) == [first.person_id, second.person_id]
    assert people(worklist(pharmacist, sort="due")) == people(worklist(pharmacist, sort="-due")) == safe
    page = worklist(pharmacist, sort="nhs_number")
    assert people(page) == safe and page.sort == ""


@pytest.mark.hazard("H11", "an unclaimed person's row carries list fields only")
def test_unclaimed_people_show_list_fields_only(pharmacist, live_people, need_of, key):
    state = live_people(
        "Z99001", nhs_number="9990000018", contact_needs=["Interpreter: Polish"], family_name="Marker"
    )
    need_of(state, "SMR01B", progress_sentence="Marker sentence", progress_missing=["the review code"])
    row = worklist(pharmacist).rows[0]
    assert (row.name, row.age, row.practice_name) == ("MARKER, Alex", 75, "Mill Lane Surgery")
    assert row.contact_needs == ("Interpreter: Polish",) and row.as_at == date(2026, 2, 9)
    assert row.fields is Fields.LIST and row.holder is None
    assert (row.nhs_number, row.birth_date, row.next_appointment) == (None, None, None)
    assert row.needs[0].reasons == row.needs[0].missing == () and row.needs[0].sentence == ""
    assert row.needs[0].status is Status.OPEN

    claim(pharmacist, [state.person_id], key())
    row = worklist(pharmacist).rows[0]
    assert row.fields is Fields.RECORD and row.nhs_number == "9990000018" and row.holder.mine
    reason = row.needs[0].reasons[0]
    assert (reason.value, reason.date, reason.source) == ("CFS 7", date(2025, 6, 1), "Z99001")
    assert row.needs[0].status is Status.CLAIMED and row.needs[0].missing == ("the review code",)

    release(pharmacist, [state.person_id], key())
    assert worklist(pharmacist).rows[0].nhs_number is None


def test_a_colleague_sees_who_holds_but_not_more(pharmacist, post_of, live_people, need_of, key):
    state = live_people("Z99001", nhs_number="9990000018")
    need_of(state, "SMR01B")
    claim(pharmacist, [state.person_id], key())
    row = worklist(post_of("clinical_pharmacist")).rows[0]
    assert row.holder.name == pharmacist.staff.display_name and not row.holder.mine
    assert row.nhs_number is None and row.needs[0].reasons == ()


def test_own_practice_reception_sees_needs_and_no_clinical_values(post_of, sharing, live_people, need_of):
    sharing()
    state = live_people("Z99001", nhs_number="9990000018")
    other = live_people("Z99002")
    need_of(state, "SMR01B")
    need_of(other, "SMR01B")
    page = worklist(post_of("receptionist", "Z99001"))
    assert people(page) == [state.person_id]
    assert page.rows[0].nhs_number == "9990000018" and page.rows[0].needs[0].reasons == ()


def test_no_agreement_no_rows_and_each_purpose_by_itself(pharmacist, live_people, need_of):
    state = live_people("Z99001")
    need_of(state, "SMR01B")
    need_of(state, "CVD01")
    assert len(worklist(pharmacist).rows[0].needs) == 2
    end_sharing("Z99001", Purpose.RISK_STRATIFICATION, by="test")
    assert [need.definition for need in worklist(pharmacist).rows[0].needs] == ["SMR01B"]
    end_sharing("Z99001", Purpose.INDIVIDUAL_CARE, by="test")
    assert worklist(pharmacist).rows == () and rows_of(pharmacist, [state.person_id]) == ()


@pytest.mark.parametrize("objection", ["sharing_objection", "confidential", "spine_sensitive"])
def test_objections_hide_from_the_first_list(pharmacist, post_of, live_people, need_of, objection):
    state = live_people("Z99001", **{objection: True})
    need_of(state, "SMR01B")
    assert worklist(pharmacist).total == 0
    own = worklist(post_of("practice_manager", "Z99001"))
    assert own.total == 1 and own.rows[0].restricted


def test_an_objection_to_risk_stratification_hides_case_finding_only(pharmacist, live_people, need_of):
    state = live_people("Z99001", risk_stratification_objection=True)
    need_of(state, "CVD01")
    assert worklist(pharmacist).total == 0
    need_of(state, "HYP008")
    assert [need.definition for need in worklist(pharmacist).rows[0].needs] == ["HYP008"]


def test_filters_keep_people_and_show_all_their_needs(pharmacist, post_of, live_people, need_of, key):
    one = live_people("Z99001", deprivation_fifth=1)
    two = live_people("Z99002", deprivation_fifth=None)
    need_of(one, "SMR01B", care_home=True, due_by=date(2026, 1, 31))
    need_of(one, "HYP008", care_home=True)
    need_of(two, "HYP008", red_flag=True, due_by=None)

    def found(**filters):
        return set(people(worklist(pharmacist, Filters(**filters))))

    assert found(practices=frozenset({"Z99002"})) == {two.person_id}
    assert found(definitions=frozenset({"SMR01B"})) == {one.person_id}
    assert len(worklist(pharmacist, Filters(definitions=frozenset({"SMR01B"}))).rows[0].needs) == 2
    assert found(fifths=frozenset({1})) == {one.person_id} and found(fifths=frozenset({0})) == {two.person_id}
    assert found(care_home=True) == {one.person_id} and found(care_home=False) == {two.person_id}
    assert found(red_flag=True) == {two.person_id}
    assert found(due="overdue") == {one.person_id} and found(due="no_date") == {two.person_id}
    assert found(due="later") == {one.person_id} and found(due="28_days") == set()
    claim(post_of("clinical_pharmacist"), [two.person_id], key())
    assert found(assigned="me") == set() and found(assigned="role") == {two.person_id}
    assert found(assigned="nobody") == {one.person_id} == found(status=frozenset({Status.OPEN}))
    assert found(status=frozenset({Status.CLAIMED})) == {two.person_id}
    page = worklist(pharmacist, Filters(practices=frozenset({"Z99003"})))
    assert page.whole == 2 and page.empty_because == "Nobody matches these filters."


def test_search_by_number_and_name_stays_within_the_list(pharmacist, live_people, need_of):
    state = live_people("Z99001", nhs_number="9990000018", family_name="O'Brien", given_name="Siân")
    hidden = live_people("Z99001", nhs_number="9990000026", family_name="O'Brien", sharing_objection=True)
    live_people("Z99001", family_name="O'Brien")  # due for nothing
    need_of(state, "SMR01B")
    need_of(hidden, "SMR01B")
    for text in ("999 000 0018", "obrien", "O'Brien, sian", "sian obrien"):
        assert people(worklist(pharmacist, Filters(search=text))) == [state.person_id], text
    for text in ("9990000019", "9990000026", "nobody"):
        assert worklist(pharmacist, Filters(search=text)).total == 0


def test_pages_and_cards_count_the_whole_list(pharmacist, live_people, need_of, key):
    states = [live_people("Z99001") for _ in range(7)]
    for number, state in enumerate(states):
        need_of(
            state,
            "SMR01B",
            red_flag=number == 0,
            progress={1: "done_awaiting_extract", 2: "done_not_counted"}.get(number, ""),
        )
    claim(pharmacist, [states[3].person_id], key())
    pages = [worklist(pharmacist, page=n, per_page=3) for n in (1, 2, 3)]
    assert sorted(person for page in pages for person in people(page)) == sorted(s.person_id for s in states)
    assert [card.count for card in pages[0].cards] == [1, 6, 1, 1, 1]
    assert worklist(pharmacist, page=99, per_page=3).number == 3


def test_an_empty_list_says_why(sharing, post_of, live_people, need_of):
    sharing()
    need_of(live_people("Z99001"), "SMR01B")
    page = worklist(post_of("link_worker"))
    assert "link worker" in page.empty_because and not page.can_fill and page.cards == ()
    page = worklist(post_of("clinical_director"))
    assert "how many people wait" in page.empty_because and not page.can_fill and page.cards == ()
    assert worklist(post_of("pcn_manager")).empty_because == "This role sees numbers, not people."
    Need.objects.all().delete()
    page = worklist(post_of("clinical_pharmacist"))
    assert "Structured medication review" in page.empty_because and page.can_fill


@pytest.mark.hazard("H10", "lists and exports say who is under 16, by the date in London")
@pytest.mark.parametrize(
    ("moment", "flagged"), [("2026-03-31T23:59", True), ("2026-04-01T00:01", False)]
)  # British Summer Time: in UTC the birthday begins an hour later
def test_under_16_turns_at_midnight_in_london(live_people, clock_at, moment, flagged):
    child = live_people("Z99001", birth_date=date(2010, 4, 1), contact_needs=["Speaks Polish"])
    clock_at(moment)
    assert contact_flags(child) == (("Under 16",) if flagged else ()) + ("Speaks Polish",)
