"""What the tests of the rules share: people made from definitions."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # for ``from generated_people import people``
