"""The crew's Pipeline as it is typed: checked, and looked for in the source of their script."""

import ast
import os
import re
from collections.abc import Iterator
from keyword import iskeyword
from pathlib import Path

from stackplan.core.errors import StackplanError
from stackplan.core.text import printable
from stackplan.files.disk_errors import disk_error
from stackplan.files.exports.pipeline_finder import (
    EXIT_GUARD,
    GUARD,
    PipelineFinder,
    distinct,
    ending_line,
    none_words,
    several_words,
    sources_of,
    starting_line,
    syntax_words,
)
from stackplan.files.paths import absolute

# What Python can import by its name, and pickle what it holds.
_MODULE = re.compile("[A-Za-z0-9_-]+")


def checked_pipeline(text: str) -> str:
    """Give what is typed for the pipeline back if it can be meant; else raise a `StackplanError`.

    ``module:name``, ``path/file.py`` or ``path/file.py:name``. The disk is not asked.
    """
    path, name = _parts(text)
    stem = Path(path).stem
    if path and not _MODULE.fullmatch(stem):
        raise StackplanError(
            f"Python cannot import {printable(Path(path).name)} by this name; rename it, for"
            " example to run_spyral.py."
        )
    names = [] if path else [*text.partition(":")[0].split("."), name]
    names += [name] if path and name else []
    if all(word.isidentifier() and word.isascii() and not iskeyword(word) for word in names):
        return text
    what = f"'{printable(text)}' names no Pipeline" if text else "The pipeline is not named"
    raise StackplanError(f"{what}; write for example run_spyral.py or my_pipeline:make_pipeline.")


def _parts(text: str) -> tuple[str, str]:
    """Take what is typed apart: the path of a file, if one is named, and the name in it."""
    path, _, name = text.rpartition(":")
    if text.endswith(".py"):
        return text, ""
    return (path, name) if path.endswith(".py") else ("", text.partition(":")[2])


def script_of(text: str) -> str:
    """Absolute path of the script that is typed for the pipeline; empty for ``module:name``."""
    path, _ = _parts(text)
    return absolute(path) if path else ""


def pipeline_of(text: str) -> str:
    """Give ``module:name`` for what is typed, or ``module`` where its file has to be looked for.

    A file that is not here is for `pipeline_warnings`. Raises `StackplanError` if it cannot be
    meant, or a file is no Python or has several Pipelines or none; `DiskError` if a file cannot be
    read.
    """
    path, name = _parts(checked_pipeline(text))
    if not path:
        return text
    module = Path(path).stem
    if name or not os.path.lexists(absolute(path)):
        return f"{module}:{name}" if name else module
    tree = _parsed(absolute(path))
    candidates = distinct(PipelineFinder(tree).candidates())
    if len(candidates) > 1:
        names = [candidate.words for candidate in candidates]
        raise StackplanError(several_words(printable(path), names))
    if candidates:
        return f"{module}:{candidates[0].name}"
    if PipelineFinder(tree).hidden()[0]:
        raise StackplanError(none_words(printable(path), tree))
    return module  # another module may make it: the script looks again when it has imported this


def candidates_in(path: str) -> list[str]:
    """List what a file offers: ``pipe``, ``make_pipeline``; in the order of the file.

    Raises `StackplanError` if the file cannot be read, is no Python, or offers nothing.
    """
    tree = _parsed(path)
    found = [candidate.name for candidate in PipelineFinder(tree).candidates()]
    if not found:
        raise StackplanError(none_words(printable(os.path.basename(path)), tree))
    return found


def _parsed(path: str) -> ast.Module:
    """Read the source of a file, and run nothing of it."""
    try:
        return ast.parse(Path(path).read_bytes())
    except OSError as error:
        raise disk_error(error, path) from error
    except (SyntaxError, ValueError) as error:
        # Up to Python 3.11.3 a null character is a `ValueError`.
        fault = error if isinstance(error, SyntaxError) else SyntaxError(str(error))
        raise StackplanError(syntax_words(printable(path), fault)) from error


def crew_file(text: str, folder: str = "") -> str:
    """Path of the crew's module, of what is typed for the pipeline; empty if it is not here.

    It is looked for in the folder that the script goes to, in this one, and on PYTHONPATH.
    """
    path, _ = _parts(text)
    if path:
        return script_of(text) if os.path.isfile(script_of(text)) else ""
    on_path = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    folders = [place for place in (folder, os.curdir, *on_path) if place]
    module = text.partition(":")[0]
    try:
        files = list(sources_of(module, folders))
    except OSError as error:
        raise disk_error(error, str(error.filename or module)) from error
    return absolute(str(files[-1])) if files else ""


def spare_crew_file(text: str, path: str) -> None:
    """Refuse to write an export over the crew's own script, with a `StackplanError`."""
    file = crew_file(text, os.path.dirname(absolute(path))) if text else ""
    if file and os.path.realpath(file) == os.path.realpath(absolute(path)):
        raise StackplanError(
            f"{printable(path)} is your own script; choose another name for the exported one."
        )


def pipeline_warnings(text: str, folder: str) -> Iterator[str]:
    """Say what would keep the crew's module from being used; it may still be mended or moved.

    `text` has passed `checked_pipeline`; `folder` is where the script goes to, empty if not known.
    """
    if not text:
        return
    typed, name = _parts(text)
    module = Path(typed).stem if typed else text.partition(":")[0]
    file = crew_file(text, folder)
    if not file:
        shown = printable(typed) if typed else f"{module.replace('.', '/')}.py"
        yield (
            f"{shown} is not here; before the exported script starts, put it beside that script, or"
            " its folder on PYTHONPATH."
        )
        return
    root = os.path.dirname(file)
    on_path = [absolute(place) for place in os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    if typed and folder and root != folder and root not in on_path:
        yield (
            f"{printable(file)} is in another folder than the script; put it there, or its folder"
            " on PYTHONPATH."
        )
    yield from _source_warnings(file, name)


def _source_warnings(file: str, name: str) -> Iterator[str]:
    """Say what the source of the crew's module shows."""
    shown = printable(os.path.basename(file))
    try:
        tree = _parsed(file)
    except StackplanError as error:
        yield str(error)
        return
    if line := starting_line(tree):
        yield f"{shown}, line {line}, starts the analysis when imported; {GUARD}"
    if line := ending_line(tree):
        yield f"{shown}, line {line}, ends the program when imported; {EXIT_GUARD}"
    known = PipelineFinder(tree).candidates()
    if not known and not name:
        yield f"{shown} shows no Pipeline; the exported script looks again when it starts."
    elif known and name and name not in _bound(tree):
        words = ", ".join(candidate.words for candidate in known)
        yield f"{shown} has no {name}; there is {words}."


def _bound(tree: ast.Module) -> set[str]:
    """Names that a module may have, wherever in it they are given a value."""
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    names |= {node.name for node in ast.walk(tree) if isinstance(node, defined)}
    imports = (n for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom))
    return names | {alias.asname or alias.name for node in imports for alias in node.names}
