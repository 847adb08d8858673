"""What is written down while the window is open: the log, reports of faults, a file for a crash."""

import logging
import time
from collections import deque

from stackplan.core.errors import DiskError
from stackplan.files.crash_file import Crash, CrashFile, take_crashes
from stackplan.files.reports import Report, keep_report, report_text
from stackplan.files.shared_log import SharedLog, log_line, log_tail
from stackplan.files.state_folder import LOG, make_state_folder

_LINES = 60


class Recorder:
    """Writes to the state folder; used by one thread, which may hang on a dead disk.

    Parameters
    ----------
    facts : str
        Versions and platform, one a line.
    """

    def __init__(self, facts: str) -> None:
        self.facts = facts
        self.lines: deque[str] = deque(maxlen=_LINES)
        self.crash_file: CrashFile | None = None
        self._log: SharedLog | None = None
        self._folder = ""

    def open(self) -> list[Report]:
        """Begin; until then, and where this fails, lines are kept in memory only.

        Returns
        -------
        list of Report
            What processes that crashed have left.

        Raises
        ------
        DiskError
            If the state folder refuses it.
        """
        self._folder = make_state_folder(LOG)
        self._log = SharedLog(self._folder)
        self.crash_file = CrashFile(self._folder, self.facts)
        return [self._keep_crash(crash) for crash in take_crashes(self._folder)]

    def write(self, record: logging.LogRecord) -> None:
        """Add a line to the log.

        Parameters
        ----------
        record : LogRecord
            What is to be written.

        Raises
        ------
        DiskError
            If the disk refuses it; the line is kept in memory all the same.
        """
        self.lines.append(log_line(record))
        if self._log is not None:
            self._log.write(record)

    def report(self, title: str, trace: str) -> Report:
        """Keep a report of a fault that the program outlives.

        Parameters
        ----------
        title : str
            What happened, in a few words.
        trace : str
            Where.

        Returns
        -------
        Report
            The report, kept in a file if the disk takes it.
        """
        text = report_text(title, self.facts, trace, self.lines, time.time())
        try:
            folder = self._folder or make_state_folder(LOG)
        except DiskError as error:
            return Report(title, text, problem=str(error))
        return keep_report(folder, title, text)

    def close(self) -> None:
        """End: nothing stays but the log and the reports."""
        if self.crash_file is not None:
            self.crash_file.close()
        if self._log is not None:
            self._log.close()

    def _keep_crash(self, crash: Crash) -> Report:
        title = crash.trace.strip().split("\n")[0]
        lines = log_tail(self._folder, crash.process, _LINES)
        text = report_text(title, crash.facts, crash.trace, lines, crash.seconds)
        return keep_report(self._folder, title, text, is_crash=True)
