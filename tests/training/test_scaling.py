"""Standardisation: measured on the training part alone, one scale for pixels, the same however many examples."""

import numpy as np
import pytest

from symbackprop.errors import DataError
from symbackprop.training.scaling import measure_scaling


def test_scaling_comes_from_the_training_part_alone():
    """A scaling that saw the test part would leak it."""
    training = np.array([[0.0, 5.0, 1.0], [2.0, 5.0, 3.0]])
    scaling = measure_scaling(training)
    assert scaling(training).tolist() == [[-1, 0, -1], [1, 0, 1]]
    assert scaling(np.array([[4.0, 6.0, 2.0]])).tolist() == [[3, 1, 0]]


def test_pixels_share_one_scale():
    """A corner that is almost always blank would become loud noise."""
    x = np.array([[0.0, 0.0], [0.1, 10.0]])
    scaled = measure_scaling(x, pixels=True)(x)
    assert np.ptp(scaled[:, 1]) == pytest.approx(100 * np.ptp(scaled[:, 0]))


def test_bytes_are_scaled_piece_by_piece():
    """More examples than one piece holds: as if all had been looked at together, in the type that is asked for."""
    x = np.random.default_rng(0).integers(0, 256, (10_000, 3)).astype(np.uint8)
    scaling = measure_scaling(x)
    np.testing.assert_allclose(scaling.shift, x.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(scaling.scale, x.std(axis=0), rtol=1e-12)
    scaled = scaling(x, np.float32)
    assert scaled.dtype == np.float32
    np.testing.assert_allclose(scaled, (x - x.mean(axis=0)) / x.std(axis=0), rtol=1e-5, atol=1e-6)


def test_inputs_too_great_to_be_scaled_are_refused():
    """The square of 1e300 is infinite, and every scaled input would be 0 without a word."""
    with pytest.raises(DataError, match=r"2e\+300 in column 2"):
        measure_scaling(np.array([[1.0, 1e300], [2.0, -1e300], [3.0, 2e300]]))
