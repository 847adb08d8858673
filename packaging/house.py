"""Figures of the source: files, lines, imports, and a picture of the floors made from the imports.

python packaging/house.py                   the figures of src/stackplan
python packaging/house.py --root CHECKOUT   those of another checkout
python packaging/house.py --picture FILE    the floors and their folders as an SVG picture
"""

import argparse
import ast
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ("core", "files", "run_stacks", "cli", "gui", "__main__")
# The folders that a floor shows as boxes, row by row from the lowest up.
ROWS = {
    "core": (("core",), ("core.balance", "core.timing", "core.spyral")),
    "files": (("files",), ("files.exports",)),
    "run_stacks": (("run_stacks",),),
    "cli": (("cli",),),
    "gui": (
        ("gui.widgets",),
        ("gui.document",),
        ("gui.settings", "gui.chart", "gui.table"),
        ("gui.planning",),
        (
            "gui.saving",
            "gui.export",
            "gui.beam",
            "gui.timing",
            "gui.what_if",
            "gui.help",
            "gui.diagnostics",
        ),
        ("gui.window",),
        ("gui",),
    ),
    "__main__": (("__main__",),),
}


class Module:
    """One source file: its name without `stackplan.`, its lines and what it imports."""

    def __init__(self, path: Path, package: Path) -> None:
        relative = path.relative_to(package).with_suffix("")
        parts = relative.parts[:-1] if relative.name == "__init__" else relative.parts
        self.name = ".".join(parts)
        self.text = path.read_text(encoding="utf-8")
        self.tree = ast.parse(self.text)
        self.lines = self.text.count("\n")
        self.is_package = relative.name == "__init__"

    def imports(self) -> Iterator[tuple[str, str]]:
        """Give (module, name) of each import of Stackplan."""
        for node in ast.walk(self.tree):
            if (
                isinstance(node, ast.ImportFrom)
                and (node.module or "").split(".")[0] == "stackplan"
            ):
                module = (node.module or "").removeprefix("stackplan").removeprefix(".")
                yield from ((module, alias.name) for alias in node.names)

    def late_imports(self) -> int:
        """Count the import statements inside functions."""
        functions = [
            node
            for node in ast.walk(self.tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]
        return len(
            {
                node.lineno
                for function in functions
                for node in ast.walk(function)
                if isinstance(node, ast.Import | ast.ImportFrom)
            }
        )

    def type_checking_blocks(self) -> int:
        """Count the blocks of imports that only a type checker sees."""
        return sum(
            isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
            for node in ast.walk(self.tree)
        )


class House:
    """All source files of a checkout."""

    def __init__(self, root: Path) -> None:
        package = root / "src" / "stackplan"
        found = [Module(path, package) for path in sorted(package.rglob("*.py"))]
        self.modules = {module.name: module for module in found}

    def target(self, module: str, name: str) -> str:
        """Give the file that an import means: a module of a package, or the package itself."""
        inner = f"{module}.{name}" if module else name
        return inner if inner in self.modules else module

    def edges(self) -> dict[str, set[str]]:
        """Give what each module imports, at the top and in functions."""
        edges = {}
        for module in self.modules.values():
            found = {self.target(*item) for item in module.imports()}
            edges[module.name] = (found & set(self.modules)) - {module.name}
        return edges

    def longest_chain(self) -> list[str]:
        """Give the longest chain of modules in which each imports the next, anywhere in it."""
        edges = self.edges()
        open_names: set[str] = set()

        @cache
        def chain(name: str) -> tuple[str, ...]:
            open_names.add(name)
            onward = [chain(other) for other in sorted(edges[name]) if other not in open_names]
            open_names.discard(name)
            return (name, *max(onward, key=len, default=()))

        return list(max((chain(name) for name in sorted(edges)), key=len))

    def figures(self) -> list[tuple[str, object]]:
        """Give the figures in the order in which they are printed."""
        modules = self.modules.values()
        lines = sorted(module.lines for module in modules if module.lines > 3)
        importers = Counter(other for others in self.edges().values() for other in others)
        flat = [m for m in modules if m.name.startswith("gui.") and m.name.count(".") == 1]
        return [
            ("files", len(self.modules)),
            ("of them with three lines or fewer", len(self.modules) - len(lines)),
            ("lines", sum(module.lines for module in modules)),
            ("lines of a file: median", int(statistics.median(lines))),
            ("lines of a file: largest", lines[-1]),
            ("longest chain of imports", len(self.longest_chain())),
            ("imports in functions", sum(module.late_imports() for module in modules)),
            ("TYPE_CHECKING blocks", sum(module.type_checking_blocks() for module in modules)),
            ("files with one importer", sum(number == 1 for number in importers.values())),
            ("files flat in gui/", sum(not module.is_package for module in flat)),
        ]

    def room(self, name: str) -> str:
        """Give the folder of the picture that a module belongs to."""
        rooms = {room for rows in ROWS.values() for row in rows for room in row}
        parts = name.split(".")
        for length in range(len(parts), 0, -1):
            if ".".join(parts[:length]) in rooms:
                return ".".join(parts[:length])
        return parts[0]

    def picture(self) -> str:
        """Draw the floors: a box for each folder, and a line for the imports between two."""
        files: Counter[str] = Counter()
        lines: Counter[str] = Counter()
        uses: Counter[tuple[str, str]] = Counter()
        for name, module in self.modules.items():
            if name:
                files[self.room(name)] += 1
                lines[self.room(name)] += module.lines
        for name, others in self.edges().items():
            for other in others:
                if name and other and self.room(name) != self.room(other):
                    uses[self.room(name), self.room(other)] += 1
        return draw(files, lines, uses)


WIDTH, ROW, BOX, EDGE = 1180, 74, 44, 16


def draw(files: Counter[str], lines: Counter[str], uses: Counter[tuple[str, str]]) -> str:
    """Give the SVG text: the highest floor at the top, imports as lines that lead down."""
    rows = [(floor, row) for floor in FLOORS for row in ROWS[floor]]
    height = ROW * len(rows) + 2 * EDGE
    places: dict[str, tuple[float, float, float]] = {}
    for level, (_, row) in enumerate(rows):
        width = min(200.0, (WIDTH - 140 - EDGE) / len(row) - 10)
        start = 140 + (WIDTH - 140 - EDGE - (width + 10) * len(row)) / 2
        for place, room in enumerate(row):
            top = height - EDGE - (level + 1) * ROW + (ROW - BOX) / 2
            places[room] = (start + place * (width + 10), top, width)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"'
        ' font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
    ]
    groups = defaultdict(list)
    for level, (floor, _) in enumerate(rows):
        groups[floor].append(level)
    for number, floor in enumerate(FLOORS):
        top = height - EDGE - (max(groups[floor]) + 1) * ROW
        tall = ROW * len(groups[floor])
        shade = "#f4f6fa" if number % 2 == 0 else "#fff"
        out.append(f'<rect x="0" y="{top}" width="{WIDTH}" height="{tall}" fill="{shade}"/>')
        out.append(f'<text x="{EDGE}" y="{top + 22}" fill="#555">{escape(floor)}</text>')
    for (one, other), number in sorted(uses.items()):
        left, top, width = places[one]
        left_to, top_to, width_to = places[other]
        x1, x2 = left + width / 2, left_to + width_to / 2
        out.append(
            f'<line x1="{x1:.0f}" y1="{top + BOX:.0f}" x2="{x2:.0f}"'
            f' y2="{top_to:.0f}" stroke="#2f6fb0" stroke-opacity="0.25"'
            f' stroke-width="{min(6.0, 0.6 + number / 8):.1f}"/>'
        )
    for room, (left, top, width) in places.items():
        middle = left + width / 2
        out.append(
            f'<rect x="{left:.0f}" y="{top:.0f}" width="{width:.0f}" height="{BOX}" rx="4"'
            ' fill="#fff" stroke="#2f6fb0"/>'
            f'<text x="{middle:.0f}" y="{top + 19:.0f}" text-anchor="middle">'
            f"{escape(room.rsplit('.', 1)[-1] if room != 'gui' else 'app, runtime')}</text>"
            f'<text x="{middle:.0f}" y="{top + 36:.0f}" text-anchor="middle" font-size="11"'
            f' fill="#555">{files[room]} file{"s" * (files[room] != 1)}, {lines[room]} lines</text>'
        )
    return "\n".join([*out, "</svg>"]) + "\n"


def main() -> None:
    """Print the figures, or write the picture."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--root", type=Path, default=ROOT, help="another checkout")
    parser.add_argument("--picture", type=Path, metavar="FILE", help="write the picture of floors")
    options = parser.parse_args()
    house = House(options.root)
    if options.picture is not None:
        options.picture.write_text(house.picture(), encoding="utf-8")
        return
    for name, value in house.figures():
        print(f"{name:40} {value:>7}")
    print("the longest chain:", " > ".join(house.longest_chain()))


if __name__ == "__main__":
    main()
