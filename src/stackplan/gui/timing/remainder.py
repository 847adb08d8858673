"""What is left of a plan by a Spyral workspace: said, and planned anew as one step."""

from __future__ import annotations

import time
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from stackplan.core.plan import Plan
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.spyral.job import STALE
from stackplan.core.spyral.progress import progress_of
from stackplan.core.spyral.remainder import Remainder, remainder_of
from stackplan.core.text import shortened
from stackplan.files.spyral_workspace import read_workspace
from stackplan.gui.planning.session import Session
from stackplan.gui.timing.workspace import Workspace
from stackplan.gui.widgets.messages import Message, Messages
from stackplan.gui.widgets.worker import Worker

KEY = "rest"
_MS = 1_000_000  # ns
_MOST_WORDS = 600


class KnownRemainder(NamedTuple):
    """What a worker has found out about a plan; `kept` is the same if older results count.

    `older` are the runs whose results are older than their trace files.
    """

    words: str
    rest: Remainder
    older: RunNumbers
    kept: KnownRemainder | None = None


class RemainderOffer(QObject):
    """Says how far the plan on screen is, and offers a plan of the rest."""

    def __init__(
        self, window: QWidget, session: Session, workspace: Workspace, messages: Messages
    ) -> None:
        super().__init__(window)
        self._session, self._workspace, self._messages = session, workspace, messages
        self.left: KnownRemainder | None = None
        self.worker = Worker(self)
        self.worker.finished.connect(self._on_read)
        self.worker.failed.connect(partial(messages.say_error, KEY))

    def ask(self) -> None:
        """Compare the plan with its workspace, after asking for one where none is known."""
        self._workspace.use("Plan what is left, by a Spyral workspace", self.read)

    def read(self, workspace: str) -> None:
        """Compare the plan on screen with a workspace."""
        document = self._session.document
        plan, traces, found = document.plan, document.traces, document.found
        if plan is None:
            return
        modified = found.modified_ms if found else {}
        self.worker.start(lambda _: _left(plan, workspace, traces, modified))

    def take(self) -> None:
        """Plan what is left on the stacks that are free, as one step."""
        document, rest = self._session.document, self._rest
        if rest is None:
            return
        document.add_skip_reasons(rest.skip_reasons)
        document.apply(rest.plan, "Plan what is left", replanned=True)

    def take_whole(self) -> None:
        """Plan it with what is done, which stays pinned where it was, as one step."""
        if self._rest is not None:
            label = "Plan what is left, keep what is done"
            self._session.document.apply(self._rest.joined(), label, replanned=True)

    @property
    def _rest(self) -> Remainder | None:
        """What is left of the plan on screen, if that is known."""
        rest = self.left.rest if self.left is not None else None
        return rest if rest is not None and self._session.document.plan == rest.whole else None

    def _on_read(self, left: KnownRemainder) -> None:
        if left.rest.whole != self._session.document.plan:
            return  # another plan is on the screen by now
        if left.kept is not None:
            self.left = left
            words = (
                f"Results are older than the trace files, as after a copy without times: run"
                f" {left.older}. Do they hold?"
            )
            choices = ("They hold", partial(self._offer, left.kept))
            others = ("Do them again", partial(self._offer, left))
            self._messages.post(KEY, Message(words, "info", *choices, *others))
        else:
            self._offer(left)

    def _offer(self, left: KnownRemainder) -> None:
        """Say how far the plan is, and offer to plan what is left."""
        self.left = left
        if left.rest.plan.runs:
            words = f"{left.words} Planning what is left skips what is done, or keeps it pinned."
            choices = ("Plan what is left", self.take, "Keep what is done", self.take_whole)
            self._messages.post(KEY, Message(words, "info", *choices))
        else:
            self._messages.post(KEY, Message(f"{left.words} Nothing is left to plan.", "info"))

    def forget_other(self) -> None:
        """Take an offer back that is about another plan than the one on screen."""
        if self.left is not None and self._session.document.plan != self.left.rest.whole:
            self.left = None
            self._messages.withdraw(KEY)


def _left(plan: Plan, workspace: str, traces: str, modified: dict[int, int]) -> KnownRemainder:
    """Read a workspace, and plan what it has not done."""
    found = read_workspace(workspace, traces)
    now = time.time_ns() // _MS

    def held(*, keep_older: bool) -> KnownRemainder:
        progress = progress_of(plan, found, modified, now, keep_older=keep_older)
        words = shortened(" ".join(progress.sentences()), _MOST_WORDS)
        return KnownRemainder(words, remainder_of(plan, progress), progress.runs(STALE))

    left = held(keep_older=False)
    return left._replace(kept=held(keep_older=True)) if left.older else left
