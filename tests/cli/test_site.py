"""Setting up a site and keeping it: what init does and refuses, agreements and accounts at the machine."""

from __future__ import annotations

import csv
import json

import pytest
from django.contrib.auth import authenticate
from typer.testing import CliRunner

from openpcn.cli import django_setup
from openpcn.cli.agreement import Shared
from openpcn.cli.main import app
from openpcn.work.access.errors import AccessError
from openpcn.work.access.models import AuditEvent, Post, Staff
from openpcn.work.access.setting_up import choose_network
from openpcn.work.access.staff import live_posts
from openpcn.work.network.agreements import end_sharing
from openpcn.work.network.choosing import find_network
from openpcn.work.network.directory import import_directory
from openpcn.work.network.errors import NetworkError
from openpcn.work.network.membership import our_network
from openpcn.work.network.models import Agreement, Membership, Network, Practice
from openpcn.work.network.sharing import SHAREABLE, live_parties

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery staple"
HEADER = (
    "Partner Organisation Code,Partner Name,Practice Parent Sub ICB Location Code,"
    "Practice Parent Sub ICB Location Name,PCN Code,PCN Name,PCN Parent Sub ICB Location Code,"
    "PCN Parent Sub ICB Location Name,Practice to PCN Relationship Start Date,"
    "Practice to PCN Relationship End Date,Practice Sub ICB and PCN Sub ICB Match?"
).split(",")


@pytest.fixture(autouse=True)
def _this_database(monkeypatch):
    """The test's own database has its tables already."""
    monkeypatch.setattr(django_setup, "migrate", lambda: None)
    monkeypatch.setattr(django_setup, "start", lambda: None)
    monkeypatch.setenv("OPENPCN_PASSWORD", PASSWORD)


@pytest.fixture
def folder(tmp_path):
    icb = ("16C", "NHS NORTH EAST ICB - 16C")
    rows = [
        (practice, f"SURGERY {practice}", *icb, code, name, *icb, "20190701", ends, "TRUE")
        for practice, code, name, ends in (
            ("A81001", "U89141", "STOCKTON PCN", ""),
            ("A81002", "U89141", "STOCKTON PCN", ""),
            ("A81003", "U07032", "NORTH STOCKTON PCN", ""),
            ("A81004", "U11111", "BILLINGHAM PCN", ""),
            ("A81005", "U22222", "LEFT PCN", "20200331"),
        )
    ]
    made = tmp_path / "directory"
    made.mkdir()
    with (made / "core.csv").open("w", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    return made


def run(*arguments):
    """A command in this process: what it printed. A refusal is raised."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def init(folder, pcn="U89141", *more):
    return run("init", "--pcn", pcn, "--manager", "sam", "--name", "Sam Field", "--directory", folder, *more)


def nothing_is_there():
    tables = (Network, Practice, Membership, Staff, Post, Agreement, AuditEvent)
    return not any(table.objects.exists() for table in tables)


def test_init_sets_a_site_up_and_says_what_is_shared(folder):
    said = init(folder, "U89141", "--agreement-until", "2027-03-31", "--agreement-review", "2026-09-30")
    assert our_network().code == "U89141"
    assert "finding people" in said and "2027-03-31" in said
    assert [(p.role, p.organisation) for p in live_posts(Staff.objects.get())] == [("pcn_manager", "U89141")]
    agreement = Agreement.objects.get()
    assert (str(agreement.ends), str(agreement.review_on)) == ("2027-03-31", "2026-09-30")
    shared = set(agreement.parties.values_list("practice_id", "purpose"))
    assert shared == {(p, w) for p in ("A81001", "A81002") for w in SHAREABLE}
    audited = AuditEvent.objects.order_by("pk")
    assert [event.action for event in audited] == [
        "directory_imported", "network_chosen", "post_granted", "agreement_registered",
    ]  # fmt: skip
    assert all(event.staff.startswith("command line (") for event in audited)


@pytest.mark.parametrize(
    "pcn, more, password, said",
    [
        ("U89149", [], PASSWORD, "U89141  Stockton PCN, 2 practices"),
        ("U22222", [], PASSWORD, "no practice today"),
        ("U89141", ["--agreement-until", "soon"], PASSWORD, "expected a day"),
        ("U89141", ["--agreement-until", "2026-01-01"], PASSWORD, "has passed"),
        (
            "U89141",
            ["--agreement-until", "2027-01-01", "--agreement-review", "2027-02-01"],
            PASSWORD,
            "agreement-review",
        ),
        ("U89141", ["--agreement-review", "2027-02-01"], PASSWORD, "agreement-until"),
        ("U89141", ["--directory", "not-there"], PASSWORD, "no such file"),
        ("U89141", [], "short", "the password is not accepted"),
    ],
)
def test_a_failed_init_changes_nothing(folder, monkeypatch, pcn, more, password, said):
    monkeypatch.setenv("OPENPCN_PASSWORD", password)
    with pytest.raises(Exception, match=said):
        init(folder, pcn, *more)
    assert nothing_is_there()


def test_a_second_init_is_refused_and_leaves_the_network(folder):
    init(folder)
    with pytest.raises(AccessError, match="set up already"):
        run("init", "--pcn", "U11111", "--manager", "pat", "--name", "Pat Rowe")
    assert our_network().code == "U89141"


@pytest.mark.parametrize(
    "asked, code",
    [
        ("u07032", "U07032"),
        ("A81003", "U07032"),
        ("billing", "U11111"),
        ("stockton north", "U07032"),
        ("Stockton PCN", "U89141"),
    ],
)
def test_a_network_is_named_by_code_practice_or_name(folder, asked, code):
    import_directory(folder)
    assert find_network(asked).code == code


@pytest.mark.parametrize(
    "asked, said",
    [
        ("stockton", r"2 open networks.*\n  U07032  North Stockton PCN, 1 practices\n  U89141"),
        ("Bilingham", "no open network has this in its name.*\n  U11111"),
        ("A81009", "no practice of the directory.*\n  U"),
        ("A81005", "in no network today"),
        ("left", "no open network"),
    ],
)
def test_who_is_not_found_is_told_the_nearest(folder, asked, said):
    import_directory(folder)
    with pytest.raises(NetworkError, match=said):
        find_network(asked)


def test_an_empty_directory_is_said_to_be_empty():
    with pytest.raises(NetworkError, match="network import"):
        find_network("U89141")


def test_a_site_that_holds_something_is_not_moved(folder, live_people):
    import_directory(folder)  # the fixture's network is this site's; nobody holds a post
    live_people("Z99001")
    with pytest.raises(AccessError, match="a live record"):
        choose_network("U89141", by="test")
    assert our_network().code == "U99999" and not AuditEvent.objects.exists()


def test_a_site_where_somebody_holds_a_post_is_not_moved(folder):
    init(folder)
    with pytest.raises(AccessError, match="1 posts"):
        choose_network("U11111", by="test")
    assert choose_network("U89141", by="test") == our_network()
    Post.objects.all().delete()
    assert choose_network("U11111", by="test") == our_network(), "nothing is held: it may be moved"


def test_agreements_are_registered_listed_and_joined_again(riverbank):
    run(
        "agreement", "add", "--purpose", "individual_care", "--purpose", "risk_stratification",
        "--from", "2026-01-01", "--review", "2026-12-01", "--until", "2027-03-31",
        "--practice", "Z99001", "--practice", "z99002",
    )  # fmt: skip
    (listed,) = json.loads(run("agreement", "list", "--json"))
    assert listed["live"] and (listed["starts"], listed["ends"]) == ("2026-01-01", "2027-03-31")
    assert {party["practice"] for party in listed["parties"]} == {"Z99001", "Z99002"}
    care = SHAREABLE[0]
    end_sharing("Z99001", care, by="test")
    run("agreement", "join", "--practice", "Z99001", "--purpose", "individual_care")
    sharing = live_parties(care, AuditEvent.objects.latest("pk").at).values_list("practice_id", flat=True)
    assert sorted(sharing) == ["Z99001", "Z99002"]
    with pytest.raises(NetworkError, match="already a party"):
        run("agreement", "join", "--practice", "Z99001", "--purpose", "individual_care")
    with pytest.raises(NetworkError, match="not a practice of"):
        run("agreement", "join", "--practice", "Z99009", "--purpose", "individual_care")
    assert "Z99001  individual_care since" in run("agreement", "list")
    actions = [event.action for event in AuditEvent.objects.order_by("pk")]
    assert actions == ["agreement_registered", "agreement_joined"]


def test_an_agreement_takes_every_member_unless_told_otherwise(riverbank):
    run("agreement", "add", "--purpose", "individual_care", "--review", "2026-12-01")
    assert Agreement.objects.get().parties.count() == 3
    with pytest.raises(NetworkError, match="reviewed on"):
        run("agreement", "add", "--purpose", "individual_care", "--review", "2026-01-01")
    run("agreement", "add", "--purpose", "individual_care", "--review", "2026-12-01")
    with pytest.raises(NetworkError, match="say which"):
        run("agreement", "join", "--practice", "Z99001", "--purpose", "risk_stratification")


def test_the_command_offers_what_can_be_shared():
    assert set(Shared) == {str(purpose) for purpose in SHAREABLE}


def pharmacist():
    return (
        "user", "add", "pat", "--name", "Pat Rowe", "--role", "clinical_pharmacist",
        "--organisation", "U99999", "--granted-by", "sam",
    )  # fmt: skip


@pytest.fixture
def sam(riverbank):
    staff = Staff.objects.create_user("sam", PASSWORD, display_name="Sam Field")
    Post.objects.create(staff=staff, role="pcn_manager", organisation="U99999", since="2025-04-01T00:00Z")
    return staff


def test_ending_a_role_ends_access(sam):
    run(*pharmacist())
    run("user", "grant", "pat", "--role", "receptionist", "--organisation", "Z99001", "--granted-by", "sam")
    pat = Staff.objects.get(username="pat")
    assert live_posts(pat).count() == 2
    run("user", "end", "pat", "--role", "receptionist")
    assert [post.role for post in live_posts(pat)] == ["clinical_pharmacist"]
    run("user", "end", "pat")
    assert not live_posts(pat).exists()
    with pytest.raises(AccessError, match="holds no such role"):
        run("user", "end", "pat")
    people = {row["username"]: row for row in json.loads(run("user", "list", "--json"))}
    assert not any(post["live"] for post in people["pat"]["posts"])
    ended = AuditEvent.objects.filter(action="post_ended")
    assert ended.count() == 2 and all(event.staff.startswith("command line") for event in ended)


def test_the_last_manager_stays(sam):
    with pytest.raises(AccessError, match="only PCN manager"):
        run("user", "end", "sam")
    assert live_posts(sam).exists()


def test_a_new_password_takes_the_place_of_the_old_one(sam, monkeypatch):
    before = sam.get_session_auth_hash()
    monkeypatch.setenv("OPENPCN_PASSWORD", "another horse altogether")
    run("user", "password", "sam")
    sam.refresh_from_db()
    assert authenticate(username="sam", password=PASSWORD) is None
    assert authenticate(username="sam", password="another horse altogether") == sam
    assert sam.get_session_auth_hash() != before, "whoever was signed in is signed out"
    assert AuditEvent.objects.get().action == "password_set"
    monkeypatch.setenv("OPENPCN_PASSWORD", "short")
    with pytest.raises(AccessError, match="not accepted"):
        run("user", "password", "sam")


def test_the_roles_are_listed(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    said = run("user", "add", "--help")
    assert "care_coordinator" in said and "link_worker" in said


def test_reading_the_directory_is_audited(folder):
    run("network", "import", folder)
    event = AuditEvent.objects.get()
    assert event.action == "directory_imported" and event.detail["files"] == ["core.csv"]


@pytest.mark.shared
def test_init_from_the_public_files(shared):
    names = ("epcn_core_partner_details.xlsx", "epraccur_2025.csv")
    more = ["--directory", shared / "data" / names[1], "--agreement-until", "2027-03-31"]
    init(shared / "data" / names[0], "A81001", *more)
    ours = our_network()
    assert ours.code == find_network("a81001").code and not ours.is_fictional
    assert Agreement.objects.get().parties.filter(practice="A81001").count() == 2
    with pytest.raises(NetworkError, match="open networks have this"):
        find_network("north")
    with pytest.raises(NetworkError, match="the directory is loaded"):
        find_network("U00009")
