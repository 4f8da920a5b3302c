"""What would be broken: the estimators in scikit-learn's own world."""

import io
import warnings

import joblib
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_iris
from sklearn.exceptions import SkipTestWarning
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import check_estimator

import symbackprop as sb
from symbackprop.errors import UsageError
from symbackprop.estimators.perceptrons import SymbolicMLPClassifier, SymbolicMLPRegressor

X, Y = load_iris(return_X_y=True)


@pytest.mark.parametrize("estimator", [SymbolicMLPClassifier, SymbolicMLPRegressor])
def test_every_check_of_scikit_learn(estimator):
    """`check_estimator` in full; what it leaves out needs pandas, or an environment variable."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SkipTestWarning)
        found = check_estimator(estimator((8,), epochs=40), on_fail="raise")
    assert len(found) > 50
    left_out = {r["check_name"] for r in found if r["status"] != "passed"}
    assert left_out <= {"check_array_api_input", *(f"check_{k}_data_not_an_array" for k in ("classifier", "regressor"))}


def test_a_pipeline_in_a_grid_search():
    """Activations by name, as a layer, and as a plain function, whose derivative is derived."""

    def swish(u):
        return u / (1 + np.exp(-u))

    choices = ["tanh", sb.ELU(2), swish]
    pipeline = make_pipeline(StandardScaler(), SymbolicMLPClassifier((6,), epochs=15, random_state=0))
    search = GridSearchCV(pipeline, {"symbolicmlpclassifier__activation": choices}, cv=2).fit(X, Y)
    assert search.best_score_ > 0.9
    assert np.ptp(search.cv_results_["mean_test_score"]) < 0.1


def test_partial_fit_goes_on():
    """Passes one by one learn; Adam's memory is kept between them, and a copy that was stored goes on alike."""
    estimator = SymbolicMLPClassifier((8,), "tanh", l2=0.01, random_state=3)
    scaled = StandardScaler().fit_transform(X)
    estimator.partial_fit(scaled, Y, classes=[0, 1, 2])
    first = estimator.score(scaled, Y)
    for _ in range(30):
        estimator.partial_fit(scaled, Y)
    assert estimator.score(scaled, Y) > max(first, 0.95)
    assert estimator._trainer.steps == 31 * 5
    with pytest.raises(ValueError, match="not named at first"):
        estimator.partial_fit(scaled[:1], [7])
    stored = io.BytesIO()
    joblib.dump(estimator, stored)
    again = joblib.load(io.BytesIO(stored.getvalue()))
    np.testing.assert_array_equal(again.predict_proba(scaled), estimator.predict_proba(scaled))


def test_classes_keep_their_names_and_weights():
    """Labels that are text come back, and a weighted class is found more often."""
    names = np.array(["setosa", "versicolor", "virginica"])[Y]
    plain = SymbolicMLPClassifier((4,), epochs=10, random_state=0).fit(X, names)
    heavy = clone(plain).set_params(class_weight={"virginica": 20.0}).fit(X, names)
    assert set(plain.predict(X)) <= set(names)
    assert (heavy.predict(X) == "virginica").sum() > (plain.predict(X) == "virginica").sum()


def test_early_stopping_keeps_the_best():
    """With patience, training ends before its last epoch."""
    estimator = SymbolicMLPClassifier((4,), epochs=500, patience=3, learning_rate=0.1, random_state=0).fit(X, Y)
    assert len(estimator.history_["validation_cost"]) < 500


def test_several_targets():
    """Numbers in columns are predicted in columns, one column flat when it came so."""
    y = X[:, :2] - X.mean(axis=0)[:2]
    estimator = SymbolicMLPRegressor((8,), "tanh", epochs=30, random_state=0)
    assert estimator.fit(X, y).predict(X).shape == (150, 2)
    assert estimator.fit(X, y[:, 0]).predict(X).shape == (150,)
    before = estimator.score(X, y[:, 0])
    assert estimator.partial_fit(X, y[:, 0]).score(X, y[:, 0]) > before - 0.1 > 0.5


def test_a_notebook_shows_the_equations():
    """Its derived gradients stand below the box in MathML, in symbolic widths before it is fitted."""
    estimator = SymbolicMLPClassifier((5,), "tanh", epochs=1)
    before = estimator._repr_html_()
    assert before.count("<math") == 2
    assert "derived gradients" in before
    after = estimator.fit(X, Y)._repr_mimebundle_()["text/html"]
    assert after != before
    assert estimator.equations_.gradient("w1")


@pytest.mark.parametrize("activation", ["swush", 3, sb.ReLU])
def test_an_activation_that_is_none(activation):
    """The names are listed."""
    with pytest.raises(UsageError, match="is no activation"):
        SymbolicMLPClassifier(activation=activation).fit(X, Y)
