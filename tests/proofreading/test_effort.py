"""What is tried for a document: counted in steps, so that no verdict depends on how fast a machine is."""

import time

from symbackprop import check_document
from symbackprop.proofreading.worlds import effort
from symbackprop.proofreading.worlds.effort import STEPS, is_spent, metered, spend, spent

POOR = r"""# Notes

$$a = \sigma(z), \quad z = w x + b, \quad C = \tfrac{1}{2}(a - y)^2$$

$$\frac{\partial C}{\partial w} = q \cdot x$$

$$\frac{\partial C}{\partial b} = q \cdot r$$

$$\frac{\partial C}{\partial z} = g \cdot r$$

$$\frac{\partial C}{\partial a} = g - y$$
"""


def test_a_budget_is_spent_by_steps():
    """One second is worth so many steps."""
    with metered(60):
        assert spent() == 0.0 and not is_spent(0.5)
        spend(STEPS)
        assert spent() == 1.0 and is_spent(0.5) and not is_spent(1.5)


def test_a_budget_is_spent_when_the_time_is_over():
    """However few steps were taken."""
    with metered(-1):
        assert is_spent(1e9)


def test_nothing_ends_where_nothing_is_counted():
    """Who evaluates a formula outside of a document has no budget."""
    spend(10 * STEPS)
    assert spent() == 0.0 and not is_spent(0.0)


def counted(monkeypatch, slower):
    """The verdicts on a poor document on a machine that is so much slower, and the steps they took."""
    meters, metering = [], effort.metered

    def known(seconds):
        class Kept:
            def __enter__(self):
                self.own = metering(seconds)
                meters.append(self.own.__enter__())

            def __exit__(self, *of):
                return self.own.__exit__(*of)

        return Kept()

    begun = time.process_time()
    clock = time.process_time
    with monkeypatch.context() as patched:
        patched.setattr(effort, "process_time", lambda: begun + slower * (clock() - begun))
        patched.setattr("symbackprop.proofreading.proofreader.metered", known)
        report = check_document(POOR)
    return [finding.verdict for finding in report.findings], [meter.steps for meter in meters]


def test_a_slow_machine_tries_as_much_as_a_fast_one(monkeypatch):
    """The clock is no part of a verdict."""
    verdicts, steps = counted(monkeypatch, 1)
    assert steps[0] > 0
    assert counted(monkeypatch, slower=10) == (verdicts, steps)
