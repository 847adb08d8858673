"""Local search of the prototype: the fullest stack is lowered until no step lowers it."""

import random

import numpy as np

from benchmarks.peer.splits import PAIR_RUNS, TRIPLE_RUNS, split_three, split_two
from benchmarks.peer.state import Budget, Ints, State, shake

# Above so many runs partners come from the lightest stacks only, and splits go first.
MANY_RUNS = 1500
PARTNERS = 24
# Fixed cost of a step in work units of about 13 ns, beside what it looks at.
STEP = 1000
# The first descent ends by itself; this only keeps it from taking for ever on huge plans.
DESCENT = 30_000_000
# Failures in a row after which the plan is shaken.
PATIENCE = 12
SHAKEN = (2, 3, 4, 5, 6)


def swap(state: State, full: int, partners: Ints, budget: Budget) -> bool:
    """Make the best exchange of a run of the fullest stack for a smaller one, or for none."""
    mine = np.array(state.members[full])
    lists = [state.members[stack] for stack in partners]
    lengths = [len(items) for items in lists]
    others = np.array([item for items in lists for item in items], dtype=np.int64)
    nothing = np.zeros(len(partners), dtype=np.int64)
    values = np.concatenate((state.weights[others], nothing))
    owners = np.concatenate((np.repeat(partners, lengths), partners))
    change = state.weights[mine][:, None] - values[None, :]
    room = (state.loads[full] - state.loads[owners])[None, :]
    gain = np.minimum(change, room - change)
    budget.spend(STEP + gain.size // 2)
    best = int(gain.argmax())
    row, column = divmod(best, gain.shape[1])
    if int(gain[row, column]) <= 0:
        return False
    item, stack = int(mine[row]), int(owners[column])
    back = [int(others[column])] if column < len(others) else []
    state.put(full, [i for i in state.members[full] if i != item] + back)
    state.put(stack, [i for i in state.members[stack] if i not in back] + [item])
    return True


def pair(state: State, full: int, light: int, draw: random.Random, budget: Budget) -> bool:
    """Split two stacks anew; of very many runs a random part."""
    free = None
    if len(state.members[full]) + len(state.members[light]) > PAIR_RUNS:
        free = draw.sample(state.members[full] + state.members[light], PAIR_RUNS)
    looked_at = split_two(state, full, light, free)
    budget.spend(2 * STEP + 2 * abs(looked_at))
    return looked_at > 0


def descend(state: State, target: int, draw: random.Random, budget: Budget) -> None:
    """Lower the fullest stack as long as an exchange or a split does it, down to `target`."""
    many = len(state.weights) > MANY_RUNS
    while budget.left > 0:
        full = int(state.loads.argmax())
        if int(state.loads[full]) <= target:
            return
        order = np.argsort(state.loads, kind="stable")
        order = order[order != full]
        if many:
            order = order[:PARTNERS]
        if not many and swap(state, full, order, budget):
            continue
        if any(budget.left > 0 and pair(state, full, int(light), draw, budget) for light in order):
            continue
        if not (many and swap(state, full, order, budget)):
            return


def triple(state: State, draw: random.Random, budget: Budget) -> bool:
    """Split the fullest stack and two random ones anew."""
    full = int(state.loads.argmax())
    others = [stack for stack in range(len(state.members)) if stack != full]
    second, third = draw.sample(others, 2)
    free = state.members[full] + state.members[second] + state.members[third]
    if len(free) > TRIPLE_RUNS:
        free = draw.sample(free, TRIPLE_RUNS)
    looked_at = split_three(state, (full, second, third), free)
    budget.spend(2 * STEP + abs(looked_at) // 2)
    return looked_at > 0


def search(state: State, target: int, draw: random.Random, budget: Budget) -> State:
    """Descend, then try triples and shake, until the target or the end of the budget.

    Parameters
    ----------
    state : State
        Where to begin; is changed.
    target : int
        A makespan that is good enough.
    draw : random.Random
        Seeded, so that the same runs give the same plan.
    budget : Budget
        Work units that may be spent after the first descent.

    Returns
    -------
    State
        The best plan seen.
    """
    descend(state, target, draw, Budget(DESCENT))
    best, failures = state.copy(), 0
    n_stacks = len(state.members)
    while budget.left > 0 and best.longest > target and n_stacks > 1:
        if n_stacks > 2 and failures < PATIENCE:
            if not triple(state, draw, budget):
                failures += 1
                continue
        else:
            full = int(state.loads.argmax())
            others = [stack for stack in range(n_stacks) if stack != full]
            n_shaken = min(draw.choice(SHAKEN), n_stacks)
            shake(state, draw, [full, *draw.sample(others, n_shaken - 1)])
        failures = 0
        descend(state, target, draw, budget)
        if state.longest <= best.longest:
            best = state.copy()
        else:
            state = best.copy()
    return best
