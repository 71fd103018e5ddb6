"""Who is who across practices: NHS number and date of birth must agree, or nobody is guessed."""

from openpcn.record.identity.assembling import assemble
from openpcn.record.identity.continuity import Carried, NumberChange, number_changes
from openpcn.record.identity.deciding import resolve
from openpcn.record.identity.decisions import Decisions, Merge, Split
from openpcn.record.identity.key import KEY_NAME, IdentityError, site_key
from openpcn.record.identity.kinds import KINDS, Kind
from openpcn.record.identity.placeholders import PLACEHOLDERS
from openpcn.record.identity.superseded import Superseded, SupersededError, read_superseded

__all__ = [
    "KEY_NAME", "KINDS", "PLACEHOLDERS", "Carried", "Decisions", "IdentityError", "Kind", "Merge",
    "NumberChange", "Split", "Superseded", "SupersededError", "assemble", "number_changes", "read_superseded",
    "resolve", "site_key",
]  # fmt: skip
