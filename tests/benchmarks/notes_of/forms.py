r"""What several styles share: the letters of costs, signs of products and steps, ∂C/∂W or ∇_W C or dW."""

from collections.abc import Callable

COSTS = ("C", "J", "E", "L", r"\mathcal{L}")
SIGN_OF_GRADIENT = ("frac", "nabla", "d")
TRANSPOSED = ("^T", r"^\top")
PRODUCTS = (r"\odot", r"\circ", "*")  # entry by entry
STEPS = (":=", r"\leftarrow", "=")


def partial(over: str, under: str) -> str:
    """∂ over / ∂ under."""
    return rf"\frac{{\partial {over}}}{{\partial {under}}}"


def gradient(sign: str, cost: str) -> Callable[[str], str]:
    """How the derivative of the cost by a quantity is written."""

    def of(name: str) -> str:
        return {"frac": partial(cost, name), "nabla": rf"\nabla_{{{name}}} {cost}", "d": f"d{name}"}[sign]

    return of


def added(terms: str, more: str) -> str:
    """Terms + more, or the terms alone where nothing is added."""
    return f"{terms} + {more}" if more else terms
