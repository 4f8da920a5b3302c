"""symbackprop: derives, proves, typesets, checks and runs the equations of backpropagation.

Names are imported when they are first used, so that `symbackprop --help` answers without SymPy.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symbackprop.checking.referee import check as check
    from symbackprop.checking.verdicts import Verdict as Verdict
    from symbackprop.compiling.numpy_functions import lambdify as lambdify
    from symbackprop.devices.trainer import compile_jax as compile_jax
    from symbackprop.errors import SymbackpropError as SymbackpropError
    from symbackprop.estimators.perceptrons import SymbolicMLPClassifier as SymbolicMLPClassifier
    from symbackprop.estimators.perceptrons import SymbolicMLPRegressor as SymbolicMLPRegressor
    from symbackprop.explanation.example import explain as explain
    from symbackprop.figures.catalogue import draw as draw
    from symbackprop.language.systems import Equation as Equation
    from symbackprop.language.systems import Step as Step
    from symbackprop.language.systems import System as System
    from symbackprop.layers.activations import ELU as ELU
    from symbackprop.layers.activations import GELU as GELU
    from symbackprop.layers.activations import Activation as Activation
    from symbackprop.layers.activations import Identity as Identity
    from symbackprop.layers.activations import LeakyReLU as LeakyReLU
    from symbackprop.layers.activations import ReLU as ReLU
    from symbackprop.layers.activations import Sigmoid as Sigmoid
    from symbackprop.layers.activations import SiLU as SiLU
    from symbackprop.layers.activations import Softmax as Softmax
    from symbackprop.layers.activations import Softplus as Softplus
    from symbackprop.layers.activations import Tanh as Tanh
    from symbackprop.layers.activations import Unspecified as Unspecified
    from symbackprop.layers.costs import BinaryCrossEntropy as BinaryCrossEntropy
    from symbackprop.layers.costs import CrossEntropy as CrossEntropy
    from symbackprop.layers.costs import CustomCost as CustomCost
    from symbackprop.layers.costs import MeanAbsoluteError as MeanAbsoluteError
    from symbackprop.layers.costs import MeanSquaredError as MeanSquaredError
    from symbackprop.layers.costs import Quadratic as Quadratic
    from symbackprop.layers.costs import UnspecifiedCost as UnspecifiedCost
    from symbackprop.layers.dense import Dense as Dense
    from symbackprop.layers.network import generic_network as generic_network
    from symbackprop.layers.network import network as network
    from symbackprop.layers.regularisation import L2 as L2
    from symbackprop.optimisers.adaptive import Adam as Adam
    from symbackprop.optimisers.adaptive import AdamW as AdamW
    from symbackprop.optimisers.adaptive import RMSProp as RMSProp
    from symbackprop.optimisers.descent import GradientDescent as GradientDescent
    from symbackprop.optimisers.descent import Momentum as Momentum
    from symbackprop.optimisers.descent import Nesterov as Nesterov
    from symbackprop.optimisers.optimiser import Optimiser as Optimiser
    from symbackprop.optimisers.optimiser import optimised as optimised
    from symbackprop.optimisers.schedules import CosineDecay as CosineDecay
    from symbackprop.optimisers.schedules import ExponentialDecay as ExponentialDecay
    from symbackprop.optimisers.schedules import InverseDecay as InverseDecay
    from symbackprop.optimisers.schedules import LinearDecay as LinearDecay
    from symbackprop.optimisers.schedules import StepDecay as StepDecay
    from symbackprop.optimisers.schedules import Warmup as Warmup
    from symbackprop.proofreading.documents import check_document as check_document
    from symbackprop.sweep import backprop as backprop
    from symbackprop.testing.equations import assert_equation as assert_equation
    from symbackprop.testing.gradients import assert_gradients as assert_gradients
    from symbackprop.training.initialisation import initialise as initialise
    from symbackprop.training.loop import predict as predict
    from symbackprop.training.loop import train as train
    from symbackprop.typesetting.typeset import typeset as typeset

_HOMES = {
    "checking.referee": "check",
    "checking.verdicts": "Verdict",
    "compiling.numpy_functions": "lambdify",
    "devices.trainer": "compile_jax",
    "errors": "SymbackpropError",
    "estimators.perceptrons": "SymbolicMLPClassifier SymbolicMLPRegressor",
    "explanation.example": "explain",
    "figures.catalogue": "draw",
    "language.indices": "index summation size",
    "language.systems": "Equation Step System",
    "layers.activations": "Activation ELU GELU Identity LeakyReLU ReLU SiLU Sigmoid Softmax Softplus Tanh Unspecified",
    "layers.costs": "BinaryCrossEntropy CrossEntropy CustomCost MeanAbsoluteError MeanSquaredError Quadratic"
    " UnspecifiedCost",
    "layers.dense": "Dense",
    "layers.network": "generic_network network",
    "layers.regularisation": "L2",
    "proofreading.documents": "check_document",
    "optimisers.adaptive": "Adam AdamW RMSProp",
    "optimisers.descent": "GradientDescent Momentum Nesterov",
    "optimisers.optimiser": "Optimiser optimised",
    "optimisers.schedules": "CosineDecay ExponentialDecay InverseDecay LinearDecay StepDecay Warmup",
    "sweep": "backprop",
    "testing.equations": "assert_equation",
    "testing.gradients": "assert_gradients",
    "training.initialisation": "initialise",
    "training.loop": "predict train",
    "typesetting.typeset": "typeset",
}
_HOME = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = sorted(_HOME)
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    if name not in _HOME:
        raise AttributeError(f"module 'symbackprop' has no attribute {name!r}")
    value = getattr(import_module(f"symbackprop.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
