"""A crew's pipeline of Spyral's own phases; copied as my_pipeline.py."""

from pathlib import Path
from typing import Any

import spyral

HERE = Path(__file__).resolve().parent


def make_pipeline() -> Any:
    get = spyral.GetParameters(20.0, 50.0, 20.0, 100.0, 40.0)
    frib = spyral.FribParameters(100.0, 50.0, 20.0, 100.0, 50.0, 1100, 1)
    none = Path("unused")
    detector = spyral.DetectorParameters(
        2.85, 45000.0, 1000.0, 25.0, 10.0, 400.0, 6.25, none, False
    )
    pads = spyral.PadParameters(spyral.DEFAULT_MAP, spyral.DEFAULT_MAP, spyral.DEFAULT_MAP)
    phases = [spyral.PointcloudPhase(get, frib, detector, pads)]
    if hasattr(spyral, "HdbscanParameters"):  # from 1.1.0 on
        hdbscan = spyral.HdbscanParameters(3, 0.05, 3, 10.0)
        join = spyral.ContinuityJoinParameters(0.4, 0.2)
        clustering = spyral.ClusterParameters(5, hdbscan, None, None, join, 0.5, 0.1)
        phases.append(spyral.ClusterPhase(clustering, detector))
    return spyral.Pipeline(phases, [True] * len(phases), HERE / "workspace", HERE / "traces")
