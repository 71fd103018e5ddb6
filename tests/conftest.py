"""Shared by every test: its own data directory, a fixed clock, and small factories for the work floor."""

from __future__ import annotations

import importlib.util
import itertools
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from openpcn.terms import clock, person_key
from openpcn.terms.scope import Purpose

if TYPE_CHECKING:
    from openpcn.work.access.models import Post
    from openpcn.work.network.models import Agreement, Network
    from openpcn.work.people.models import PersonState

NOW = "2026-02-10T09:00"  # in the contract year whose rules are best known
SNAPSHOT = "20260210T010000-test"
SHARED = Path(__file__).resolve().parents[2] / "shared"


#: The files that take longest begin first, so that no process is left with one while the others are done.
LONGEST = ("work/night/test_night_killed.py", "web/test_access_sweep.py", "record/store/test_commit.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; the order within each stays."""
    tests = Path(__file__).parent
    first = {str(tests / name): place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: first.get(str(item.path), len(first)))


@pytest.fixture(autouse=True)
def site_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty OPENPCN_HOME of this test's own, the demonstration's clock, and no other surroundings."""
    home = tmp_path / "home"
    monkeypatch.setenv("OPENPCN_HOME", str(home))
    monkeypatch.setenv("OPENPCN_NOW", NOW)
    for name in ("OPENPCN_ENV", "OPENPCN_CRASH_AT", "OPENPCN_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.fixture
def clock_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], datetime]:
    """Move the clock: ``clock_at("2026-02-11T10:00")``."""

    def move(moment: str) -> datetime:
        monkeypatch.setenv("OPENPCN_NOW", moment)
        return clock.now()

    return move


@pytest.fixture
def shared() -> Path:
    """The public data beside the checkout; skips plainly where they are not."""
    if not (SHARED / "data").is_dir():
        pytest.skip(f"the public data are not here: {SHARED}")
    return SHARED


@pytest.fixture(scope="session", autouse=True)
def _no_permissions_of_djangos() -> None:
    """Nothing asks for them, and a test that empties the database would wait for them to be made again."""
    from django.contrib.auth.management import create_permissions
    from django.contrib.contenttypes.management import create_contenttypes
    from django.db.models.signals import post_migrate

    post_migrate.disconnect(
        create_permissions, dispatch_uid=f"{create_permissions.__module__}.create_permissions"
    )
    post_migrate.disconnect(create_contenttypes)


@pytest.fixture(autouse=True)
def _quick_passwords(request: pytest.FixtureRequest) -> Iterator[None]:
    """Hashing a password slowly is the point in production and none in a test."""
    if "db" not in request.fixturenames and "transactional_db" not in request.fixturenames:
        yield
        return
    settings = request.getfixturevalue("settings")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    yield


@pytest.fixture
def riverbank(db: None) -> Network:
    """The fictional network, ours, with practices Z99001, Z99002 and Z99003; no agreement."""
    from openpcn.work.network.membership import choose_network
    from openpcn.work.network.models import Membership, Network, Practice

    network = Network.objects.create(code="U99999", name="Riverbank PCN", is_fictional=True)
    for ods, name, system in (
        ("Z99001", "Mill Lane Surgery", "EMIS"),
        ("Z99002", "Weir Road Practice", "TPP SystmOne"),
        ("Z99003", "Ferry House", "EMIS"),
    ):
        practice = Practice.objects.create(
            ods=ods, name=name, name_key=name.lower(), clinical_system=system, is_fictional=True
        )
        Membership.objects.create(practice=practice, network=network, starts=date(2019, 7, 1))
    return choose_network(network.code)


@pytest.fixture
def sharing(riverbank: Network) -> Callable[..., Agreement]:
    """Register an agreement: ``sharing()`` of all three practices for all purposes."""
    from openpcn.work.network.agreements import agree

    def make(
        practices: Iterable[str] = ("Z99001", "Z99002", "Z99003"),
        purposes: Iterable[Purpose] = (Purpose.INDIVIDUAL_CARE, Purpose.RISK_STRATIFICATION),
        ends: date | None = None,
    ) -> Agreement:
        return agree(
            riverbank,
            "Sharing agreement",
            list(practices),
            list(purposes),
            starts=date(2025, 4, 1),
            review_on=date(2026, 9, 30),
            ends=ends,
        )

    return make


@pytest.fixture
def post_of(riverbank: Network) -> Callable[..., Post]:
    """Somebody with a post: ``post_of("clinical_pharmacist")``, ``post_of("receptionist", "Z99001")``."""
    from openpcn.work.access.models import Post, Staff
    from openpcn.work.access.roles import SEES, Role

    numbers = itertools.count(1)

    def make(role: str, organisation: str | None = None, *, until: datetime | None = None) -> Post:
        word = Role(role)
        place = organisation or ("U99999" if "network" in SEES[word].at else "Z99001")
        number = next(numbers)
        staff = Staff.objects.create_user(
            f"{role}.{number}", "a long enough password", display_name=f"{word.label} {number}"
        )
        return Post.objects.create(
            staff=staff,
            role=word,
            organisation=place,
            since=datetime(2025, 4, 1, tzinfo=clock.LONDON),
            until=until,
        )

    return make


@pytest.fixture
def live_people(riverbank: Network) -> Callable[..., PersonState]:
    """Put somebody into the live snapshot: ``live_people("Z99001", sharing_objection=True)``."""
    from openpcn.work.people.keys import name_key
    from openpcn.work.people.models import LiveSnapshot, Person, PersonState

    LiveSnapshot.objects.get_or_create(pk=1, defaults={"snapshot_id": SNAPSHOT, "live_from": clock.now()})
    numbers = itertools.count(1)

    def make(practice: str, **fields: Any) -> PersonState:
        number = next(numbers)
        family, given = fields.pop("family_name", f"Testperson{number}"), fields.pop("given_name", "Alex")
        person = Person.objects.create(id=person_key.person_id(b"test", f"nhs:{number}"))
        return PersonState.objects.create(
            **{
                "snapshot_id": SNAPSHOT,
                "person": person,
                "practice": practice,
                "family_name": family,
                "given_name": given,
                "family_key": name_key(family),
                "given_key": name_key(given),
                "birth_date": date(1950, 5, 1),
                "sex": "female",
                "registered_on": date(2010, 1, 1),
                **fields,
            }
        )

    return make


@cache
def _small_practice() -> ModuleType:
    """The module beside this one: tests are not importable by name."""
    path = Path(__file__).with_name("small_practice.py")
    spec = importlib.util.spec_from_file_location("small_practice", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def small_practice() -> Callable[..., Any]:
    """A practice of frail people, to be changed and written as a submission: ``small_practice("Z99001")``."""
    made: Callable[..., Any] = _small_practice().frail_practice
    return made


#: Folders whose tests are about what is done with outcomes, whichever definitions gave them.
ON_A_SMALL_CATALOGUE = ("work", "cli", "faults")


@pytest.fixture(autouse=True)
def _small_catalogue(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below the pages tests run on the few definitions they speak of, unless they ask for every one."""
    folder = request.path.relative_to(Path(__file__).parent).parts[0]
    if folder in ON_A_SMALL_CATALOGUE and request.node.get_closest_marker("whole_catalogue") is None:
        _small_practice().use_small_catalogue(monkeypatch.setattr)
