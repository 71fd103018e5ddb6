"""The fictional network of a demonstration, from the description that the synthetic data come with."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from openpcn.record.home import home
from openpcn.record.reference import load_postcodes
from openpcn.terms import clock, ods
from openpcn.work.network import agreements, names
from openpcn.work.network.directory import write_words
from openpcn.work.network.errors import NetworkError
from openpcn.work.network.membership import choose_network
from openpcn.work.network.models import Membership, Network, Practice
from openpcn.work.network.sharing import SHAREABLE

_SYSTEMS = {"emis": "EMIS", "systmone": "TPP SystmOne"}
_SINCE = date(2019, 7, 1)  # the first day of Primary Care Networks
_AGREED = date(2025, 4, 1)
_REVIEW = date(2026, 9, 30)


def load_fictional(path: Path) -> Network:
    """Load ``network.json`` (or the folder that holds it), make that network this site's, agree to share.

    All its practices share for individual care and for finding people who would benefit. The look-up of its
    postcodes is loaded where it lies beside the description.
    Run again, it changes nothing. Raises NetworkError for codes that are not fictional ones: a demonstration
    never names a real practice.
    """
    file = path / "network.json" if path.is_dir() else path
    if not file.is_file():
        raise NetworkError(f"{file}: no such file. ./openpcn synth writes it beside the extracts")
    described = json.loads(file.read_text())
    codes = [described["network"]["code"], *(p["code"] for p in described["practices"])]
    if real := [code for code in codes if not ods.is_fictional(code)]:
        raise NetworkError(f"{file.name}: {', '.join(real)} is not a fictional code (U99..., Z99...)")
    with transaction.atomic():
        network = _network(described)
        choose_network(network.code)
        _agree(network, codes[1:])
    postcodes = file.parent / "reference" / "postcodes.csv"
    if postcodes.is_file():
        load_postcodes(postcodes, home())
    network.refresh_from_db()
    return network


def _network(described: dict[str, Any]) -> Network:
    network, _ = Network.objects.update_or_create(
        code=described["network"]["code"],
        defaults={
            "name": described["network"]["name"],
            "opened": _SINCE,
            "icb_name": "Fictional Integrated Care Board",
            "is_fictional": True,
        },
    )
    practices = []
    as_at = date.fromisoformat(described["as_at"]) if "as_at" in described else clock.today()
    for row in described["practices"]:
        practice, _ = Practice.objects.update_or_create(
            ods=row["code"],
            defaults={
                "name": row["name"],
                "name_key": names.key(row["name"]),
                "postcode": names.postcode(row.get("postcode", "")),
                "postcode_key": names.postcode_key(row.get("postcode", "")),
                "clinical_system": _SYSTEMS.get(row["system"], row["system"]),
                "icb_name": network.icb_name,
                "list_size": row.get("list_size"),
                "list_size_on": as_at,
                "is_fictional": True,
            },
        )
        Membership.objects.update_or_create(practice=practice, network=network, starts=_SINCE)
        practices.append(practice)
    write_words(practices)
    return network


def _agree(network: Network, practices: list[str]) -> None:
    if network.agreements.exists():
        return
    agreements.agree(
        network,
        "Riverbank sharing agreement",
        practices,
        list(SHAREABLE),
        starts=_AGREED,
        review_on=_REVIEW,
    )
