"""Bare Debian in a folder, to install things into and to remove them again without a trace."""

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

RELEASE = "bookworm"
# What installing and using anything changes: lists, logs, caches, and the user's own folder.
UNWATCHED = (
    *("dev", "proc", "run", "sys", "tmp"),
    *("var/cache", "var/lib/apt", "var/lib/dpkg", "var/log"),
)
# The last shell stays, as process 1: an X server would not tell that one that it is ready.
ENTER = """
mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && cd "$0/tmp" &&
exec chroot "$0" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    HOME=/tmp/user LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
    sh -c '. /tmp/network; cd /tmp; "$@"; exit $?' sh "$@"
"""
# The clock of the machine that makes a bare root may be anything.
ANY_DATE = 'Acquire::Check-Date "false";\nAcquire::Check-Valid-Until "false";\n'
# What the machine around it tells about the way to the network.
NETWORK = re.compile(
    r"(https?|no)_proxy|pip_(cert|default_timeout|index_url|trusted_host)", re.IGNORECASE
)
CERTIFICATES = "/tmp/certificates.pem"


def missing() -> str:
    """Say why there can be no bare root here; empty if there can."""
    if os.name != "posix" or os.geteuid() != 0:
        return "only root may make a bare Debian"
    if not os.environ.get("STACKPLAN_BARE_ROOT") and shutil.which("debootstrap") is None:
        return "no debootstrap, and STACKPLAN_BARE_ROOT names no bare Debian"
    return ""


class BareRoot:
    """A copy of a bare Debian; everything in it runs with mounts and processes of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        model = os.environ.get("STACKPLAN_BARE_ROOT")
        make = ["cp", "-a", "--reflink=auto", model] if model else ["debootstrap", RELEASE]
        subprocess.run([*make, folder], check=True, capture_output=True, timeout=900)
        for name in ("hosts", "resolv.conf"):
            shutil.copy(Path("/etc") / name, folder / "etc" / name)
        (folder / "tmp" / "user").mkdir(parents=True)
        (folder / "etc" / "apt" / "apt.conf.d" / "any-date").write_text(ANY_DATE, "utf-8")
        self._tell_the_network()
        self.run("apt-get", "update")

    def _tell_the_network(self) -> None:
        known = {name: text for name, text in os.environ.items() if NETWORK.fullmatch(name)}
        if certificates := known.get("PIP_CERT"):
            shutil.copy(certificates, self.folder / CERTIFICATES[1:])
            known["PIP_CERT"] = CERTIFICATES
        lines = (f"export {name}={shlex.quote(text)}\n" for name, text in known.items())
        (self.folder / "tmp" / "network").write_text("".join(lines), "utf-8")

    def run(self, *words: str, timeout: float = 600, log: Path | None = None) -> str:
        """Run a program in the root, and give what it says; a failure is told in full.

        What a long one says can be read in a file while it runs.
        """
        unshare = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--", "sh", "-c", ENTER]
        log = log or self.folder / "tmp" / "log"
        with log.open("wb") as output:
            done = subprocess.run(
                [*unshare, str(self.folder), *words], stdin=subprocess.DEVNULL,
                stdout=output, stderr=subprocess.STDOUT, timeout=timeout, check=False,
            )  # fmt: skip
        said = log.read_text("utf-8", "replace")
        assert done.returncode == 0, f"{' '.join(words)}: {done.returncode}\n{said}"
        return said

    def install(self, *packages: str) -> None:
        """Install packages of Debian, and nothing that is merely recommended."""
        self.run("apt-get", "-y", "--no-install-recommends", "satisfy", *packages)

    def take(self, path: Path) -> str:
        """Copy a file into the root, and give its name there."""
        shutil.copy(path, self.folder / "tmp")
        return f"/tmp/{path.name}"

    def files(self) -> set[str]:
        """List what is there."""
        found = set()
        for folder, folders, names in os.walk(self.folder):
            inside = os.path.relpath(folder, self.folder)
            folders[:] = [n for n in folders if os.path.normpath(f"{inside}/{n}") not in UNWATCHED]
            found |= {os.path.normpath(f"{inside}/{name}") for name in (*folders, *names)}
        return found
