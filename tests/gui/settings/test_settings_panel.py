"""The settings: what is shown emits nothing, and a person's change leaves as one request."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desk import find, turn_wheel, wait_until
from stackplan.core.balance import METHODS
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

    def skip(self, text: str) -> None:
        """Type a skip list, and leave the field."""
        self.panel.skip.setText(text)
        self.panel.skip.editingFinished.emit()

    @property
    def skipped(self) -> list[str]:
        """The skip lists that were asked for."""
        return [str(request.skipped) for request in self.requests]


@pytest.fixture
def desk(qtbot: QtBot) -> Panel:
    return Panel(qtbot)


def test_that_showing_a_plan_asks_for_nothing(desk: Panel) -> None:
    panel = desk.panel
    assert panel.stacks.value() == 4
    assert panel.origin.text() == "this computer: 5 processors, 1 kept for Spyral"
    request = PlanRequest(54, 169, RunNumbers.of([60, 61]), 17, "lpt")
    panel.set_request(request)
    assert desk.requests == []
    assert panel.request == request
    shown = (panel.first.value(), panel.last.value(), panel.skip.text(), panel.stacks.value())
    assert (*shown, panel.method.currentData()) == (54, 169, "60-61", 17, "lpt")


def test_that_every_field_has_its_names_and_no_two_labels_share_a_key(desk: Panel) -> None:
    names = ("tracesEdit", "runMinSpin", "runMaxSpin", "skipEdit", "stacksSpin", "methodCombo",
             "speedsEdit")  # fmt: skip
    assert all(find(desk.panel, QWidget, name).accessibleName() for name in names)
    labels = [label.text() for label in desk.panel.findChildren(QLabel) if "&" in label.text()]
    keys = [text[text.index("&") + 1].lower() for text in labels]
    assert len(set(keys)) == len(keys) == 6
    method = desk.panel.method
    assert [method.itemData(row) for row in range(method.count())] == list(METHODS)
    assert all(" " in method.itemText(row) for row in range(method.count()))


def test_that_a_path_is_taken_as_shells_quote_and_file_managers_copy_it(desk: Panel) -> None:
    texts = ("/data/h5", " /data/h5 ", "'/data/h5'", '"/data/h5"', "file:///data/h5")
    for text in texts:
        desk.panel.traces.setText(text)
        QTest.keyClick(desk.panel.traces, Qt.Key.Key_Return)
    assert desk.folders == ["/data/h5"] * len(texts)
    desk.panel.traces.setText("/mnt/e20020/h5")
    desk.panel.traces.editingFinished.emit()
    desk.panel.set_folder("/data/h5")
    desk.panel.traces.returnPressed.emit()  # it is open
    assert len(desk.folders) == len(texts)


def test_that_a_wheel_turn_counts_only_in_the_field_that_has_the_focus(desk: Panel) -> None:
    panel = desk.panel
    panel.activateWindow()
    panel.traces.setFocus()
    wait_until(panel.traces.hasFocus)
    for widget in (panel.first, panel.last, panel.stacks, panel.method):
        turn_wheel(widget)
    assert desk.requests == []
    panel.stacks.setFocus()
    wait_until(panel.stacks.hasFocus)
    turn_wheel(panel.stacks)
    assert [request.n_stacks for request in desk.requests] == [5]


def test_that_the_ends_are_open_below_zero_and_not_tied_to_one_another(desk: Panel) -> None:
    panel = desk.panel
    for first, last in ((0, 99_999), (20, 10)):
        panel.first.setValue(first)
        panel.last.setValue(last)
        assert (panel.request.run_min, panel.request.run_max) == (first, last)
    desk.requests.clear()
    QTest.mouseClick(find(panel, QPushButton, "allFoundButton"), Qt.MouseButton.LeftButton)
    assert desk.requests == [PlanRequest(n_stacks=4)]  # both ends in one request
    assert panel.first.value() == panel.first.minimum()
    assert (panel.first.text(), panel.last.text()) == ("first found", "last found")


def test_that_a_number_asks_at_its_end_and_survives_a_plan_that_arrives(desk: Panel) -> None:
    desk.panel.stacks.setFocus()
    desk.panel.stacks.selectAll()
    QTest.keyClicks(desk.panel.stacks, "17")
    desk.panel.set_request(PlanRequest(n_stacks=4))
    assert desk.requests == []
    assert desk.panel.stacks.text() == "17"
    QTest.keyClick(desk.panel.stacks, Qt.Key.Key_Return)
    assert [request.n_stacks for request in desk.requests] == [17]


def test_that_a_skip_list_survives_a_plan_that_arrives_and_is_taken_over_once(
    desk: Panel,
) -> None:
    desk.panel.skip.setFocus()
    for typed, text in (("55, 57-", "55, 57-"), ("60", "55, 57-60")):
        QTest.keyClicks(desk.panel.skip, typed)
        desk.panel.set_request(desk.panel.request)
        assert desk.panel.skip.text() == text
    assert desk.requests == []
    for _ in range(2):
        QTest.keyClick(desk.panel.skip, Qt.Key.Key_Return)
    assert desk.skipped == ["55, 57-60"]
    desk.skip("7")  # as a script does
    assert desk.skipped == ["55, 57-60", "7"]
    desk.panel.set_request(PlanRequest(n_stacks=4))  # undone
    assert desk.panel.skip.text() == ""


def test_that_the_last_good_skip_list_counts_while_there_is_a_mistake(desk: Panel) -> None:
    desk.panel.set_request(PlanRequest(skip=RunNumbers.of([55]), n_stacks=4))
    desk.skip("55, x7")
    assert desk.requests == []
    desk.panel.stacks.setValue(9)
    assert desk.requests == [PlanRequest(skip=RunNumbers.of([55]), n_stacks=9)]
    desk.panel.set_request(desk.requests[-1])
    assert desk.panel.skip.text() == "55, x7"
    assert "'x7' (character 5)" in desk.panel.mistake.text()
    desk.panel.skip.setText("55, 7")
    assert desk.panel.mistake.text() == ""


def test_that_a_text_with_a_mistake_stays_until_it_is_mended_and_what_counts_is_told(
    desk: Panel,
) -> None:
    desk.panel.set_request(PlanRequest(skip=(55,), n_stacks=4))
    desk.skip("55, x7, 60")
    assert desk.panel.mistake.text().endswith(" Still skipped: 55.")
    desk.panel.set_request(PlanRequest(skip=(55, 58), n_stacks=4))  # skipped in the table meanwhile
    assert desk.panel.skip.text() == "55, x7, 60"
    assert desk.panel.mistake.text().endswith(" Still skipped: 55, 58.")
    desk.panel.set_request(PlanRequest(n_stacks=4))  # all undone
    assert desk.panel.mistake.text().endswith(" Still skipped: none.")
    assert desk.requests == []
    desk.skip("55, 57, 60")
    assert desk.panel.mistake.text() == ""
    assert desk.skipped == ["55, 57, 60"]


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
    assert (desk.skipped, desk.panel.skip.text()) == (["60-61"], "60-61")
    assert said == [f"Read 2 runs: 60-61, from {form}."]
    desk.panel.skip.editingFinished.emit()
    assert said[1:] == [""]


def test_that_a_pasted_list_that_means_two_things_is_refused_whole(desk: Panel) -> None:
    QApplication.clipboard().setText("tpc=(60 61)\ns800=(2060 2061)\n")
    desk.panel.skip.paste()
    desk.panel.skip.editingFinished.emit()
    assert desk.requests == []
    assert "2 lists, tpc (line 1) and s800 (line 2)" in desk.panel.mistake.text()


def test_that_a_method_of_another_version_is_shown_as_such_and_listed_once(desk: Panel) -> None:
    before, request = desk.panel.method.count(), PlanRequest(n_stacks=4, method="quantum")
    for _ in range(3):
        desk.panel.set_request(PlanRequest(n_stacks=4))
        desk.panel.set_request(request)
    assert desk.panel.method.currentData() == "quantum"
    assert "not in this version" in desk.panel.method.currentText()
    assert desk.panel.request == request
    assert desk.panel.method.count() == before + 1


def test_that_speeds_follow_the_number_of_stacks(desk: Panel) -> None:
    desk.panel.set_request(PlanRequest(n_stacks=2, speeds=(100, 50), weight="events"))
    desk.panel.last.setValue(7)
    desk.panel.stacks.setValue(3)
    assert desk.panel.speeds.text() == "100, 50, 100"
    desk.panel.stacks.setValue(1)
    assert [r.speeds for r in desk.requests] == [(100, 50), (100, 50, 100), (100,)]
    assert desk.requests[-1].weight == "events"


def test_that_speeds_are_taken_over_at_their_end_and_once(desk: Panel) -> None:
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


def test_that_speeds_that_count_are_unfolded_and_those_that_are_none_stay_away(desk: Panel) -> None:
    desk.panel.set_request(PlanRequest(n_stacks=2))
    assert not desk.panel.speeds.isVisible()
    for speeds, text in (((100, 50), "100, 50"), (None, ""), ((100, 50), "100, 50")):
        desk.panel.set_request(PlanRequest(n_stacks=2, speeds=speeds))
        assert desk.panel.speeds.text() == text
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
    desk: Panel,
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
    wait_until(folder.hasFocus)
    folder.home(False)
    assert folder.grab().toImage() != elided
