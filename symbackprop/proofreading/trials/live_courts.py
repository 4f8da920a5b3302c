"""Claims in worlds where no layer is dead: y − a is −(y + a) where a is 0 behind a ReLU, and nowhere else.

What holds in a world where something that it reads is 0 is tried again at other random numbers, at which it is not.
"""

from collections.abc import Iterator
from dataclasses import replace

from symbackprop.proofreading.lexicon.definitions import Formula
from symbackprop.proofreading.trials.claims import Court
from symbackprop.proofreading.trials.outcomes import Found, Trial
from symbackprop.proofreading.worlds.networks import Network

SEEDS = (1, 2, 3, 4)
"""Where else a claim is tried that says nothing at the first random point."""


class LiveCourt(Court):
    """Holds claims against one network, at other random numbers where those of the first say too little."""

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        self.network = network
        self.others: dict[int, Court] = {}

    def trial(self, formula: Formula) -> Trial:
        """left = right."""
        self.has_dead = False
        found = super().trial(formula)
        if found.found is not Found.TRUE or not self.has_dead:
            return found
        for court in self._elsewhere():
            court.has_dead = False
            other = court.trial(formula)
            if not court.has_dead:
                return other
        return found

    def _elsewhere(self) -> Iterator[Court]:
        """The same with other random numbers."""
        own = self.network
        for seed in SEEDS:
            if seed not in self.others:
                reading = replace(own.reading, seed=own.reading.seed + seed)
                self.others[seed] = Court(Network(own.lexicon, own.active, reading, own.declarations, own.focus))
            yield self.others[seed]
