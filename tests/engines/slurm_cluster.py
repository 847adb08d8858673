"""A real Slurm of one node on the loopback interface, out of Debian's packages.

No systemd, no cgroups, no database; everything lies in one folder, and only the processes that were
started here are ended.
"""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scontrol", "sinfo")
BOUND = 60  # seconds for whatever may be waited for

CONFIGURATION = """\
ClusterName=mini
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller_port}
SlurmdPort={node_port}
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
StateSaveLocation={folder}/controller
SlurmdSpoolDir={folder}/node
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
MpiDefault=none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/builtin
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=100000
ReturnToService=2
MinJobAge=3600
MaxArraySize=1001
MaxJobCount=200000
SlurmdParameters=config_overrides
NodeName={host} NodeAddr=127.0.0.1 CPUs=8 State=UNKNOWN
PartitionName=main Nodes={host} Default=YES MaxTime=INFINITE State=UP
"""


# Processes are watched without control groups; slurmd wants a plugin for them all the same, and
# this one is content with an empty folder, as in a container.
CONTROL_GROUPS = """\
CgroupPlugin=cgroup/v1
CgroupMountpoint={folder}/cgroup
"""


class SlurmEndedError(Exception):
    """A daemon of Slurm does not run on this machine; the text has its last words."""


def why_not() -> str:
    """Say why there can be no Slurm here; empty if there can."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    missing = [program for program in PROGRAMS if shutil.which(program, path=path) is None]
    if missing:
        return f"Slurm is not installed: no {', '.join(missing)}"
    return "" if os.geteuid() == 0 else "a Slurm of one's own needs root"


def free_ports() -> tuple[int, int]:
    """Find two ports that nobody listens on."""
    with socket.socket() as one, socket.socket() as two:
        one.bind(("127.0.0.1", 0))
        two.bind(("127.0.0.1", 0))
        return one.getsockname()[1], two.getsockname()[1]


class Cluster:
    """A Slurm that runs from `start` to `stop`, in an empty folder below one that all may enter."""

    def __init__(self, folder: Path) -> None:
        folder.chmod(0o755)  # munged wants it so
        self._folder = folder
        self._daemons: list[subprocess.Popen[bytes]] = []
        search = f"{os.environ['PATH']}:/usr/sbin:/sbin"
        self.environment = {
            **os.environ, "PATH": search, "SLURM_CONF": str(folder / "slurm.conf"),
        }  # fmt: skip

    def start(self) -> None:
        folder = self._folder
        for name in ("controller", "node", "cgroup"):
            (folder / name).mkdir()
        host = socket.gethostname().partition(".")[0]
        controller_port, node_port = free_ports()
        text = CONFIGURATION.format(
            folder=folder, host=host, controller_port=controller_port, node_port=node_port
        )
        (folder / "slurm.conf").write_text(text, "ascii")
        (folder / "cgroup.conf").write_text(CONTROL_GROUPS.format(folder=folder), "ascii")
        key = folder / "munge.key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o600)
        self._daemon(
            "munged", "--foreground", f"--key-file={key}", f"--socket={folder}/munge.socket",
            f"--pid-file={folder}/munged.pid", f"--log-file={folder}/munged.log",
            f"--seed-file={folder}/munge.seed",
        )  # fmt: skip
        self._wait("munged", (folder / "munge.socket").exists)
        self._daemon("slurmctld", "-D", "-f", f"{folder}/slurm.conf")
        self._daemon("slurmd", "-D", "-f", f"{folder}/slurm.conf")
        self._wait("the node", lambda: self.run("sinfo", "-h", "-o", "%T").stdout == "idle\n")

    def stop(self) -> None:
        for daemon in reversed(self._daemons):
            daemon.terminate()
            try:
                daemon.wait(BOUND)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait(BOUND)

    def run(
        self, *words: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a command as a client of the cluster."""
        return subprocess.run(
            words,
            cwd=cwd or self._folder,
            env={**self.environment, **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            timeout=BOUND,
            check=False,
        )

    def wait_for(self, jobs: list[str]) -> dict[str, str]:
        """Wait until all tasks of the jobs have ended; state of each task, as ``12_3``."""
        end = time.monotonic() + 10 * BOUND
        listing = ("squeue", "-h", "-r", "-j", ",".join(jobs))
        while self.run(*listing, "-t", "PD,R,CF,CG", "-o", "%i").stdout.strip():
            assert time.monotonic() < end, self.run(*listing, "-t", "all").stdout
            time.sleep(0.1)
        ended = self.run(*listing, "-t", "all", "-o", "%i %T").stdout
        return dict(line.split() for line in ended.splitlines())

    def _daemon(self, *words: str) -> None:
        with (self._folder / f"{words[0]}.out").open("wb") as out:
            self._daemons.append(
                subprocess.Popen(
                    words, env=self.environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out
                )
            )

    def _wait(self, who: str, ready: Callable[[], bool]) -> None:
        end = time.monotonic() + BOUND
        while not ready():
            ended = any(daemon.poll() is not None for daemon in self._daemons)
            if ended or time.monotonic() > end:
                logs = sorted(self._folder.glob("*.log")) + sorted(self._folder.glob("*.out"))
                words = "\n".join(log.read_text("utf-8", "replace")[-500:] for log in logs)
                assert ended, f"{who} did not come up\n{words}"
                raise SlurmEndedError(words)
            time.sleep(0.05)


def job_numbers(text: str) -> list[str]:
    """Numbers of the jobs that the exported script says it has submitted."""
    return re.findall(r": job (\d+)$", text, re.MULTILINE)
