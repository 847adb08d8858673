"""The command line: the same functions as the window, without Qt and without matplotlib."""

COMMANDS = ("plan", "show", "check", "export", "rest", "demo")
