"""Multi-layer perceptrons as scikit-learn's estimators, trained by derived gradients."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np

from symbackprop.compiling.trainer import Trainer, compile_trainer
from symbackprop.errors import UsageError
from symbackprop.estimators.networks import Blueprint, derived, find_activation, page
from symbackprop.language.systems import System
from symbackprop.layers.activations import Identity, Softmax
from symbackprop.layers.costs import CrossEntropy, MeanSquaredError
from symbackprop.training.initialisation import initialise
from symbackprop.training.loop import train
from symbackprop.training.prediction import outputs
from symbackprop.training.settings import read_settings

try:
    from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
    from sklearn.utils import check_random_state
    from sklearn.utils.multiclass import check_classification_targets
    from sklearn.utils.validation import check_is_fitted, validate_data
except ImportError:
    raise UsageError("scikit-learn is not installed", hint='pip install "symbackprop[data]"') from None

Array = np.ndarray[Any, np.dtype[Any]]


class SymbolicMLP(BaseEstimator):
    """What classifier and regressor share: dense layers whose equations, gradients and updates are derived.

    `hidden_layer_sizes` are the widths of the hidden layers; `activation` theirs: a name (sigmoid, tanh, relu,
    leaky_relu, elu, softplus, silu, gelu, identity), a layer such as `ELU(2)`, or a plain Python function of one
    number, whose derivative is derived.  `optimiser`, `learning_rate`, `batch_size`, `epochs`, `initialisation` and
    `patience` are those of `train`; with `patience` a share of `validation_fraction` is set aside.  `l2` is λ.

    Fitted: `parameters_` (w1, b1, …), `history_`, `n_features_in_`, `equations_`, the derived system.
    """

    def __init__(
        self,
        hidden_layer_sizes: Sequence[int] = (30,),
        activation: Any = "relu",
        *,
        optimiser: Any = "adam",
        learning_rate: float | None = 0.01,
        batch_size: int | str = 32,
        epochs: int = 60,
        l2: float = 0.0,
        initialisation: str = "glorot",
        patience: int | None = None,
        validation_fraction: float = 0.1,
        random_state: Any = None,
    ) -> None:
        """Nothing is looked at before `fit`."""
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.optimiser = optimiser
        self.learning_rate = learning_rate
        self.batch_size = batch_size
        self.epochs = epochs
        self.l2 = l2
        self.initialisation = initialisation
        self.patience = patience
        self.validation_fraction = validation_fraction
        self.random_state = random_state

    @abstractmethod
    def _blueprint(self, inputs: int | str, units: int | str) -> Blueprint:
        """The network for so many inputs and outputs."""

    @property
    def equations_(self) -> System:
        """The network's equations with the derived gradients: typeset, check or export them."""
        check_is_fitted(self, "parameters_")
        return derived(self._built)

    def _hidden(self) -> tuple[int | str, ...]:
        sizes = self.hidden_layer_sizes
        return tuple(sizes) if isinstance(sizes, Sequence | np.ndarray) else (sizes,)

    def _fit(self, x: Array, y: Array, class_weights: Mapping[int, float] | str | None = None) -> Self:
        """Train on targets in rows, or on whole numbers for classes."""
        self._built = self._blueprint(x.shape[1], self._units(y))
        trained = train(
            derived(self._built),
            x,
            y,
            epochs=self.epochs,
            batch_size=self.batch_size,
            optimiser=self.optimiser,
            learning_rate=self.learning_rate,
            lam=self.l2 or None,
            initialisation=self.initialisation,
            patience=self.patience,
            validation=self.validation_fraction if self.patience is not None else None,
            class_weights=class_weights,
            seed=self._seed(),
        )
        self.parameters_, self.history_ = trained.parameters, trained.history
        self._trainer: Trainer | None = None
        return self

    def _partial_fit(self, x: Array, y: Array) -> Self:
        """One pass over some examples, from where the last one ended, the optimiser's memory included."""
        if not hasattr(self, "parameters_"):
            self._built = self._blueprint(x.shape[1], y.shape[1])
            self.parameters_ = initialise(derived(self._built), self._seed(), scheme=self.initialisation)
            self.history_ = {}
        trainer = getattr(self, "_trainer", None) or self._compiled(len(x))
        self._trainer = trainer
        trainer.epoch(x, y, np.random.default_rng((self._seed(), trainer.steps)).permutation(len(x)))
        self.parameters_ = {name: np.array(value) for name, value in trainer.parameters.items()}
        return self

    def _compiled(self, count: int) -> Trainer:
        """A trainer at the present parameters."""
        system = derived(self._built)
        settings = read_settings(
            system, count, epochs=1, batch_size=self.batch_size, accumulation=1, optimiser=self.optimiser,
            learning_rate=self.learning_rate, lam=self.l2 or None, seed=0, dtype=np.float64, backend="numpy",
            initialisation=self.initialisation, patience=None, class_weights=None,
        )  # fmt: skip
        trainer = compile_trainer(system, settings.optimiser, batch_size=settings.batch_size, examples=count)
        trainer.load(self.parameters_)
        if settings.strength is not None:
            trainer.settings["lam"] = settings.strength
        return trainer

    @abstractmethod
    def _units(self, y: Array) -> int:
        """The number of outputs that some targets need."""

    def _seed(self) -> int:
        return int(check_random_state(self.random_state).randint(2**31 - 1))

    def _outputs(self, x: Any) -> Array:
        check_is_fitted(self, "parameters_")
        rows = validate_data(self, x, reset=False, dtype=np.float64)
        return outputs(derived(self._built), self.parameters_, rows)

    def __getstate__(self) -> dict[str, Any]:
        """Everything but compiled code."""
        return {name: value for name, value in super().__getstate__().items() if name != "_trainer"}

    def _html_repr(self) -> str:
        """The usual box, and the network's equations below it."""
        widths = (self.n_features_in_, self._built.outputs) if hasattr(self, "parameters_") else ("n_0", "n_L")
        return f"{super()._html_repr()}<div>{page(self._blueprint(*widths))}</div>"


class SymbolicMLPClassifier(ClassifierMixin, SymbolicMLP):
    """A perceptron for classes: softmax and cross-entropy, or another output and cost.

    `class_weight` is None, "balanced" or a dict of classes.  Fitted: `classes_` too.

    >>> from sklearn.datasets import load_iris
    >>> x, y = load_iris(return_X_y=True)
    >>> bool(SymbolicMLPClassifier((8,), "tanh", random_state=0).fit(x, y).score(x, y) > 0.95)
    True
    """

    def __init__(
        self,
        hidden_layer_sizes: Sequence[int] = (30,),
        activation: Any = "relu",
        *,
        class_weight: Mapping[Any, float] | str | None = None,
        optimiser: Any = "adam",
        learning_rate: float | None = 0.01,
        batch_size: int | str = 32,
        epochs: int = 60,
        l2: float = 0.0,
        initialisation: str = "glorot",
        patience: int | None = None,
        validation_fraction: float = 0.1,
        random_state: Any = None,
    ) -> None:
        """Nothing is looked at before `fit`."""
        super().__init__(
            hidden_layer_sizes, activation, optimiser=optimiser, learning_rate=learning_rate, batch_size=batch_size,
            epochs=epochs, l2=l2, initialisation=initialisation, patience=patience,
            validation_fraction=validation_fraction, random_state=random_state,
        )  # fmt: skip
        self.class_weight = class_weight

    def _blueprint(self, inputs: int | str, units: int | str) -> Blueprint:
        activation = find_activation(self.activation)
        return Blueprint(inputs, self._hidden(), units, activation, Softmax(), CrossEntropy(), bool(self.l2))

    def _units(self, y: Array) -> int:
        return len(self.classes_)

    def fit(self, X: Any, y: Any) -> Self:
        """Train on examples and their classes.

        Shapes: X (m, n), y (m,).
        Raises: ValueError for data that are none, and for a single class; UsageError for settings.
        """
        x, labels = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(labels)
        self.classes_, codes = np.unique(labels, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(f"a classifier needs at least 2 classes: y has 1 class, {self.classes_[0]!r}")
        return self._fit(x, codes.astype(np.int64), self._weights())

    def partial_fit(self, X: Any, y: Any, classes: Any = None) -> Self:
        """One pass over some examples, from where the last one ended; the first call names all `classes`.

        Shapes: X (m, n), y (m,).
        Raises: ValueError for a class that is not one of them.
        """
        first = not hasattr(self, "parameters_")
        x, labels = validate_data(self, X, y, dtype=np.float64, reset=first)
        check_classification_targets(labels)
        if first:
            if classes is None:
                raise ValueError("the first call of partial_fit names all classes: partial_fit(X, y, classes=…)")
            self.classes_ = np.unique(classes)
        unknown = np.setdiff1d(labels, self.classes_)
        if len(unknown):
            raise ValueError(f"y has classes that were not named at first: {unknown}")
        return self._partial_fit(x, np.eye(len(self.classes_))[np.searchsorted(self.classes_, labels)])

    def predict_proba(self, X: Any) -> Array:
        """The probability of each class.

        Shapes: X (m, n) → (m, K).
        """
        return self._outputs(X)

    def predict(self, X: Any) -> Array:
        """The most probable class.

        Shapes: X (m, n) → (m,).
        """
        found = self._outputs(X)
        return np.asarray(self.classes_[found.argmax(axis=1)])

    def _weights(self) -> Mapping[int, float] | str | None:
        """The weights by the number of the class."""
        if not isinstance(self.class_weight, Mapping):
            return self.class_weight
        return {n: float(self.class_weight[c]) for n, c in enumerate(self.classes_) if c in self.class_weight}


class SymbolicMLPRegressor(RegressorMixin, SymbolicMLP):
    """A perceptron for numbers: the last layer is affine, the cost the mean squared error.

    >>> import numpy as np
    >>> x = np.linspace(-2, 2, 80)[:, None]
    >>> y = np.sin(2 * x[:, 0])
    >>> bool(SymbolicMLPRegressor((20,), "tanh", epochs=200, random_state=0).fit(x, y).score(x, y) > 0.95)
    True
    """

    def _blueprint(self, inputs: int | str, units: int | str) -> Blueprint:
        activation = find_activation(self.activation)
        return Blueprint(inputs, self._hidden(), units, activation, Identity(), MeanSquaredError(), bool(self.l2))

    def _units(self, y: Array) -> int:
        return y.shape[1]

    def fit(self, X: Any, y: Any) -> Self:
        """Train on examples and their targets.

        Shapes: X (m, n), y (m,) or (m, K).
        Raises: ValueError for data that are none; UsageError for settings.
        """
        x, targets = validate_data(self, X, y, dtype=np.float64, multi_output=True, y_numeric=True)
        self._is_flat = targets.ndim == 1
        return self._fit(x, targets.reshape(len(x), -1).astype(np.float64))

    def partial_fit(self, X: Any, y: Any) -> Self:
        """One pass over some examples, from where the last one ended.

        Shapes: X (m, n), y (m,) or (m, K).
        """
        first = not hasattr(self, "parameters_")
        x, targets = validate_data(self, X, y, dtype=np.float64, multi_output=True, y_numeric=True, reset=first)
        self._is_flat = targets.ndim == 1
        return self._partial_fit(x, targets.reshape(len(x), -1).astype(np.float64))

    def predict(self, X: Any) -> Array:
        """The outputs.

        Shapes: X (m, n) → (m,), or (m, K) if the targets had K columns.
        """
        found = self._outputs(X)
        return found[:, 0] if self._is_flat else found

    def __sklearn_tags__(self) -> Any:
        """Several targets at once are fine."""
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags
