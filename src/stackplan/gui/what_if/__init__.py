"""Questions about other plans: how many stacks, few moves, comparison, history."""
