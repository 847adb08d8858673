"""Amounts as Qt writes them, where the two can be compared."""

import random
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale

from stackplan.core.text import format_bytes

FORMAT = QLocale.DataSizeFormat.DataSizeSIFormat


def digits(size: int) -> int:
    """Decimals that we show: two below ten of a unit, one from there on."""
    text = format_bytes(size).split()[0]
    return len(text.partition(".")[2])


@pytest.mark.parametrize("power", range(3, 18))
def test_that_amounts_read_as_qt_writes_them_in_the_c_locale(power: int) -> None:
    draw = random.Random(power)
    locale = QLocale.c()
    for _ in range(200):
        # Away from the halves, where Qt rounds a double and we an exact fraction.
        size = draw.randrange(10**power, 10 ** (power + 1)) // 10 ** (power - 3) * 10 ** (power - 3)
        if str(size)[3:4] == "5" or size % 10 ** (power - 2) == 5 * 10 ** (power - 3):
            continue
        assert format_bytes(size) == locale.formattedDataSize(size, digits(size), FORMAT)


ROOT = Path(__file__).resolve().parents[2]
# Words that a crew did not understand, and what is written instead.
RETIRED = {
    "Planned against actual": "Progress of the analysis",
    "What is left of it": "Plan what is left",
    "Plan the rest": "Plan what is left",
    "What came and went": "Folder log",
    "Ask the HDF5": "Test with HDF5",
    "Runs after it": "Runs lost if it fails",
    'What is the matter"': "Problem",
    "Put last": "Run it last",
    "Risky runs last": "Run suspicious files last",
    "No run is waited for": "No file is being written",
    '"Take it"': "Use this plan",
    "*Take it*": "Use this plan",
    "nothing is in the way": "Checked: ready to submit",
    "as many as there is room for": "no limit",
    "Paste a run list": "Paste runs into this stack",
    "Save or export": "Save, Export...",
    "Export for": "Export...",
    "Show why": "a click on the header's count",
    "Skip them": "Skip all suspicious",
    "Ghost outline": "Show other plan behind",
    "stands on another stack": "is on another stack",
    "stand on another stack; ": "are on another stack",
    "Always place": "Always add",
    "to whoever looks": "to the person who looks",
    "longer than the fair share": "longer than the average stack",
    "Perfectly level": "Perfectly even",
    "The pins decide": "The pins are the limit",
    ", proved within": "at most ... above the best possible",
    "Show in the board": "Show in the chart",
}


@pytest.mark.parametrize("words", RETIRED)
def test_that_one_thing_has_one_name_in_the_window_the_help_and_the_command_line(
    words: str,
) -> None:
    pages = [*(ROOT / "resources").rglob("*.md"), ROOT / "README.md"]
    pages += [*(ROOT / "resources" / "man").iterdir(), *(ROOT / "src").rglob("*.py")]
    flat = {page.name: page.read_text(encoding="utf-8").replace("&", "") for page in pages}
    assert [name for name, text in flat.items() if words in text] == [], RETIRED[words]
