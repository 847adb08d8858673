"""Entries about the beam: following the folder; made after the first paint, which needs none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackplan.gui.follower import Follower

if TYPE_CHECKING:
    from stackplan.gui.actions import Actions
    from stackplan.gui.main_window import MainWindow

_BRIEFLY_MS = 2000


def add_beam_entries(actions: Actions, window: MainWindow) -> None:
    """Add what the Plan menu has beside the plan itself."""
    actions.plan.addSeparator()
    _add_following(actions, window)


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
