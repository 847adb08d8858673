"""Every sentence that the code can say to a person, read from the source without running it.

A sentence comes from a `raise` of an error that a person meets, from a `Message`, and from the
table of what disks say. What is filled in at run time stands as `…`. Names are followed to what is
assigned to them, calls to what the called function returns; what cannot be followed is `…` too.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

GAP = "\N{HORIZONTAL ELLIPSIS}"
_DEEPEST = 5
_MOST = 60
_BASES = {"StackplanError", "ArgumentTypeError"}
# What they give is a name, a number, or somebody else's words.
_FILLED_IN = {
    "printable", "str", "plural", "format_bytes", "format_load", "format_percent", "clock",
}  # fmt: skip
# Which argument of these is said later.
_SAYERS = {
    "Message": 0,
    "Drop": 1,
    "_Content": 0,
    "FittedTimes": 2,
    "KnownRemainder": 1,
    "_say": 0,
    "say": 0,
    "stop": 0,
    "OwnedElsewhereError": 0,
}
# What these give is said, one sentence an item.
_SPEAKERS = (
    "limiting_factor_text", "change_words", "_speed_words",
    "export_warnings", "_file_words", "slurm_warnings", "parallel_warnings", "spyral_warnings",
    "hyperqueue_warnings",
    "freshness_remarks",
    "check_files", "no_runs_reason",
    "_decides", "_passed_over", "_beside", "problem", "_problem_of_cross", "_problem_of_empty",
    "_class_words", "pipeline_warnings", "beside_warnings", "_source_warnings",
    "fault_remarks", "unchecked_remarks", "unread_remarks", "damage_remarks",
    "plan_remarks", "sentences", "state_remarks", "missing_display", "explained",
    "nobody_sees", "_unseen", "why_qt_fails", "library_trouble",
    "left_out_words", "why_no_plan", "why_no_runs", "why_no_move", "why_no_neighbour",
    "why_no_lightest", "why_no_swap", "why_no_shift", "why_no_removal", "no_search", "no_sizes",
    "no_pins", "no_pin", "no_unpin", "no_plan", "no_runs",
)  # fmt: skip


def messages_of(folder: Path) -> dict[str, str]:
    """Give each sentence of a package, with the file that says it."""
    paths = sorted(folder.rglob("*.py"))
    return Source({path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}).messages()


class Source:
    """The source of a package, with its functions and constants by name."""

    def __init__(self, trees: Mapping[Path, ast.Module]) -> None:
        self.trees = trees
        self.functions: dict[str, list[ast.FunctionDef]] = defaultdict(list)
        self.places: dict[ast.FunctionDef, Path] = {}
        self.constants: dict[Path, dict[str, ast.expr]] = defaultdict(dict)
        self.errors = set(_BASES)
        for path, tree in self.trees.items():
            self._index(path, tree)
        for path, tree in self.trees.items():
            self._follow_imports(path, tree)

    def _index(self, path: Path, tree: ast.Module) -> None:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                self.functions[node.name].append(node)
                self.places[node] = path
            elif isinstance(node, ast.ClassDef):
                bases = {base.id for base in node.bases if isinstance(base, ast.Name)}
                if bases & (self.errors | {"MisspeltError", "DiskError"}):
                    self.errors.add(node.name)
        for statement in tree.body:
            if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                self.constants[path][statement.targets[0].id] = statement.value

    def _follow_imports(self, path: Path, tree: ast.Module) -> None:
        for node in (n for n in tree.body if isinstance(n, ast.ImportFrom)):
            place = f"{(node.module or '').replace('.', '/')}.py"
            for other in (p for p in self.trees if p.as_posix().endswith(f"/{place}")):
                for alias in node.names:
                    if alias.name in self.constants[other]:
                        value = self.constants[other][alias.name]
                        self.constants[path].setdefault(alias.asname or alias.name, value)

    def messages(self) -> dict[str, str]:
        """Give each sentence, with the file that says it."""
        found: dict[str, str] = {}
        for path, tree in self.trees.items():
            for function, node in _expressions(tree, self.errors):
                reader = _Reader(self, path, function)
                for text in filter(_says_something, reader.texts(node)):
                    found.setdefault(_tidy(text), path.name)
        for function in (f for name in _SPEAKERS for f in self.functions[name]):
            path = self.places[function]
            for text in filter(_says_something, _Reader(self, path, function).returned(0)):
                found.setdefault(_tidy(text), path.name)
        return found


def _expressions(
    tree: ast.Module, errors: set[str]
) -> Iterator[tuple[ast.FunctionDef | None, ast.expr]]:
    """Give what is said, each with the function around it."""
    owners: dict[ast.AST, ast.FunctionDef | None] = {}

    def walk(node: ast.AST, owner: ast.FunctionDef | None) -> None:
        owners[node] = owner
        inner = node if isinstance(node, ast.FunctionDef) else owner
        for child in ast.iter_child_nodes(node):
            walk(child, inner)

    walk(tree, None)
    for node, owner in owners.items():
        if isinstance(node, ast.Call):
            name = _name(node.func)
            is_said = name in errors or (_is_said(node.func) and len(node.args) == 1)
            place = 0 if is_said else _SAYERS.get(name, len(node.args))
            yield from ((owner, said) for said in node.args[place : place + 1])


def _is_said(function: ast.expr) -> bool:
    """Tell whether a call writes to the status bar, or to the terminal."""
    match function:
        case (
            ast.Attribute(value=ast.Attribute(attr="said" | "told"), attr="emit")
            | ast.Attribute(value=ast.Attribute(attr="_messages" | "messages"), attr="tell")
        ):
            return True
        case ast.Attribute(value=ast.Attribute(attr="stderr"), attr="write"):
            return True
    return False


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


class _Reader:
    """Reads expressions within one function."""

    def __init__(self, source: Source, path: Path, function: ast.FunctionDef | None) -> None:
        self._source, self._path, self._function = source, path, function

    def texts(self, node: ast.expr, depth: int = 0) -> list[str]:
        """Give what an expression may be, as far as it can be read."""
        if depth > _DEEPEST:
            return [GAP]
        below = depth + 1
        match node:
            case ast.Constant(value=str(text)):
                return [text]
            case ast.JoinedStr(values=values):
                return self._joined(values, below)
            case ast.FormattedValue(value=ast.Name() as value):
                return self._short(value, below)
            case ast.FormattedValue():
                return [GAP]
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._joined([left, right], below)
            case ast.IfExp(body=body, orelse=orelse):
                return self.texts(body, below) + self.texts(orelse, below)
            case ast.BoolOp(values=values) | ast.List(elts=values) | ast.Tuple(elts=values):
                return [text for value in values for text in self.texts(value, below)]
            case ast.Starred(value=value) | ast.Subscript(value=ast.Call() as value):
                return self.texts(value, below)
            case ast.Name(id=name):
                return self._named(name, below)
            case ast.Call():
                return self._called(node, below)
            case ast.Subscript(value=ast.Name(id=name)):
                return self._table(name, below)
            case ast.Subscript(value=ast.Dict(values=values)):
                return [text for value in values for text in self.texts(value, below)]
        return [GAP]

    def _joined(self, values: list[ast.expr], depth: int) -> list[str]:
        parts = [self.texts(value, depth) for value in values]
        return ["".join(some) for some in product(*parts)][:_MOST]

    def _short(self, value: ast.Name, depth: int) -> list[str]:
        """Follow a name in a sentence only to words that are written beside it."""
        texts = self._named(value.id, depth)
        return texts if len(texts) <= 4 and all(_words(text) > 1 for text in texts) else [GAP]

    def _named(self, name: str, depth: int) -> list[str]:
        found = []
        for node in ast.walk(self._function) if self._function is not None else ():
            match node:
                case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                    found += self.texts(value, depth)
                case ast.AugAssign(target=ast.Name(id=target), value=value) if target == name:
                    found += self.texts(value, depth)
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id=target), attr="append"), args=[value]
                ) if target == name:
                    found += self.texts(value, depth)
        constant = self._source.constants[self._path].get(name)
        if not found and constant is not None:
            found = self.texts(constant, depth)
        return found or [GAP]

    def _called(self, node: ast.Call, depth: int) -> list[str]:
        match node.func:
            case ast.Attribute(value=value, attr="rstrip" | "removesuffix" | "replace"):
                return self.texts(value, depth)
            case ast.Attribute(value=value, attr="format"):
                return [re.sub(r"\{[^{}]*\}", GAP, text) for text in self.texts(value, depth)]
            case ast.Attribute(value=ast.Constant(), attr="join") | ast.Name(id="map"):
                return self.texts(node.args[-1], depth)
            case ast.Attribute(value=ast.Name(id=table), attr="get"):
                return self._table(table, depth)
        name = _name(node.func)
        functions = self._source.functions.get(name, [])
        if name in _FILLED_IN or len(functions) != 1:
            return [GAP]
        reader = _Reader(self._source, self._source.places[functions[0]], functions[0])
        return reader.returned(depth)

    def returned(self, depth: int) -> list[str]:
        """Give what the function may return."""
        found = []
        for node in ast.walk(self._function) if self._function is not None else ():
            if isinstance(node, ast.Return | ast.Yield) and node.value is not None:
                found += self.texts(node.value, depth)
        return found or [GAP]

    def _table(self, name: str, depth: int) -> list[str]:
        constant = self._source.constants[self._path].get(name)
        if isinstance(constant, ast.Dict):
            return [text for value in constant.values for text in self.texts(value, depth)]
        return [GAP]


def _tidy(text: str) -> str:
    """Give one form to what differs only in what is filled in."""
    return re.sub(rf"{GAP}(?:[\s{GAP}]*{GAP})?", GAP, " ".join(text.split())).strip()


def _says_something(text: str) -> bool:
    return _words(text) > 1 and not text.startswith("usage:")


def _words(text: str) -> int:
    return len(re.findall(r"[A-Za-z]{2,}", text))
