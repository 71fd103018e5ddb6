"""``python -m openpcn.cli``: what ./openpcn runs."""

from openpcn.cli.main import run

run()
