"""Mutants of a source file: each is the file with one thing in it changed that a test should see.

Changed are comparisons, arithmetic, `and` and `or`, negations, conditions, numbers, truth values
and what is returned. Words are not: a test that knew each of them by heart would hold nothing.
"""

import ast
import copy
from collections.abc import Iterator
from typing import NamedTuple

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult, ast.Mod: ast.FloorDiv, ast.Pow: ast.Mult, ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd, ast.BitXor: ast.BitAnd,
}  # fmt: skip
# Read by checkers, or said once more of what is so anyway: `slots=True`, `strict=True`.
_UNREAD_FIELDS = ("annotation", "returns", "bases", "decorator_list")
# Only a checker reads what stands there, or it is words.
_UNREAD = (ast.JoinedStr, ast.Import, ast.ImportFrom, ast.Assert)


class Mutant(NamedTuple):
    """One change: where, what it was and has become, and the whole file with it."""

    line: int
    before: str
    after: str
    tree: ast.Module

    @property
    def words(self) -> str:
        """Say what was changed, in one line."""
        return f"line {self.line}: {self.before} -> {self.after}"


def mutants(source: str) -> list[Mutant]:
    """Make every mutant of a source text, in the order of the text."""
    tree = ast.parse(source)
    places = list(_places(tree))
    found = []
    for number, node in enumerate(places):
        for change in range(len(_changed(node))):
            other = copy.deepcopy(tree)
            target = list(_places(other))[number]
            new = _changed(target)[change]
            before, after = _words(node), _words(new)
            _put(other, target, new)
            line = node.lineno  # type: ignore[attr-defined]
            found.append(Mutant(line, before, after, ast.fix_missing_locations(other)))
    return found


def _places(node: ast.AST) -> Iterator[ast.AST]:
    """Walk over what can be changed: code that runs, and no words."""
    for name, value in ast.iter_fields(node):
        if name in _UNREAD_FIELDS or (isinstance(node, ast.keyword) and node.arg == "strict"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(child, _UNREAD) or _is_checked(child):
                continue
            if _changed(child):
                yield child
            yield from _places(child)


def _is_checked(node: ast.AST) -> bool:
    """Tell whether a block is for checkers of types only."""
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def _changed(node: ast.AST) -> list[ast.AST]:
    """Give what could stand in the place of a node."""
    if isinstance(node, ast.Compare):
        return [_compared(node, at) for at in range(len(node.ops))]
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in _COUNTED:
        return [_with(node, op=_COUNTED[type(node.op)]())]
    if isinstance(node, ast.BoolOp):
        return [_with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        return [node.operand]
    if isinstance(node, ast.If | ast.IfExp | ast.While) and not isinstance(
        node.test, ast.Compare | ast.BoolOp | ast.UnaryOp
    ):
        return [_with(node, test=ast.UnaryOp(ast.Not(), node.test))]
    if isinstance(node, ast.Constant):
        return _other_constants(node)
    if isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        return [_with(node, value=ast.Constant(None))]
    if isinstance(node, ast.Break | ast.Continue):
        other = ast.Continue if isinstance(node, ast.Break) else ast.Break
        return [ast.copy_location(other(), node)]
    return []


def _other_constants(node: ast.Constant) -> list[ast.AST]:
    if isinstance(node.value, bool):
        return [_with(node, value=not node.value)]
    if isinstance(node.value, int | float):
        return [_with(node, value=node.value + 1)]
    return []


def _compared(node: ast.Compare, at: int) -> ast.AST:
    ops = [_COMPARED[type(op)]() if place == at else op for place, op in enumerate(node.ops)]
    return _with(node, ops=ops)


def _with(node: ast.AST, **fields: object) -> ast.AST:
    new = copy.copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def _put(tree: ast.AST, target: ast.AST, new: ast.AST) -> None:
    """Put a node into the place of another one."""
    for parent in ast.walk(tree):
        for name, value in ast.iter_fields(parent):
            if value is target:
                setattr(parent, name, new)
            elif isinstance(value, list):
                value[:] = [new if each is target else each for each in value]


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _words(node: ast.AST) -> str:
    if isinstance(node, ast.If | ast.While):
        return f"if {ast.unparse(node.test)}"
    return ast.unparse(node).partition("\n")[0]
