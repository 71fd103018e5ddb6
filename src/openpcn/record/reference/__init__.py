"""What is published about places and practices: postcodes, deprivation, lists, workforce, indicators.

Nothing here is about a person. Files are loaded by edition and kept side by side; the newest is used, the
older ones stay for what was said then.
"""

from openpcn.record.reference.datasets import DATASETS, Dataset, DatasetError
from openpcn.record.reference.holding import Edition, Fact, editions, facts_of
from openpcn.record.reference.loading import Loaded, day_in_name, load, recognise
from openpcn.record.reference.places import (
    EDITIONS,
    LookupFileError,
    Reference,
    is_postcode_file,
    load_postcodes,
)

__all__ = [
    "DATASETS",
    "EDITIONS",
    "Dataset",
    "DatasetError",
    "Edition",
    "Fact",
    "Loaded",
    "LookupFileError",
    "Reference",
    "day_in_name",
    "editions",
    "facts_of",
    "is_postcode_file",
    "load",
    "load_postcodes",
    "recognise",
]
