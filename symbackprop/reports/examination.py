"""What a trained network does on examples that it never saw: right and wrong, and how sure it was."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from symbackprop.language.systems import System
from symbackprop.training.arrays import examples
from symbackprop.training.data import Data
from symbackprop.training.prediction import classes, output_rows
from symbackprop.training.scaling import Scaling

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Examination:
    """Outputs (m, K) on a test part with its targets; `labels` and `predicted` where these are classes.

    `pictures` are the inputs before they were scaled, with the height and width that they had.
    """

    outputs: Array
    targets: Array
    labels: Array | None
    predicted: Array | None
    names: tuple[str, ...]
    pictures: Array
    image: tuple[int, ...]

    @classmethod
    def of(cls, network: System, parameters: Mapping[str, Any], test: Data, scaling: Scaling) -> "Examination":
        """Ask the network."""
        data = examples(network, test.x, test.y)
        outputs = output_rows(network, parameters, data.x)
        labels = data.labels if network.classes or test.are_classes else None
        predicted = None if labels is None else classes(outputs)
        count = max(2, outputs.shape[1])
        names = test.classes if len(test.classes) == count else tuple(str(k) for k in range(count))
        return cls(outputs, data.y, labels, predicted, names, scaling.undone(test.x), test.image)

    @property
    def reached(self) -> str:
        """Accuracy, or the mean squared error where there are no classes."""
        if self.labels is None or self.predicted is None:
            return f"mean squared error {float(np.mean((self.outputs - self.targets) ** 2)):.4g}"
        return f"{float(np.mean(self.labels == self.predicted)):.2%} right"

    def worst(self, most: int) -> list[tuple[int, float]]:
        """The mistakes of which the network was surest, by place, each with the output of the class that it chose."""
        if self.labels is None or self.predicted is None:
            return []
        rows = np.arange(len(self.labels))
        if self.outputs.shape[1] == 1:
            sure = np.maximum(self.outputs[:, 0], 1 - self.outputs[:, 0])
            excess = sure
        else:
            sure = self.outputs[rows, self.predicted]
            excess = sure - self.outputs[rows, self.labels]
        wrong = np.flatnonzero(self.labels != self.predicted)
        order = wrong[np.argsort(-excess[wrong], kind="stable")][:most]
        return [(int(place), float(sure[place])) for place in order]
