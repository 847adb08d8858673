"""Options about what is known besides sizes: weights, times of earlier runs, good runs."""

import argparse
from collections.abc import Callable


def add_knowledge(plan: argparse.ArgumentParser, name: Callable[[str], str]) -> None:
    """Add what `plan` may know of runs; `name` reads the name of a file."""
    plan.add_argument(
        "--weight",
        choices=["bytes", "events", "seconds"],
        default="bytes",
        help="what a load counts; default: bytes",
    )
    plan.add_argument(
        "--history",
        type=name,
        metavar="WORKSPACE",
        help="a workspace of Spyral that tells what runs took",
    )
    plan.add_argument(
        "--good-runs",
        type=name,
        metavar="FILE",
        help="a list of runs, or the CSV of attpc-daq: what is not good is skipped",
    )


def add_rest(rest: argparse.ArgumentParser, name: Callable[[str], str], output_help: str) -> None:
    """Add the arguments of `rest`."""
    rest.add_argument("plan", type=name, metavar="PLAN", help="a plan file")
    rest.add_argument("workspace", type=name, metavar="WORKSPACE", help="Spyral's workspace")
    rest.add_argument("--output", type=name, default="-", metavar="FILE", help=output_help)
