"""Entries about the beam: following the folder; made after the first paint, which needs none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackplan.gui.follower import Follower
from stackplan.gui.good_runs import GoodRuns
from stackplan.gui.left_runs import LeftRuns
from stackplan.gui.measured_times import MeasuredTimes

if TYPE_CHECKING:
    from stackplan.gui.actions import Actions
    from stackplan.gui.main_window import MainWindow

_BRIEFLY_MS = 2000


def add_beam_entries(actions: Actions, window: MainWindow) -> None:
    """Add what the Plan menu has beside the plan itself."""
    good = GoodRuns(window, window.session)
    window.readers.append(good.task)
    good.said.connect(window.panes.messages.say)
    actions.add(actions.file, "goodRunsAction", "Import &good runs...", good.ask)
    last = window.hand_edits.put_risky_last
    actions.add(actions.plan, "riskyLastAction", "Risky runs &last", last)
    actions.plan.addSeparator()
    _add_following(actions, window)
    actions.plan.addSeparator()
    _add_times(actions, window)


def _add_following(actions: Actions, window: MainWindow) -> None:
    follower = Follower(window.session, window.hand_edits.place_new, window)
    window.follower = follower
    panes, menu = window.panes, actions.plan

    def set_at_once() -> None:
        follower.places_at_once = at_once.isChecked()

    def show_list() -> None:
        # Imported when it is asked for: the window's start waits for no dialog.
        from stackplan.gui.dialogs.follow_dialog import show_follow_list

        show_follow_list(window, follower)

    def show_switch(on: bool) -> None:
        follow.setChecked(on)
        panes.follow.setChecked(on)
        at_once.setChecked(follower.places_at_once)

    words = "&Follow the folder"
    follow = actions.add(menu, "followAction", words, lambda: follower.follow(follow.isChecked()))
    at_once = actions.add(menu, "placeAlwaysAction", "Place finished runs at &once", set_at_once)
    for action in (follow, at_once):
        action.setCheckable(True)
    actions.add(menu, "followListAction", "What came and &went...", show_list)
    panes.follow.clicked.connect(follower.follow)
    follower.switched.connect(show_switch)
    follower.said.connect(panes.messages.say)
    follower.unsaid.connect(panes.messages.unsay)
    follower.told.connect(lambda words: panes.status.showMessage(words, _BRIEFLY_MS))


def _add_times(actions: Actions, window: MainWindow) -> None:
    times = MeasuredTimes(window.document, window)
    document, panes = window.document, window.panes

    def ask() -> None:
        # Imported when it is asked for: the window's start waits for no dialog.
        from stackplan.gui.dialogs.file_dialogs import folder_dialog

        dialog = folder_dialog(window, window.files.folder)
        dialog.setWindowTitle("Times from a Spyral workspace")
        dialog.fileSelected.connect(times.read_workspace)
        dialog.open()

    def show_times() -> None:
        plan = document.plan
        rate = times.rate(plan.request.weight) if plan is not None else None
        words = times.words(plan, window.views.snake)
        panes.summary.set_times(words, is_known=rate is not None)
        panes.table.set_rate(rate)

    def typed_rate() -> str:
        from stackplan.core.forecast_words import RATE_UNITS

        weight = document.plan.request.weight if document.plan is not None else ""
        rate = times.rate(weight) if weight in RATE_UNITS else None
        return f"{float(rate.typical) / RATE_UNITS[weight][1]:.3g}" if rate is not None else ""

    actions.add(actions.plan, "timesAction", "&Times from a Spyral workspace...", ask)
    left = LeftRuns(window, window.session)
    window.readers += [times.task, left.task]
    left.said.connect(panes.messages.say)
    left.unsaid.connect(panes.messages.unsay)
    actions.add(actions.plan, "leftAction", "What is l&eft of it...", left.ask)
    window.dialogs.known_rate = typed_rate
    times.said.connect(panes.messages.say)
    times.rate_changed.connect(show_times)
    document.plan_changed.connect(show_times)
    times.load()
