"""Where fractions of stacks begin to reach: guessed from few tests, since each is costly."""

# By what part the stacks that fractions take fall with a part more of makespan, until two tests
# have told; never much less or more.
_SLOPE, _LEAST_SLOPE, _MOST_SLOPE = 1.3, 0.25, 4.0
# A test just below the guess says the most; one at it is as likely to be covered.
_BELOW = 3e-5
# Close enough to look for the last plan: what is left to guess, or to what is known to be covered.
_LAST_RISE, _LAST_ROOM = 6e-5, 7e-5
# As long as there is no guess, tests halve what is left to what is covered.
_HALF, _LEAST_RISE = 0.5, 3e-5


class Narrowing:
    """What tests of makespans have found, and what they let guess.

    Parameters
    ----------
    covered : int
        A makespan that plans reach.
    """

    def __init__(self, covered: int) -> None:
        self._covered = covered
        self._slope = _SLOPE
        # The last makespan that was excluded, 0 for none, and by what part of the stacks.
        self._excluded, self._excess = 0, 0.0
        self.guess = 0

    @property
    def has_guess(self) -> bool:
        """Tell whether anything was excluded: how far tells where fractions begin to reach."""
        return self._excluded > 0

    def exclude(self, makespan: int, excess: float) -> None:
        """Note a makespan that is excluded.

        Parameters
        ----------
        makespan : int
            The next one, as a rule above what was excluded before.
        excess : float
            By what part fractions took more stacks than there are.
        """
        if 0 < self._excluded < makespan:
            slope = (self._excess - excess) / (makespan / self._excluded - 1)
            self._slope = min(max(slope, _LEAST_SLOPE), _MOST_SLOPE)
        self._excluded, self._excess = makespan, excess
        self.guess = min(self._covered, int(makespan * (1 + excess / self._slope)))

    def cover(self, makespan: int, bound: int) -> None:
        """Note a makespan that fractions reach, or that nobody could decide.

        Parameters
        ----------
        makespan : int
            Above the bound.
        bound : int
            What is proved.
        """
        self._covered = min(self._covered, makespan)
        if self.guess > makespan * (1 - _BELOW):
            self.guess = (bound + makespan) // 2

    def is_close(self, bound: int) -> bool:
        """Tell whether a plan that is as good as the bound may exist."""
        is_guessed = self.has_guess and self.guess < bound * (1 + _LAST_RISE)
        # Of a small bound such a part is less than one: between whole times lies nothing to test.
        is_next = self._covered <= bound + 1
        return is_guessed or is_next or self._covered < bound * (1 + _LAST_ROOM)

    def next_test(self, bound: int) -> int:
        """Choose the makespan whose test says the most."""
        if self.has_guess:
            return int(max(self.guess, bound) * (1 - _BELOW))
        room = self._covered / bound - 1
        return bound + int(bound * max(_LEAST_RISE, _HALF * room))
