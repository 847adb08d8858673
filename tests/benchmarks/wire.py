"""What the window sends to an X server, as through `ssh -X`: no shared memory, every pixel travels.

For orientation: the aims are those of the design; no mark and no following is dropped for them.
"""

import json
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from benchmarks.measuring import Measurer, at_most, own_settings, platforms
from stackplan.files.demo import make_demo

N_STACKS = 17
# KiB sent at most.
AIMS = {
    "start to the first chart": 7000,
    "another number of stacks": 3000,
    "an edit of two stacks": 500,
    "a move of the mouse": 40,
    "a step of a drag within a row": 250,
    "a step of a drag across rows": 400,
    "5 s of nothing": 0,
}


class Proxy:
    """Stands between the window and its X server, and counts what the window sends.

    Not in the window's own process: while Qt connects, no other thread of it runs.
    """

    def __init__(self, display: str) -> None:
        self.sent = 0
        self._server = f"/tmp/.X11-unix/X{display.removeprefix(':')}"
        self._ear = socket.create_server(("127.0.0.1", 0))
        # The number of a display is that of its port, less 6000.
        self.display = f"127.0.0.1:{self._ear.getsockname()[1] - 6000}"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            client, _ = self._ear.accept()
            server = socket.socket(socket.AF_UNIX)
            server.connect(self._server)
            for source, target in ((client, server), (server, client)):
                arguments = (source, target, source is client)
                threading.Thread(target=self._carry, args=arguments, daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, counts: bool) -> None:
        with suppress(OSError):  # the window is gone
            while data := source.recv(1 << 16):
                if counts:
                    self.sent += len(data)
                target.sendall(data)


def sent_by(child: Measurer, proxy: Proxy) -> dict[str, float]:
    """Run the child behind a proxy, and tell it how much it has sent as often as it asks."""
    with child.start() as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() != "?":
                found: dict[str, float] = json.loads(line)
                return found
            print(proxy.sent, file=process.stdin, flush=True)
    raise RuntimeError("the window has ended before it was measured")


def measure(folder: Path) -> Iterator[str]:
    """Count what is sent."""
    traces = folder / "traces"
    make_demo(str(traces))
    for path in traces.iterdir():
        os.utime(path, (1.6e9, 1.6e9))  # else the window says that files are young
    settings = own_settings(folder / "settings", traces, N_STACKS)
    for platform, more in platforms():
        if platform == "X server":
            proxy = Proxy(more["DISPLAY"])
            more |= {**settings, "DISPLAY": proxy.display, "QT_XCB_NO_MITSHM": "1"}
            for act, sent in sent_by(Measurer("wire_child", (traces,), more), proxy).items():
                yield at_most(sent, AIMS[act], act, "KiB")
