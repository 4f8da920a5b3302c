"""OpenML: what is made of what scikit-learn fetches, and the message where there is no network."""

from types import SimpleNamespace
from urllib.error import URLError

import numpy as np
import pytest

from symbackprop.errors import DataError
from symbackprop.training.data import load_data


@pytest.fixture
def fetched(monkeypatch):
    """Answer in the place of the network."""

    def answer(found):
        def fetch(name, version, as_frame, parser):
            if isinstance(found, Exception):
                raise found
            return SimpleNamespace(**found)

        monkeypatch.setattr("sklearn.datasets.fetch_openml", fetch)

    return answer


def test_classes_with_names_become_numbers(fetched):
    """In alphabetical order, and the names are kept."""
    fetched({"data": np.eye(3), "target": np.array(["setosa", "virginica", "setosa"], dtype=object)})
    data = load_data("openml:iris@1")
    assert data.y.tolist() == [0, 1, 0] and data.classes == ("setosa", "virginica") and data.name == "openml:iris@1"


def test_numbers_stay_numbers(fetched):
    """Digits as text are classes, prices are not."""
    fetched({"data": np.eye(2), "target": np.array(["5", "7"], dtype=object)})
    assert load_data("openml:mnist_784").y.tolist() == [5, 7]
    fetched({"data": np.eye(2), "target": np.array([1.5, 2.5])})
    assert not load_data("openml:prices").are_classes


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (URLError("Name or service not known"), "openml:iris cannot be fetched(.|\n)*it needs a network"),
        (ValueError("No known dataset named iris"), "there is no such data set\n    got       No known"),
        ({"data": np.eye(2), "target": None}, "has no target"),
        ({"data": np.array([["a", 1.0]], dtype=object), "target": np.array([1.0])}, "x is not an array of real"),
        ({"data": np.array([[np.nan]]), "target": np.array([1.0])}, r"x\[0, 0\] = nan"),
    ],
)
def test_what_cannot_be_had_is_said(fetched, found, says):
    """In one message."""
    fetched(found)
    with pytest.raises(DataError, match=says):
        load_data("openml:iris")


def test_a_name_must_be_given():
    """And a version is a number."""
    with pytest.raises(DataError, match="names no data set"):
        load_data("openml:")
    with pytest.raises(DataError, match="is no version"):
        load_data("openml:iris@new")
