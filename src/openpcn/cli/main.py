"""The command line: one Typer application, a file per family of commands.

A command prints its result to standard output, as words or as data (``--json``), and progress, hints and
reasons to standard error. Exit status: 0 done, 1 refused or failed with a one-line reason, 2 the command was
called wrongly, 3 done in part (``ingest`` only).
"""

from __future__ import annotations

import sys

import typer

from openpcn.cli import (
    ask,
    bench,
    codelist,
    contract,
    demo,
    develop,
    identity,
    leave,
    manifest,
    network,
    night,
    published,
    reference,
    retention,
    site,
    synth,
    undo,
    watch,
)

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
watch.register(app)
manifest.register(app)
undo.register(app)
ask.register(app)
synth.register(app)
site.register(app)
develop.register(app)

bench.register(app)
reference.register(app)
app.add_typer(network.app, name="network")
app.add_typer(identity.app, name="identity")
app.add_typer(codelist.app, name="codelist")
app.add_typer(contract.app, name="contract")
app.command()(retention.retention)
app.add_typer(retention.holds, name="hold")
app.add_typer(leave.app, name="leave")
app.add_typer(published.app, name="published")
app.add_typer(site.users, name="user")


def run() -> None:
    """Run a command; a known fault becomes one line and exit status 1, an unknown one keeps its traceback."""
    try:
        app(prog_name="./openpcn")
    except Exception as fault:
        from openpcn.cli.faults import sentence

        words = sentence(fault, sys.argv[1:])
        if words is None:
            raise
        sys.stderr.write(f"openpcn: {words}\n")
        sys.exit(1)
