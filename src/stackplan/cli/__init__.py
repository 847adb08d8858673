"""The command line: the same functions as the window, without Qt and without matplotlib."""

from collections.abc import Sequence

from stackplan.cli.commands import (
    COMMANDS,
    DISK,
    INTERRUPTED,
    NO_PLAN,
    OK,
    USAGE,
    GuiHooks,
    complain,
)
from stackplan.cli.parser import UsageError, make_parser
from stackplan.core.errors import DiskError, StackplanError
from stackplan.files.process import write_out

__all__ = ["COMMANDS", "GuiHooks", "run"]


def run(argv: Sequence[str], hooks: GuiHooks) -> int:
    """Carry out a command, the words after the program's name, and give the exit code.

    The one place where the command line turns errors into words.
    """
    try:
        return _carry_out(argv, hooks)
    except KeyboardInterrupt:
        return INTERRUPTED
    except StackplanError as error:
        complain(str(error))
        if isinstance(error, DiskError):
            return DISK
        return USAGE if isinstance(error, UsageError) else NO_PLAN


def _carry_out(argv: Sequence[str], hooks: GuiHooks) -> int:
    try:
        arguments = make_parser().parse_args(argv)
    except SystemExit as stop:  # argparse has said what it had to say
        if stop.code:
            return USAGE
        write_out(b"")
        return OK
    return COMMANDS[arguments.action](arguments, hooks)
