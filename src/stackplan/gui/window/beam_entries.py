"""Entries about the beam: good runs, suspicious ones, following; made after the first paint."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAction

from stackplan.gui.beam.follower import Follower, show_follow_list
from stackplan.gui.beam.good_runs import GoodRuns
from stackplan.gui.beam.suspicious_runs import Risks
from stackplan.gui.planning.hdf5_info import FileFacts
from stackplan.gui.window.actions import Actions
from stackplan.gui.window.main_window import MainWindow
from stackplan.gui.window.time_entries import add_time_entries

_BRIEFLY_MS = 2000


def add_beam_entries(actions: Actions, window: MainWindow) -> None:
    """Add what the menus have beside the plan itself."""
    good = GoodRuns(window, window.session)
    good.said.connect(window.panes.messages.say)
    actions.add(actions.file, "goodRunsAction", "Import &good runs...", good.ask)
    facts = FileFacts(window.session, window)
    facts.progressed.connect(window.panes.status.show_progress)
    window.panes.status.cancel_requested.connect(facts.stop)
    facts.said.connect(window.panes.messages.say)
    facts.unsaid.connect(window.panes.messages.unsay)
    window.readers += [good.task, facts.task]
    risks = Risks(window, window.document, window.hand_edits, window.panes.table, facts)
    window.views.why_requested.connect(risks.show_list)
    menu = actions.plan
    actions.add(menu, "risksAction", "Susp&icious runs...", risks.show_list)
    actions.add(menu, "skipRiskyAction", "Skip e&very suspicious run", risks.skip_all)
    actions.add(menu, "riskyLastAction", "Risky runs &last", risks.put_last)
    menu.addSeparator()
    _add_following(actions, window)
    menu.addSeparator()
    add_time_entries(actions, window, facts)
    facts.look()  # a small folder has been scanned by now


def _add_following(actions: Actions, window: MainWindow) -> None:
    menu = actions.plan

    def follow() -> None:
        window.follower.follow(switch.isChecked())

    def set_at_once() -> None:
        window.follower.places_at_once = at_once.isChecked()

    def show_list() -> None:
        show_follow_list(window, window.follower)

    switch = actions.add(menu, "followAction", "&Follow the folder", follow)
    words = "Place finished runs at &once"
    at_once = actions.add(menu, "placeAlwaysAction", words, set_at_once)
    for action in (switch, at_once):
        action.setCheckable(True)
    actions.add(menu, "followListAction", "What came and &went...", show_list)
    window.panes.follow.clicked.connect(_follow_later(window))
    window.follower_made.connect(partial(_connect_follower, window))


def _follow_later(window: MainWindow) -> Callable[[bool], None]:
    """Follow, or stop: what does so is made with the first click."""

    def follow(on: bool) -> None:
        window.follower.follow(on)

    return follow


def _connect_follower(window: MainWindow, follower: Follower) -> None:
    """Connect what follows the folder; it is made when it is first asked for."""
    panes = window.panes

    def show_switch(on: bool) -> None:
        panes.follow.setChecked(on)
        for name, checked in (("follow", on), ("placeAlways", follower.places_at_once)):
            action = window.findChild(QAction, f"{name}Action")
            if action is not None:
                action.setChecked(checked)

    follower.switched.connect(show_switch)
    follower.said.connect(panes.messages.say)
    follower.unsaid.connect(panes.messages.unsay)
    follower.told.connect(lambda words: panes.status.showMessage(words, _BRIEFLY_MS))
