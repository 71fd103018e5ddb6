"""The command line: one Typer application, a file per family of commands.

A command prints words to standard error and data (``--json``) to standard output. Exit status: 0 done,
1 refused or failed with a one-line reason, 2 the command was called wrongly.
"""

from __future__ import annotations

import sys

import typer

from openpcn.cli import ask, bench, demo, develop, network, night, reference, site, synth

app = typer.Typer(
    name="openpcn",
    help="OpenPCN: one record, find, act, measure. Start with: ./openpcn demo",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

demo.register(app)
night.register(app)
ask.register(app)
synth.register(app)
site.register(app)
develop.register(app)

bench.register(app)
reference.register(app)
app.add_typer(network.app, name="network")
app.add_typer(site.users, name="user")


def run() -> None:
    """Run a command; a known fault becomes one line and exit status 1, an unknown one keeps its traceback."""
    try:
        app()
    except Exception as fault:
        from openpcn.cli.faults import known

        if not isinstance(fault, known()):
            raise
        sys.stderr.write(f"openpcn: {fault}\n")
        sys.exit(1)
