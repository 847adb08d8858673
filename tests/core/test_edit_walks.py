import logging
import os

from edit_walks import STEPS, deepest_histories

# The campaign `proofs` takes 1,000.
WALKS = int(os.environ.get("STACKPLAN_EDIT_WALKS", "15"))


def test_that_walks_of_edits_keep_to_the_laws_and_are_undone_and_redone() -> None:
    depths = deepest_histories(WALKS)
    deep = sum(depth >= 50 for depth in depths)
    # Shown by `-o log_cli=true -o log_cli_level=INFO`.
    words = "%d walks of up to %d steps: the deepest history has %d edits, %d have 50 or more"
    logging.info(words, len(depths), STEPS, max(depths), deep)
    assert len(depths) >= WALKS
    # Without deep histories the walks would say little about undoing everything.
    assert max(depths) >= 50
