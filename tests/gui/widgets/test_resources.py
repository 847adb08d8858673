"""Files that ship with Stackplan are found from a checkout."""

import pytest

from stackplan.gui.widgets.appearance import resource_path


@pytest.mark.parametrize("name", ["icons/stackplan.svg", "help/guide.md"])
def test_that_what_the_window_needs_is_there(name: str) -> None:
    assert resource_path(name).is_file()
