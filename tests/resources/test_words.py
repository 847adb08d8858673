"""One thing has one name in the window, the help and on the command line."""

from pathlib import Path

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


def test_that_no_word_stands_anywhere_that_crews_did_not_understand() -> None:
    pages = [*(ROOT / "resources").rglob("*.md"), ROOT / "README.md"]
    pages += [*(ROOT / "resources" / "man").iterdir(), *(ROOT / "src").rglob("*.py")]
    flat = {page.name: page.read_text(encoding="utf-8").replace("&", "") for page in pages}
    found = [(n, words) for words in RETIRED for n, text in flat.items() if words in text]
    assert [(name, words, RETIRED[words]) for name, words in found] == []
