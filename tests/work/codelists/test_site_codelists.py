"""A published list in the place of ours: previewed, decided once, in use from the next night on."""

from __future__ import annotations

from pathlib import Path

import pytest

from openpcn.codes import Library, codelist, core_codelists
from openpcn.codes.library import install
from openpcn.rules import catalogue
from openpcn.rules.catalogue.edition import Edition, using
from openpcn.rules.language.altering import altered
from openpcn.work import night, submissions
from openpcn.work.access.models import AuditEvent
from openpcn.work.codelists import in_use
from openpcn.work.codelists.deciding import accept, decline
from openpcn.work.codelists.errors import CodelistChangeError
from openpcn.work.codelists.models import SiteCodelist
from openpcn.work.codelists.proposing import propose
from openpcn.work.worklists.models import Need

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]

LIST = "frailty_severe"
OTHER = "38341003"  # hypertension: nobody in the small practice has it


@pytest.fixture(autouse=True)
def core_lists_afterwards():
    in_use._library.cache_clear()  # keyed by primary keys, which every test counts from one
    yield
    install(Library())


@pytest.fixture
def live(one_night):
    return one_night


def write(folder: Path, *codes: str, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_text("code,term\n" + "".join(f"{code},Term of {code}\n" for code in codes))
    return path


def changes(row: SiteCodelist) -> dict[tuple[str, str], tuple[int, int, int, int]]:
    return {
        (one["definition"], one["word"]): (one["before"], one["after"], one["gained"], one["lost"])
        for one in row.preview["changes"]
    }


@pytest.mark.hazard(
    "H02", "a changed codelist shows whom each register gains and loses before it is accepted"
)
def test_a_proposal_counts_who_is_gained_and_lost_and_changes_nothing(live, tmp_path):
    before = submissions.state()
    (row,) = propose(write(tmp_path, OTHER), by="test", as_id=LIST).proposals
    assert changes(row)["severe_frailty", "member"] == (12, 0, 0, 12)
    assert changes(row)["SMR01B", "due"] == (12, 0, 0, 12)
    assert row.preview["added"] == [[OTHER, f"Term of {OTHER}"]]
    assert codelist(LIST).ids == core_codelists()[LIST].ids
    after = submissions.state()
    assert {key: after[key] for key in ("snapshot", "work")} == {
        key: before[key] for key in ("snapshot", "work")
    }


def test_a_preview_runs_definitions_as_this_site_does(live, tmp_path):
    elsewhere = altered(catalogue.definition("severe_frailty"), {"codelist_frailty_severe": "frailty_mild"})
    with using(Edition(altered={"severe_frailty": elsewhere})):
        (row,) = propose(write(tmp_path, OTHER), by="test", as_id=LIST).proposals
    assert ("severe_frailty", "member") not in changes(row), "here it reads another list"
    assert changes(row)["SMR01B", "due"] == (12, 0, 0, 12)


def test_a_large_change_needs_a_reason_and_takes_effect_with_the_next_night(live, tmp_path):
    (row,) = propose(write(tmp_path, OTHER), by="test", as_id=LIST).proposals
    with pytest.raises(CodelistChangeError, match="say why"):
        accept(row.pk, reason=" ", by="test")
    accept(row.pk, reason="A test of the test list", by="test")
    assert in_use.of_live() == {} and Need.objects.filter(definition="SMR01B").exists()
    in_use.use_lists_of_live()
    assert OTHER not in codelist(LIST).ids, "pages explain the live record with the lists it was run with"
    night.run([live.write(tmp_path / "second", "2026-02-10")], by="test")
    live_id = submissions.live_snapshot_id()
    assert in_use.of_live() == {LIST: row.pk} and codelist(LIST).ids == {OTHER}
    assert not Need.objects.filter(snapshot_id=live_id, definition="SMR01B").exists()
    actions = list(AuditEvent.objects.values_list("action", flat=True))
    assert actions.count("codelist_proposed") == 1 and actions.count("codelist_accepted") == 1


def test_a_proposal_is_decided_once(live, tmp_path):
    (row,) = propose(write(tmp_path, OTHER), by="test", as_id=LIST).proposals
    decline(row.pk, reason="", by="test")
    with pytest.raises(CodelistChangeError, match="decided already"):
        accept(row.pk, reason="x", by="test")
    assert in_use.accepted() == {}


def test_another_person_than_the_proposer_accepts_a_list(tmp_path, riverbank, post_of):
    manager = post_of("pcn_manager")
    (row,) = propose(write(tmp_path, OTHER), by="", post=manager, as_id=LIST).proposals
    with pytest.raises(CodelistChangeError, match="another person decides"):
        accept(row.pk, reason="x", by="", post=manager)
    assert accept(row.pk, reason="x", by="", post=post_of("clinical_director")).state == SiteCodelist.ACCEPTED


def test_a_later_version_supersedes_the_accepted_one(live, tmp_path):
    ids = sorted(core_codelists()[LIST].ids)
    for number, codes in enumerate(([*ids, OTHER], [*ids, OTHER, "697930002"])):
        (row,) = propose(write(tmp_path, *codes), by="test", as_id=LIST, version=str(number)).proposals
        accept(row.pk, reason="", by="test")
    states = SiteCodelist.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [SiteCodelist.SUPERSEDED, SiteCodelist.ACCEPTED]


def test_a_preview_of_an_older_record_is_made_anew_before_anybody_decides(live, tmp_path):
    (row,) = propose(write(tmp_path, OTHER), by="test", as_id=LIST).proposals
    night.run([live.write(tmp_path / "second", "2026-02-10")], by="test")
    with pytest.raises(CodelistChangeError, match="look again"):
        accept(row.pk, reason="x", by="test")
    accept(row.pk, reason="x", by="test")


def test_a_reference_set_finds_its_list_by_itself_and_is_official(tmp_path, riverbank):
    name = "nhsd-primary-care-domain-refsets-sevfrail_cod.csv"
    (row,) = propose(write(tmp_path, "925861000000102", name=name), by="test").proposals
    assert (row.list_id, row.status, row.preview["snapshot"]) == (LIST, "official", "")


def test_a_list_that_nothing_reads_can_be_accepted_all_the_same(live, tmp_path):
    unread = next(
        one.id
        for one in core_codelists().values()
        if not any(one.id in {each.id for each in catalogue.codelists_of(d)} for d in catalogue.definitions())
    )
    (row,) = propose(write(tmp_path, OTHER), by="test", as_id=unread).proposals
    assert row.preview["changes"] == [] and row.preview["snapshot"] == submissions.live_snapshot_id()
    assert accept(row.pk, reason="", by="test").state == SiteCodelist.ACCEPTED


@pytest.mark.parametrize(
    ("codes", "as_id", "why"),
    [
        (["8787811000001100"], LIST, "must have been 8787811000001101"),
        ([OTHER], "", "--as hypertension"),
        (["XE0Uc"], LIST, "CTV3"),
    ],
)
def test_what_cannot_stand_in_is_refused_with_what_to_do(tmp_path, riverbank, codes, as_id, why):
    with pytest.raises(CodelistChangeError, match=why):
        propose(write(tmp_path, *codes), by="test", as_id=as_id)
    assert not SiteCodelist.objects.exists()
