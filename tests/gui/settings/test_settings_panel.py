"""The settings: what is shown emits nothing, and a person's change leaves as one request."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from desk import find, turn_wheel
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import RunNumbers
from stackplan.gui.settings.settings_panel import SettingsPanel


class Panel:
    """A panel and everything that it asked for."""

    def __init__(self, qtbot: QtBot) -> None:
        self.panel = SettingsPanel(4, 5)
        self.requests: list[PlanRequest] = []
        self.folders: list[str] = []
        self.panel.request_changed.connect(self.requests.append)
        self.panel.traces.folder_entered.connect(self.folders.append)
        qtbot.addWidget(self.panel)
        self.panel.show()
        qtbot.waitExposed(self.panel)


@pytest.fixture
def desk(qtbot: QtBot) -> Panel:
    return Panel(qtbot)


def test_that_showing_a_plan_asks_for_nothing(desk: Panel) -> None:
    request = PlanRequest(54, 169, RunNumbers.of([60, 61]), 17, "lpt")
    desk.panel.set_request(request)
    assert desk.requests == []
    assert desk.panel.request == request
    assert desk.panel.first.value() == 54
    assert desk.panel.last.value() == 169
    assert desk.panel.skip.text() == "60-61"
    assert desk.panel.stacks.value() == 17
    assert desk.panel.method.currentData() == "lpt"


def test_that_the_number_of_stacks_says_where_its_default_comes_from(desk: Panel) -> None:
    assert desk.panel.stacks.value() == 4
    assert desk.panel.origin.text() == "this computer: 5 processors, 1 kept for Spyral"


@pytest.mark.parametrize(
    "text", ["/data/h5", " /data/h5 ", "'/data/h5'", '"/data/h5"', "file:///data/h5"]
)
def test_that_a_path_is_taken_as_shells_quote_and_file_managers_copy_it(
    desk: Panel, text: str
) -> None:
    desk.panel.traces.setText(text)
    QTest.keyClick(desk.panel.traces, Qt.Key.Key_Return)
    assert desk.folders == ["/data/h5"]


@pytest.mark.parametrize("field", ["first", "last", "stacks", "method"])
def test_that_a_wheel_turn_over_a_field_without_focus_changes_nothing(
    desk: Panel, field: str, qtbot: QtBot
) -> None:
    desk.panel.traces.setFocus()
    widget = getattr(desk.panel, field)
    qtbot.waitUntil(lambda: not widget.hasFocus())
    turn_wheel(widget)
    assert desk.requests == []


def test_that_a_wheel_turn_in_the_field_that_has_the_focus_counts(
    desk: Panel, qtbot: QtBot
) -> None:
    desk.panel.activateWindow()
    desk.panel.stacks.setFocus()
    qtbot.waitUntil(desk.panel.stacks.hasFocus)
    turn_wheel(desk.panel.stacks)
    assert [request.n_stacks for request in desk.requests] == [5]


def test_that_the_ends_are_open_below_zero(desk: Panel) -> None:
    desk.panel.first.setValue(0)
    desk.panel.last.setValue(99_999)
    assert (desk.panel.request.run_min, desk.panel.request.run_max) == (0, 99_999)
    desk.panel.first.setValue(desk.panel.first.minimum())
    desk.panel.last.setValue(desk.panel.last.minimum())
    assert (desk.panel.request.run_min, desk.panel.request.run_max) == (None, None)
    assert desk.panel.first.text() == "first found"
    assert desk.panel.last.text() == "last found"


def test_that_the_limits_of_the_ends_are_not_tied_to_one_another(desk: Panel) -> None:
    desk.panel.last.setValue(10)
    desk.panel.first.setValue(20)
    assert (desk.panel.request.run_min, desk.panel.request.run_max) == (20, 10)


def test_that_all_opens_both_ends_in_one_request(desk: Panel, qtbot: QtBot) -> None:
    desk.panel.set_request(PlanRequest(54, 60, n_stacks=4))
    QTest.mouseClick(find(desk.panel, QPushButton, "allFoundButton"), Qt.MouseButton.LeftButton)
    assert desk.requests == [PlanRequest(n_stacks=4)]


def test_that_typing_a_number_asks_only_at_its_end(desk: Panel, qtbot: QtBot) -> None:
    desk.panel.stacks.setFocus()
    desk.panel.stacks.selectAll()
    QTest.keyClicks(desk.panel.stacks, "17")
    assert desk.requests == []
    QTest.keyClick(desk.panel.stacks, Qt.Key.Key_Return)
    assert [request.n_stacks for request in desk.requests] == [17]


def test_that_a_number_being_typed_survives_a_plan_that_arrives(desk: Panel, qtbot: QtBot) -> None:
    desk.panel.stacks.setFocus()
    desk.panel.stacks.selectAll()
    QTest.keyClicks(desk.panel.stacks, "17")
    desk.panel.set_request(PlanRequest(n_stacks=4))
    assert desk.panel.stacks.text() == "17"


def test_that_a_skip_list_being_typed_survives_a_plan_that_arrives(
    desk: Panel, qtbot: QtBot
) -> None:
    desk.panel.skip.setFocus()
    QTest.keyClicks(desk.panel.skip, "55, 57-")
    desk.panel.set_request(desk.panel.request)
    assert desk.panel.skip.text() == "55, 57-"
    QTest.keyClicks(desk.panel.skip, "60")
    desk.panel.set_request(desk.panel.request)
    assert desk.panel.skip.text() == "55, 57-60"


def test_that_a_skip_list_is_taken_over_at_its_end_and_once(desk: Panel, qtbot: QtBot) -> None:
    QTest.keyClicks(desk.panel.skip, "55, 57-58")
    assert desk.requests == []
    QTest.keyClick(desk.panel.skip, Qt.Key.Key_Return)
    QTest.keyClick(desk.panel.skip, Qt.Key.Key_Return)
    assert [str(request.skipped) for request in desk.requests] == ["55, 57-58"]


def test_that_a_script_may_set_the_skip_list_and_the_folder_by_their_text(desk: Panel) -> None:
    desk.panel.skip.setText("7")
    desk.panel.skip.editingFinished.emit()
    assert [str(request.skipped) for request in desk.requests] == ["7"]
    desk.panel.traces.setText("/mnt/e20020/h5")
    desk.panel.traces.editingFinished.emit()
    assert desk.folders == []
    desk.panel.traces.returnPressed.emit()
    assert desk.folders == ["/mnt/e20020/h5"]


def test_that_the_last_good_skip_list_counts_while_there_is_a_mistake(
    desk: Panel, qtbot: QtBot
) -> None:
    desk.panel.set_request(PlanRequest(skip=RunNumbers.of([55]), n_stacks=4))
    desk.panel.skip.setText("55, x7")
    desk.panel.skip.editingFinished.emit()
    assert desk.requests == []
    desk.panel.stacks.setValue(9)
    assert desk.requests == [PlanRequest(skip=RunNumbers.of([55]), n_stacks=9)]
    desk.panel.set_request(desk.requests[-1])
    assert desk.panel.skip.text() == "55, x7"
    assert desk.panel.mistake.text()


def test_that_a_mistake_is_told_with_its_place_until_it_is_mended(desk: Panel) -> None:
    assert desk.panel.mistake.text() == ""
    desk.panel.skip.setText("55, x7")
    assert "'x7' (character 5)" in desk.panel.mistake.text()
    assert desk.panel.mistake.text()
    desk.panel.skip.setText("55, 7")
    assert desk.panel.mistake.text() == ""


def test_that_a_text_with_a_mistake_stays_until_it_is_mended_and_what_counts_is_told(
    desk: Panel,
) -> None:
    desk.panel.set_request(PlanRequest(skip=(55,), n_stacks=4))
    desk.panel.skip.setText("55, x7, 60")
    desk.panel.skip.editingFinished.emit()
    assert desk.panel.mistake.text().endswith(" Still skipped: 55.")
    desk.panel.set_request(PlanRequest(skip=(55, 58), n_stacks=4))  # skipped in the table meanwhile
    assert desk.panel.skip.text() == "55, x7, 60"
    assert desk.panel.mistake.text().endswith(" Still skipped: 55, 58.")
    desk.panel.set_request(PlanRequest(n_stacks=4))  # all undone
    assert desk.panel.mistake.text().endswith(" Still skipped: none.")
    assert desk.requests == []
    desk.panel.skip.setText("55, 57, 60")
    desk.panel.skip.editingFinished.emit()
    assert desk.panel.mistake.text() == ""
    assert [str(request.skipped) for request in desk.requests] == ["55, 57, 60"]


def test_that_a_text_with_a_mistake_is_not_carried_to_another_folder(desk: Panel) -> None:
    desk.panel.set_folder("/mnt/a")
    desk.panel.skip.setText("55, x7")
    desk.panel.set_folder("/mnt/a")
    assert desk.panel.skip.text() == "55, x7"
    desk.panel.set_folder("/mnt/b")
    assert (desk.panel.skip.text(), desk.panel.mistake.text()) == ("", "")


@pytest.mark.parametrize(
    ("pasted", "form"),
    [
        ("[60, 61]", "a Python list"),
        ("runs_to_skip = [\n  60,  # HV\n  61,\n]\n", "a Python list (runs_to_skip)"),
        ("#tpc=(1 2)\ntpc=(60 61)\n", "a bash array (tpc)"),
        ("run_0060.h5\nrun_0061.h5\n", "names of files"),
    ],
)
def test_that_a_pasted_list_is_taken_whole_and_shown_as_run_numbers(
    desk: Panel, pasted: str, form: str
) -> None:
    said: list[str] = []
    desk.panel.skip.list_read.connect(said.append)
    QApplication.clipboard().setText(pasted)
    desk.panel.skip.paste()
    assert desk.panel.mistake.text() == ""
    assert desk.requests == []
    desk.panel.skip.editingFinished.emit()
    assert [str(request.skipped) for request in desk.requests] == ["60-61"]
    assert desk.panel.skip.text() == "60-61"
    assert said == [f"Read 2 runs: 60-61, from {form}."]
    desk.panel.skip.editingFinished.emit()
    assert said[1:] == [""]


def test_that_a_pasted_list_that_means_two_things_is_refused_whole(desk: Panel) -> None:
    QApplication.clipboard().setText("tpc=(60 61)\ns800=(2060 2061)\n")
    desk.panel.skip.paste()
    desk.panel.skip.editingFinished.emit()
    assert desk.requests == []
    assert "2 lists, tpc (line 1) and s800 (line 2)" in desk.panel.mistake.text()


def test_that_undo_shows_the_skip_list_of_before(desk: Panel) -> None:
    desk.panel.skip.setText("55")
    desk.panel.skip.editingFinished.emit()
    desk.panel.set_request(PlanRequest(n_stacks=4))
    assert desk.panel.skip.text() == ""


def test_that_a_method_of_another_version_is_shown_as_such(desk: Panel) -> None:
    request = PlanRequest(n_stacks=4, method="quantum")
    desk.panel.set_request(request)
    assert desk.panel.method.currentData() == "quantum"
    assert "not in this version" in desk.panel.method.currentText()
    assert desk.panel.request == request


def test_that_an_unknown_method_is_listed_once_however_often_it_is_shown(desk: Panel) -> None:
    before = desk.panel.method.count()
    for _ in range(3):
        desk.panel.set_request(PlanRequest(n_stacks=4, method="quantum"))
        desk.panel.set_request(PlanRequest(n_stacks=4))
    assert desk.panel.method.count() == before + 1


def test_that_speeds_follow_the_number_of_stacks(desk: Panel) -> None:
    desk.panel.set_request(PlanRequest(n_stacks=2, speeds=(100, 50), weight="events"))
    desk.panel.last.setValue(7)
    desk.panel.stacks.setValue(3)
    assert desk.panel.speeds.text() == "100, 50, 100"
    desk.panel.stacks.setValue(1)
    assert [r.speeds for r in desk.requests] == [(100, 50), (100, 50, 100), (100,)]
    assert desk.requests[-1].weight == "events"


def test_that_speeds_are_taken_over_at_their_end_and_once(desk: Panel, qtbot: QtBot) -> None:
    desk.panel.set_request(PlanRequest(n_stacks=3))
    desk.panel.fold.click()
    QTest.keyClicks(desk.panel.speeds, "100 x2 55")
    assert desk.requests == []
    QTest.keyClick(desk.panel.speeds, Qt.Key.Key_Return)
    assert [request.speeds for request in desk.requests] == [(100, 100, 55)]
    desk.panel.speeds.clear()
    desk.panel.speeds.editingFinished.emit()
    assert desk.requests[-1].speeds is None


def test_that_the_last_good_speeds_count_while_there_is_a_mistake(desk: Panel) -> None:
    desk.panel.set_request(PlanRequest(n_stacks=2, speeds=(100, 50)))
    desk.panel.speeds.setText("100, x")
    assert "'x' (character 6) is no speed" in desk.panel.speeds_mistake.text()
    assert desk.panel.speeds_mistake.isVisible()
    desk.panel.last.setValue(7)
    assert desk.requests[-1].speeds == (100, 50)
    assert desk.panel.speeds.text() == "100, x"
    desk.panel.speeds.setText("70, 50")
    assert desk.panel.speeds_mistake.text() == ""


def test_that_undo_shows_the_speeds_of_before(desk: Panel) -> None:
    desk.panel.set_request(PlanRequest(n_stacks=2, speeds=(100, 50)))
    desk.panel.set_request(PlanRequest(n_stacks=2))
    assert desk.panel.speeds.text() == ""


def test_that_entering_the_folder_that_is_open_opens_nothing(desk: Panel) -> None:
    desk.panel.set_folder("/mnt/a")
    desk.panel.traces.returnPressed.emit()
    assert desk.folders == []


def test_that_speeds_that_count_are_unfolded_and_those_that_are_none_stay_away(desk: Panel) -> None:
    desk.panel.set_request(PlanRequest(n_stacks=3))
    assert not desk.panel.speeds.isVisible()
    desk.panel.set_request(PlanRequest(n_stacks=2, speeds=(100, 50)))
    assert desk.panel.speeds.isVisible()
    desk.panel.fold.click()
    assert not desk.panel.speeds.isVisible()


def test_that_what_following_sees_is_told_and_how_to_see_new_runs_without(desk: Panel) -> None:
    assert desk.panel.following.text() == "F5 looks for new runs"
    desk.panel.show_following("looked 3 s ago; run 128 is being written, 12.0 GB")
    assert "run 128 is being written" in desk.panel.following.text()
    assert "run 128 is being written" in desk.panel.following.toolTip()
    desk.panel.show_following("")
    assert desk.panel.following.text() == "F5 looks for new runs"


def test_that_a_path_without_room_shows_both_ends_and_all_of_it_while_it_is_typed(
    desk: Panel, qtbot: QtBot
) -> None:
    path = "/mnt/experiments/2026/" + "a-long-name/" * 20 + "e20020/h5"
    folder = desk.panel.traces
    desk.panel.stacks.setFocus()
    folder.show_path("/mnt/h5")
    short = folder.grab().toImage()
    folder.show_path(path)
    assert folder.text() == path
    assert path in folder.toolTip()
    elided = folder.grab().toImage()
    assert elided != short
    folder.show_path(path.replace("e20020", "e20009"))
    assert folder.grab().toImage() != elided  # its end is seen
    desk.panel.activateWindow()
    folder.setFocus()
    qtbot.waitUntil(folder.hasFocus)
    folder.home(False)
    assert folder.grab().toImage() != elided
