"""A grid search over activations on handwritten digits, one of them a plain function: `python grid_search.py`.

Each activation is derived, trained with and scored by scikit-learn's own cross-validation; then scikit-learn's MLP.
"""

from time import perf_counter

import numpy as np
from sklearn.datasets import load_digits
from sklearn.model_selection import GridSearchCV, StratifiedKFold, train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler

import symbackprop as sb
from symbackprop.estimators.perceptrons import SymbolicMLPClassifier


def swish(u):
    """A plain Python function: its derivative is derived."""
    return u / (1 + np.exp(-u))


ACTIVATIONS = ["sigmoid", "tanh", "relu", "leaky_relu", "elu", "softplus", "silu", "gelu", sb.ELU(2), swish]


def main() -> None:
    """Search, print the table, and score the best on the part that was set aside."""
    x, y = load_digits(return_X_y=True)
    train_x, test_x, train_y, test_y = train_test_split(x, y, test_size=0.2, stratify=y, random_state=0)
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    derived = SymbolicMLPClassifier((64,), epochs=30, random_state=0)
    search = GridSearchCV(
        make_pipeline(MinMaxScaler(), derived), {"symbolicmlpclassifier__activation": ACTIVATIONS}, cv=folds
    )
    start = perf_counter()
    search.fit(train_x, train_y)
    print(f"{len(ACTIVATIONS)} activations x 5 folds in {perf_counter() - start:.1f} s")
    found = search.cv_results_
    for n in np.argsort(-found["mean_test_score"]):
        activation = found["param_symbolicmlpclassifier__activation"][n]
        shown = getattr(activation, "__name__", str(activation))
        print(f"  {shown:<14} {found['mean_test_score'][n]:.2%} ± {found['std_test_score'][n]:.2%}"
              f"   {found['mean_fit_time'][n]:.2f} s a fit")  # fmt: skip
    print(f"the best on the part set aside: {search.score(test_x, test_y):.2%}")
    start = perf_counter()
    theirs = make_pipeline(MinMaxScaler(), MLPClassifier((64,), max_iter=30, learning_rate_init=0.01, random_state=0))
    print(f"scikit-learn's MLPClassifier there: {theirs.fit(train_x, train_y).score(test_x, test_y):.2%}"
          f"   {perf_counter() - start:.2f} s a fit")  # fmt: skip


if __name__ == "__main__":
    main()
