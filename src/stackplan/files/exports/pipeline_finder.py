"""Finder of the Pipelines in the source of a crew's script, and of what starts on importing it.

The exported script holds this text, too, so it uses the standard library of Python 3.10 alone.
Nothing is imported or run here.
"""

import ast
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

STARTERS = ("start_pipeline", "start_pipeline_dragon")
GUARD = 'put the call of start_pipeline below: if __name__ == "__main__":'
EXIT_GUARD = 'put what ends it below: if __name__ == "__main__":'
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


# --- the Pipelines ---


class Candidate(NamedTuple):
    """A name of a module that gives a Pipeline: an object, or a function without arguments.

    `source` is the name of the function or object that it has the Pipeline from; empty if it makes
    one itself.
    """

    name: str
    line: int
    is_function: bool
    source: str = ""

    @property
    def words(self) -> str:
        """Write it as Python does."""
        return f"{self.name}()" if self.is_function else self.name


class PipelineFinder:
    """Finds where a module makes Pipelines, by the names that it has them under."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        nodes = list(executed(tree.body, into_classes=False))
        self.classes, self.modules = pipeline_names(tree)
        self.functions = {node.name: node for node in nodes if isinstance(node, ast.FunctionDef)}
        self.objects: dict[str, tuple[int, str]] = {}  # line and source by name
        self.makers: dict[str, str] = {}  # source by name of a function that returns a Pipeline
        found = -1
        while found != len(self.makers) + len(self.objects):  # one may be made by another
            found = len(self.makers) + len(self.objects)
            for name, function in self.functions.items():
                if name not in self.makers and (gives := self.returned(function)) is not None:
                    self.makers[name] = gives
            for name, line, value in assigned(nodes):
                if name not in self.objects and (gives := self.made_by(value)) is not None:
                    self.objects[name] = (line, gives)

    def made_by(self, value: ast.expr | None) -> str | None:
        """Name the function that makes a Pipeline; empty for the class, None if it is none."""
        if isinstance(value, ast.IfExp):
            either = (self.made_by(value.body), self.made_by(value.orelse))
            return next((gives for gives in either if gives is not None), None)
        if not isinstance(value, ast.Call):
            return None
        if self.is_class(value.func):
            return ""
        name = value.func.id if isinstance(value.func, ast.Name) else ""
        return name if name in self.makers else None

    def is_class(self, node: ast.expr) -> bool:
        """Tell whether an expression is the class of Spyral's Pipelines, or one made from it."""
        if isinstance(node, ast.Name):
            return node.id in self.classes
        is_class = isinstance(node, ast.Attribute) and node.attr == "Pipeline"
        while isinstance(node, ast.Attribute):
            node = node.value
        return is_class and isinstance(node, ast.Name) and node.id in self.modules

    def returned(self, function: ast.FunctionDef) -> str | None:
        """Name what a function has its Pipeline from; None if it returns none."""
        own = list(executed(function.body, into_classes=False))
        local = {name: self.made_by(value) for name, _, value in assigned(own)}
        for node in own:
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Name):
                name = node.value.id
                gives = local.get(name, name if name in self.objects else None)
            else:
                gives = self.made_by(node.value) if isinstance(node, ast.Return) else None
            if gives is not None:
                return gives
        kind = function.returns
        if isinstance(kind, ast.Constant) and isinstance(kind.value, str):
            return "" if kind.value.rpartition(".")[2] == "Pipeline" else None
        return "" if kind is not None and self.is_class(kind) else None

    def candidates(self) -> list[Candidate]:
        """List what can be named, in the order of the file."""
        found = [
            Candidate(name, line, False, source) for name, (line, source) in self.objects.items()
        ]
        found += [
            Candidate(name, self.functions[name].lineno, True, source)
            for name, source in self.makers.items()
            if not wants_arguments(self.functions[name])
        ]
        return sorted(found, key=lambda candidate: candidate.line)

    def hidden(self) -> tuple[int, str]:
        """Tell the line where a Pipeline is made out of reach, and where that is; 0 if nowhere."""
        for statement in self.tree.body:
            calls = [
                node.lineno
                for node in ast.walk(statement)
                if isinstance(node, ast.Call) and self.is_class(node.func)
            ]
            if not calls:
                continue
            if isinstance(statement, ast.ClassDef):
                where = f"in the class {statement.name}"
            elif isinstance(statement, FUNCTIONS):
                takes = statement.name in self.makers
                why = "takes arguments" if takes else "does not return it"
                where = f"in the function {statement.name}, which {why}"
            elif isinstance(statement, ast.If) and main_guard(statement.test):
                where = 'below if __name__ == "__main__"'
            else:
                where = "without giving it a name"
            return min(calls), where
        return 0, ""


def pipeline_names(tree: ast.Module) -> tuple[set[str], set[str]]:
    """Give the names under which a module has Spyral's Pipeline, and Spyral's own modules."""
    classes: set[str] = set()
    modules: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            spyral = [alias for alias in node.names if alias.name.partition(".")[0] == "spyral"]
            modules.update(alias.asname or "spyral" for alias in spyral)
        elif isinstance(node, ast.ImportFrom):
            is_spyral = (node.module or "").partition(".")[0] == "spyral"
            for alias in node.names:
                if alias.name == "*" or (is_spyral and alias.name == "Pipeline"):
                    classes.add(alias.asname or "Pipeline")
                elif is_spyral:
                    modules.add(alias.asname or alias.name)
    for kind in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        if any(isinstance(base, ast.Name) and base.id in classes for base in kind.bases):
            classes.add(kind.name)
    return classes, modules


def assigned(nodes: list[ast.AST]) -> Iterator[tuple[str, int, ast.expr | None]]:
    """List the names that get a value, each with line and value."""
    statements = [n for n in nodes if isinstance(n, ast.stmt | ast.NamedExpr)]
    for node in sorted(statements, key=lambda n: n.lineno):
        if isinstance(node, ast.Assign):
            pairs = [pair for target in node.targets for pair in unpacked(target, node.value)]
            names = [(target.id, value) for target, value in pairs if isinstance(target, ast.Name)]
            kept = names if isinstance(node.targets[0], ast.Tuple) else names[:1]
            yield from ((name, node.lineno, value) for name, value in kept)
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and isinstance(node.target, ast.Name):
            yield node.target.id, node.lineno, node.value


def unpacked(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    """Pair names with values: ``pipe, runs = Pipeline(...), 5``."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return list(zip(target.elts, value.elts, strict=False))
    return [(target, value)]


def wants_arguments(function: ast.FunctionDef) -> bool:
    """Tell whether a function cannot be called without arguments."""
    taken = function.args
    optional = len(taken.defaults)
    return len(taken.posonlyargs) + len(taken.args) > optional or None in taken.kw_defaults


def distinct(candidates: list[Candidate]) -> list[Candidate]:
    """Leave out functions that give the Pipeline of an object, or made it."""
    objects = [candidate for candidate in candidates if not candidate.is_function]
    sources = {candidate.source for candidate in objects}
    names = {candidate.name for candidate in objects}
    return [
        candidate
        for candidate in candidates
        if not candidate.is_function
        or (candidate.name not in sources and candidate.source not in names)
    ]


def several_words(file: str, names: list[str]) -> str:
    """Say that a module has several Pipelines."""
    first = f"{Path(file).stem}:{names[0].rstrip('()')}"
    return f"{file} has {len(names)} Pipelines, {', '.join(names)}; name one, for example {first}."


def none_words(file: str, tree: ast.Module) -> str:
    """Say why no Pipeline of a module can be had."""
    line, where = PipelineFinder(tree).hidden()
    if not line:
        return f"{file} makes no Pipeline; write it at the left margin: pipe = Pipeline(...)."
    return (
        f"{file} makes its Pipeline in line {line}, {where}; write it at the left margin:"
        " pipe = Pipeline(...)."
    )


def syntax_words(file: str, error: SyntaxError) -> str:
    """Say where a module is no Python."""
    if error.lineno is None:
        return f"{Path(file).name} is no Python ({error.msg}); save it as text in UTF-8."
    version = ".".join(map(str, sys.version_info[:2]))
    where = f"{Path(file).name}, line {error.lineno}"
    return f"{where}, is no Python {version} ({error.msg}); correct it."


# --- what importing it does ---


def sources_of(name: str, folders: list[str]) -> Iterator[Path]:
    """List the files of a module in one of these folders, those of its packages first."""
    parts = name.split(".")
    for folder in folders:
        found = []
        for end in range(1, len(parts) + 1):
            place = Path(folder or os.curdir, *parts[:end])
            files = (place / "__init__.py", place.with_name(f"{parts[end - 1]}.py"))
            found += [next((file for file in files if file.is_file()), place)]
        if found[-1].is_file():
            yield from (file for file in found if file.is_file())
            return


def starting_line(tree: ast.Module) -> int:
    """Line where importing a module starts Spyral, as far as its source shows; 0 if none."""
    return starts_at(tree.body, imported_starters(tree))


def ending_line(tree: ast.Module) -> int:
    """Line where importing a module always ends the program; 0 if none."""
    for node in tree.body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            what: ast.expr | None = node.value.func
        elif isinstance(node, ast.Raise):
            what = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        else:
            continue
        words = "" if what is None else ast.unparse(what)
        if words in {"sys.exit", "exit", "quit", "os._exit", "SystemExit"}:
            return node.lineno
    return 0


def imported_starters(tree: ast.AST) -> frozenset[str]:
    """Names under which a module imports what starts Spyral."""
    aliases = [
        alias
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("spyral")
        for alias in node.names
    ]
    names = {alias.asname or alias.name for alias in aliases if alias.name in STARTERS}
    everything = any(alias.name == "*" for alias in aliases)
    return frozenset(names).union(STARTERS if everything else ())


def starts_at(body: list[ast.stmt], names: frozenset[str]) -> int:
    """Line where running these statements calls one of the names or Spyral's own; 0 if none."""
    nodes = list(executed(body))
    functions = [node for node in nodes if isinstance(node, FUNCTIONS)]
    found = -1
    while found != len(names):  # a function may call another one that starts
        found = len(names)
        starters = {n.name for n in functions if n.name in names or starts_at(n.body, names)}
        others = {
            target.id
            for n in nodes
            if isinstance(n, ast.Assign) and is_starter(n.value, names)
            for target in n.targets
            if isinstance(target, ast.Name)
        }
        names = names | starters | others
    calls = (n for n in nodes if isinstance(n, ast.Call) and is_starter(n.func, names))
    return min((call.lineno for call in calls), default=0)


def is_starter(node: ast.expr, names: frozenset[str]) -> bool:
    """Tell whether an expression is a function that starts Spyral."""
    if isinstance(node, ast.Attribute):
        return node.attr in STARTERS
    return isinstance(node, ast.Name) and node.id in names


def executed(body: list[ast.stmt], *, into_classes: bool = True) -> Iterator[ast.AST]:
    """List what runs with these statements: no bodies of functions, nothing below the guard."""
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, FUNCTIONS):
            waiting += [*node.decorator_list, *node.args.defaults]
            waiting += [default for default in node.args.kw_defaults if default]
        elif isinstance(node, ast.If) and (guard := main_guard(node.test)):
            waiting += node.orelse if guard is ast.Eq else node.body
        elif not isinstance(node, ast.Lambda) and (
            into_classes or not isinstance(node, ast.ClassDef)
        ):
            waiting += ast.iter_child_nodes(node)


def main_guard(test: ast.expr) -> type[ast.cmpop] | None:
    """Take ``__name__ == "__main__"`` apart: Eq, or NotEq; None for any other condition."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return next((ast.Eq for part in test.values if main_guard(part) is ast.Eq), None)
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    if {ast.unparse(test.left), ast.unparse(test.comparators[0])} != {"__name__", "'__main__'"}:
        return None
    return next((kind for kind in (ast.Eq, ast.NotEq) if isinstance(test.ops[0], kind)), None)
