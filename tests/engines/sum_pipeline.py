"""A crew's pipeline of one phase, which adds up the charges of a run; copied as my_pipeline.py."""

import time
from pathlib import Path
from typing import Any

from spyral.core.phase import PhaseLike
from spyral.core.pipeline import Pipeline
from spyral.core.schema import PhaseResult
from spyral.core.status_message import StatusMessage

HERE = Path(__file__).resolve().parent


class SumPhase(PhaseLike):  # type: ignore[misc]  # Spyral has no types where it is not installed
    """Appends a line to the artifact, so that a run done twice shows."""

    def __init__(self) -> None:
        super().__init__("Sum")
        self.shared_mesh_name = "interp_shared_mesh"

    def create_assets(self, workspace_path: Path) -> bool:
        return True

    def construct_artifact(self, payload: Any, workspace_path: Path) -> Any:
        name = f"run_{payload.run_number:04d}.txt"
        artifacts = {"sum": self.get_artifact_path(workspace_path) / name}
        return PhaseResult(artifacts, True, payload.run_number)

    def run(self, payload: Any, workspace_path: Path, msg_queue: Any, rng: Any) -> Any:
        import h5py  # here, for most calls of the script read no trace

        result = self.construct_artifact(payload, workspace_path)
        while (HERE / f"hold_{payload.run_number}").exists():
            time.sleep(0.02)
        with h5py.File(payload.artifacts["trace"], "r") as file:
            total = int(file["events"]["charges"][:].sum())
        msg_queue.put(StatusMessage(self.name, 1, 1, payload.run_number))
        with result.artifacts["sum"].open("a") as artifact:
            artifact.write(f"{total} {rng.integers(10**9)} {self.shared_mesh_name}\n")
        return result


def make_pipeline() -> Any:
    return Pipeline([SumPhase()], [True], HERE / "out" / "workspace", HERE / "traces")
