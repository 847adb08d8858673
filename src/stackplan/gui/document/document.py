"""The plan on screen (`PlanDocument`): its runs, its note, its file, and what is unsaved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from operator import attrgetter
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from stackplan.core.balance import BEST_METHOD, METHODS, make_plan, snake_of
from stackplan.core.edits import moved_runs, pins_of, with_sizes
from stackplan.core.file_problems import FileProblems, file_problems
from stackplan.core.plan import Plan, Proof
from stackplan.core.plan_text import PlanFile
from stackplan.core.request import PlanRequest, phase_of
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import Run
from stackplan.core.timing.rates import ratio_of, weighed
from stackplan.files.scan import ScanResult
from stackplan.gui.document.history import History, ReplaceState


class DocumentState(NamedTuple):
    """What undo and redo bring back."""

    plan: Plan
    base: Plan  # the plan as the method made it: what differs from it was moved by hand
    note: str = ""  # the crew's words
    # The plan that the method made last, of folder, settings and pins as they were then; `None` for
    # a plan out of a file.
    given: Plan | None = None


def reasons_that_hold(
    skip_reasons: tuple[tuple[RunNumbers, str], ...], request: PlanRequest
) -> Iterator[tuple[RunNumbers, str]]:
    """Give the reasons of runs that are skipped; an undo takes some out of the skip list again."""
    for numbers, reason in skip_reasons:
        held = numbers.minus(numbers.minus(request.skipped))
        if held:
            yield held, reason


def saved_form(
    state: DocumentState,
    traces: str,
    opened: PlanFile | None,
    found: ScanResult | None,
    skip_reasons: tuple[tuple[RunNumbers, str], ...],
) -> PlanFile:
    """Join the plan, what its file held besides when it was opened, and what was found since."""
    plan = state.plan
    kept, unknown = (opened.skip_reasons, opened.unknown) if opened else ((), ())
    if found is not None:
        left_out = found.left_out(plan.request)
    else:
        left_out = opened.left_out if opened else ()
    own = reasons_that_hold(skip_reasons, plan.request)
    return PlanFile(
        plan,
        traces,
        left_out=left_out,
        note=state.note,
        skip_reasons=(*kept, *own),
        unknown=unknown,
    )


class PlanDocument(QObject):
    """Holds one plan, where it came from and how it became what it is."""

    plan_changed = Signal(object)  # the plan on screen, or something that is known of it
    saved_changed = Signal()  # its file, or whether that holds what is on screen

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.history = History(self)
        self.history.cleanChanged.connect(self.saved_changed)
        self.opened = 0  # counts the plans that were opened, each with a history of its own
        self.steps = 0  # counts what was applied, undone and redone
        self.traces = ""
        self.path: str | None = None
        self.digest = ""  # of the file's content as it was opened or saved; empty if not known
        self.found: ScanResult | None = None
        self.grown = RunNumbers()  # runs whose files had another size at the look before
        self.faults: Mapping[int, str] = {}  # by run: what the HDF5 library found wrong in files
        self.unfinished = RunNumbers()  # runs in the folder that `found` does not count yet
        self.skip_reasons: tuple[tuple[RunNumbers, str], ...] = ()
        self._state: DocumentState | None = None
        self._file: PlanFile | None = None
        self.known = KnownRuns()
        self._snake: Plan | None = None
        self._selection: tuple[ScanResult, PlanRequest, tuple[Run, ...]] | None = None
        self._made: Plan | None = None  # the latest plan made to see whether it is given again
        self._balanced: Plan | None = None  # what a search says that folder and settings give

    @property
    def states(self) -> Mapping[int, str]:
        """States of the files of the folder, by run number; nothing before it has been read."""
        return self.found.states if self.found is not None else {}

    @property
    def plan(self) -> Plan | None:
        """The plan on screen; `None` before the first one."""
        return self._state.plan if self._state else None

    @property
    def snake(self) -> Plan | None:
        """Spyral's deal of the runs on screen; a move by hand changes nothing of it."""
        state, snake = self._state, self._snake
        if state is None:
            return None
        plan = state.plan
        if snake is None or _is_other_deal(snake, plan):
            is_dealt = plan is state.given and plan.request.method == "snake" and not plan.pinned
            self._snake = plan if is_dealt else snake_of(plan)
        return self._snake

    @property
    def note(self) -> str:
        """The crew's words about the plan."""
        return self._state.note if self._state else ""

    @property
    def hand_moves(self) -> tuple[int, ...]:
        """Runs that are on another stack than the method put them on."""
        return moved_runs(self._state.base, self._state.plan) if self._state else ()

    @property
    def placed(self) -> RunNumbers:
        """Runs that were placed since the method made the plan: it did not have them."""
        if self._state is None:
            return RunNumbers()
        return RunNumbers.of(self._state.plan.places.keys() - self._state.base.places.keys())

    @property
    def is_changed_by_hand(self) -> bool:
        """Tell whether runs were moved or placed since the method made the plan."""
        state = self._state
        if state is None:
            return False
        if state.given is None and not _is_quick(state.plan.request.method):
            return True  # a plan out of a file; to know it, its search would be made again
        return bool(self.hand_moves or self.placed)

    @property
    def has_unsaved_work(self) -> bool:
        """Tell whether closing would lose what folder and settings do not give again."""
        return not (self._state is None or self.is_saved or self.is_given_again)

    @property
    def is_saved(self) -> bool:
        """Tell whether the plan's file holds what is on screen."""
        return self.path is not None and self.history.isClean()

    @property
    def is_given_again(self) -> bool:
        """Tell whether opening the folder anew with the settings on screen would give all this.

        What cannot be told without a search does not count as given again.
        """
        state = self._state
        if state is None:
            return False
        request = state.plan.request
        # A folder is opened by size; what runs cost else was read from somewhere.
        has_more = state.note or state.plan.pinned or request.weight != "bytes"
        if has_more or any(reasons_that_hold(self.skip_reasons, request)):
            return False
        given = self._given()
        return given is not None and given.stacks == state.plan.stacks

    def _given(self) -> Plan | None:
        """Give what the settings on screen make of the folder as it was seen last, if known."""
        state = self._state
        if state is None:
            return None
        request = state.plan.request
        if self.found is not None:
            runs = self._selected(self.found, request)
        elif self._file is None:
            runs = state.plan.runs  # they are all that is known of a folder
        else:
            return None  # a file was opened, and its folder was not seen
        if any(request.in_range(n) and n not in request.skipped for n in self.unfinished):
            return None
        for known in (state.given, self._balanced, self._made):
            if known is None or known.pinned:
                continue  # folder and settings do not hold the pins
            if (known.request, known.runs) == (request, runs):
                return known
        if not _is_quick(request.method):
            return None
        self._made = make_plan(runs, request)
        return self._made

    def _selected(self, found: ScanResult, request: PlanRequest) -> tuple[Run, ...]:
        """Give the runs of the folder that a request selects; each edit asks several times."""
        known = self._selection
        if known is None or known[0] is not found or known[1] != request:
            runs = sorted(request.select(found.runs), key=attrgetter("number"))
            known = self._selection = found, request, tuple(runs)
        return known[2]

    @property
    def weight(self) -> str:
        """What the plan counts: `PlanRequest.weight`."""
        return self._state.plan.request.weight if self._state else "bytes"

    @property
    def runs(self) -> tuple[Run, ...]:
        """Everything that could be planned, weighed as the plan counts."""
        return self.runs_in(self.weight)

    def runs_in(self, unit: str) -> tuple[Run, ...]:
        """Give the same weighed in another unit."""
        return self.known.runs_with(self.plan, unit)

    @property
    def vanished(self) -> RunNumbers:
        """Planned runs that the last scan did not see."""
        if self._state is None or self.found is None:
            return RunNumbers()
        gone = self.known.gone(self._state.plan, self.found.by_number)
        gone_numbers = RunNumbers.of([run.number for run in gone])
        return gone_numbers.minus(self.found.unreadable)

    @property
    def new(self) -> RunNumbers:
        """Runs of the folder that the settings ask for and the plan does not hold, not yet."""
        if self._state is None:
            return RunNumbers()
        plan = self._state.plan
        there = self.found.with_data if self.found is not None else RunNumbers()
        both = RunNumbers(there.intervals + self.unfinished.intervals)
        asked = both.within(plan.request.run_min, plan.request.run_max)
        return asked.minus(plan.request.skipped).minus(RunNumbers.of(plan.places))

    @property
    def problems(self) -> FileProblems:
        """What is wrong with the files of the plan on screen, and what it leaves out."""
        if self._state is None:
            return FileProblems()
        plan, found = self._state.plan, self.found
        if found is not None:
            states, left_out = found.odd, found.left_out(plan.request)
        else:
            states, left_out = {}, self._file.left_out if self._file is not None else ()
        return file_problems(plan, states, left_out, self.grown, self.faults, self.vanished)

    def load(self, plan: Plan, traces: str, found: ScanResult | None = None) -> None:
        """Begin with a plan that the method has just made of what was found; the history too."""
        self.traces, self.path, self.digest, self._file = traces, None, "", None
        self._begin(DocumentState(plan, plan, given=plan), found)

    def load_file(self, plan_file: PlanFile, path: str, digest: str = "") -> None:
        """Begin with a plan out of a file.

        What its method would put elsewhere counts as moved; a method that takes its time is not
        asked.
        """
        self._take_file(plan_file, path, digest)
        plan = plan_file.plan
        is_quick = _is_quick(plan.request.method)
        base = make_plan(plan.runs, plan.request, pins_of(plan)) if is_quick else plan
        self._begin(DocumentState(plan, base, plan_file.note))

    def load_recovered(
        self, plan_file: PlanFile, base: Plan, path: str | None, digest: str
    ) -> None:
        """Begin with work that was never saved; `base` is the plan as the method made it."""
        self._take_file(plan_file, path, digest)
        self._begin(DocumentState(plan_file.plan, base, plan_file.note), is_saved=False)

    def apply(self, plan: Plan, label: str, *, replanned: bool = False) -> None:
        """Make a plan the current one, as one undoable step.

        A plan equal to the current one is no step. `replanned` says that the method made it, so
        that nothing in it was moved by hand.
        """
        if self._state is None:
            raise RuntimeError("there is no plan to change yet")
        state = self._state._replace(plan=plan)
        if replanned:
            state = state._replace(base=plan, given=plan)
        self._push(state, label)

    def apply_with_base(self, plan: Plan, base: Plan, label: str) -> None:
        """As `apply`; `base` is the new plan of the method, and what differs was moved by hand."""
        if self._state is not None:
            self._push(self._state._replace(plan=plan, base=base), label)

    def prove(self, proof: Proof) -> None:
        """Take over a better bound for the plan on screen: nothing moves, and it is no step."""
        if self._state is not None:
            state = self._state._replace(plan=replace(self._state.plan, proof=proof))
            self.history.amend(state)
            self._show(state)

    def set_note(self, note: str) -> None:
        """Change the note, as one undoable step."""
        if self._state is not None:
            # Blanks at its ends do not survive the plan file: it would never count as saved.
            self._push(self._state._replace(note=note.strip()), "Note")

    def add_skip_reasons(self, reasons: Iterable[tuple[RunNumbers, str]]) -> None:
        """Know why runs are skipped; a reason holds while the run is."""
        self.skip_reasons = tuple(dict.fromkeys((*self.skip_reasons, *reasons)))

    def set_found(self, found: ScanResult, grown: RunNumbers | None = None) -> None:
        """Take over what a scan found: new sizes, no moves, no step in the history.

        `grown` are the runs whose files had another size at the look before, where it was compared.
        """
        self.found, self.unfinished = found, RunNumbers()
        if grown is not None:
            self.grown = grown
        self.known.see(self._state.plan if self._state else None, found.by_number)
        if self._state is not None:
            self._show(self._state)

    def set_faults(self, faults: Mapping[int, str]) -> None:
        """Know what is wrong in files, in a few words by run; no moves, no step in the history."""
        if faults != self.faults:
            self.faults = faults
            if self._state is not None:
                self._show(self._state)

    def set_unfinished(self, numbers: RunNumbers) -> None:
        """Know which runs `found` leaves out that the folder, opened anew, would bring."""
        if numbers != self.unfinished:
            self.unfinished = numbers
            if self._state is not None:
                self._show(self._state)

    def set_balanced(self, plan: Plan) -> None:
        """Know what the best method makes of the runs and the settings on screen."""
        if plan is not self._balanced and not plan.pinned:
            self._balanced = plan
            self.saved_changed.emit()

    @property
    def base(self) -> Plan | None:
        """The plan as the method made it."""
        return self._state.base if self._state else None

    def plan_file(self, made: str) -> PlanFile:
        """Everything to be saved."""
        if self._state is None:
            raise RuntimeError("there is no plan to save yet")
        form = saved_form(self._state, self.traces, self._file, self.found, self.skip_reasons)
        return replace(form, made=made)

    def mark_saved(self, path: str, saved: PlanFile, digest: str = "") -> None:
        """Remember that a plan file holds this plan; an edit made meanwhile stays unsaved."""
        self.path, self.digest = path, digest
        if self._state and (saved.plan, saved.note) == (self._state.plan, self._state.note):
            self.history.setClean()
        self.saved_changed.emit()

    def keep_over(self, digest: str) -> None:
        """Keep what is on screen, unsaved, although its file holds something else by now."""
        self.digest = digest
        self.history.resetClean()
        self.saved_changed.emit()

    def _take_file(self, plan_file: PlanFile, path: str | None, digest: str) -> None:
        self.traces, self.path, self.digest = plan_file.traces, path, digest
        self._file = plan_file

    def _begin(
        self, state: DocumentState, found: ScanResult | None = None, *, is_saved: bool = True
    ) -> None:
        self.opened += 1
        self._state, self.found, self.skip_reasons = None, found, ()
        self.grown = self.unfinished = RunNumbers()
        self.faults = {}
        self._balanced = self._made = None
        self.known.begin(state.plan, found.by_number if found is not None else {})
        self.history.clear()
        if not is_saved:
            self.history.resetClean()
        self._show(state)
        self.saved_changed.emit()

    def _push(self, after: DocumentState, label: str) -> None:
        if self._state is None:
            return
        if after == self._state:
            self._show_step(after)  # no step of the history, but it was asked for
        else:
            self.history.push(ReplaceState(self._show_step, self._state, after, label))
            self.saved_changed.emit()

    def _show_step(self, state: DocumentState) -> None:
        self.steps += 1
        self._show(state)

    def _show(self, state: DocumentState) -> None:
        # The history holds assignments: an undo past a rescan keeps today's sizes.
        plan = self._sized(state.plan)
        base = plan if state.base is state.plan else self._sized(state.base)
        self._state = state._replace(plan=plan, base=base)
        self.plan_changed.emit(plan)

    def _sized(self, plan: Plan) -> Plan:
        return with_sizes(plan, self.known.by_number(plan.request.weight))


def _is_quick(method: str) -> bool:
    """Tell whether a method is known, and plans within the call."""
    return method in METHODS and method != BEST_METHOD


def _is_other_deal(snake: Plan, plan: Plan) -> bool:
    asked, dealt = plan.request, snake.request
    settings = (asked.n_stacks, asked.speeds, asked.weight)
    return plan.runs != snake.runs or settings != (dealt.n_stacks, dealt.speeds, dealt.weight)


class KnownRuns:
    """Runs by number, as the folder has them or else the plan; the same ones in each unit.

    What is known of a run's weight holds for the size that the run had then.
    """

    def __init__(self) -> None:
        self._plain: Mapping[int, Run] = {}
        self._given: dict[str, dict[int, Run]] = {}
        self._otherwise: dict[str, Fraction | None] = {}
        self._by_unit: dict[str, Mapping[int, Run]] = {}

    def begin(self, plan: Plan, found: Mapping[int, Run] | None = None) -> None:
        """Know another plan; what another folder held under the same numbers is forgotten."""
        unit, self._given, self._otherwise = plan.request.weight, {}, {}
        self._by_unit = {}
        if unit != "bytes":
            known = (run for run in plan.runs if run.weight is not None)
            self._given[unit] = {run.number: run for run in known}
        self.see(plan, found or {})

    def see(self, plan: Plan | None, found: Mapping[int, Run]) -> None:
        """Take over what a folder holds; a planned run that is gone is known all the same."""
        gone = self.gone(plan, found) if plan is not None else ()
        self._plain = found
        if gone:
            self._plain = {run.number: _plain(run) for run in gone} | {**found}
        self._by_unit = {"bytes": self._plain}

    def gone(self, plan: Plan, found: Mapping[int, Run]) -> tuple[Run, ...]:
        """Give the planned runs that were not found."""
        return tuple(run for run in plan.runs if run.number not in found)

    def learn(self, unit: str, runs: Iterable[Run], otherwise: Fraction | None = None) -> None:
        """Know from now on what runs cost in a unit, and how much a byte where none is known."""
        self._given[unit] = {run.number: run for run in runs}
        self._otherwise[unit] = otherwise
        self._by_unit.pop(unit, None)

    def by_number(self, unit: str) -> Mapping[int, Run]:
        """Give every run by its number, weighed in a unit."""
        if unit not in self._by_unit:
            self._by_unit[unit] = self._weighed(unit)
        return self._by_unit[unit]

    def runs_with(self, plan: Plan | None, unit: str) -> tuple[Run, ...]:
        """Give every run and those of a plan: an undo may bring back one that has vanished."""
        known = self.by_number(unit)
        return (*known.values(), *(self.gone(plan, known) if plan is not None else ()))

    def _weighed(self, unit: str) -> dict[int, Run]:
        plain, given = self._plain, self._given.get(unit, {})
        given = {n: run for n, run in given.items() if n in plain}
        if phase_of(unit):  # its files do not change with the traces, which may not be there at all
            given = {n: replace(run, size=plain[n].size) for n, run in given.items()}
        given = {n: run for n, run in given.items() if plain[n].size == run.size}
        measured = {n: run.load for n, run in given.items() if not run.estimated}
        ratio = ratio_of(plain.values(), measured) or self._otherwise.get(unit)
        # Without either, what a plan file has estimated.
        ratio = ratio or ratio_of(plain.values(), {n: run.load for n, run in given.items()})
        unknown = [run for run in plain.values() if run.size and run.number not in given]
        guessed = weighed(unknown, {}, ratio) if ratio is not None else ()
        return {**plain, **given, **{run.number: run for run in guessed}}


def _plain(run: Run) -> Run:
    return run if run.weight is None else replace(run, weight=None, estimated=False)
