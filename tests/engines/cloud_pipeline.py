"""A crew's pipeline from point clouds on; copied as my_pipeline.py beside a settings.json."""

import json
from pathlib import Path
from typing import Any

import spyral
from spyral.core.config import HdbscanParameters

HERE = Path(__file__).resolve().parent


def make_pipeline() -> Any:
    settings = json.loads((HERE / "settings.json").read_text("ascii"))
    get = spyral.GetParameters(20.0, 50.0, 20.0, 50.0, 40.0)
    frib = spyral.FribParameters(100.0, 50.0, 20.0, 500.0, 100.0, 1100, 1)
    none = Path("unused")
    detector = spyral.DetectorParameters(
        2.85, 45000.0, 1000.0, 25.0, 10.0, 560.0, 6.25, none, False
    )
    pads = spyral.PadParameters(spyral.DEFAULT_MAP, spyral.DEFAULT_MAP, spyral.DEFAULT_MAP)
    # Spyral 1.1.2 forgets an argument there: every run with two clusters to join fails.
    join = spyral.OverlapJoinParameters(15, 0.25) if "overlap" in settings else None
    hdbscan = HdbscanParameters(3, 0.05, 10, 10.0)
    clustering = spyral.ClusterParameters(50, hdbscan, None, join, None, 0.5, 0.05)
    # Without parameters every run with a track fails in the last phase.
    estimate = spyral.EstimateParameters(30, 100.0) if "bad estimation" not in settings else None
    phases = [
        spyral.PointcloudPhase(get, frib, detector, pads),
        spyral.ClusterPhase(clustering, detector),
        spyral.EstimationPhase(estimate, detector),
    ]
    return spyral.Pipeline(phases, [False, True, True], HERE / "workspace", HERE / "traces")
