"""A layer for JAX: `jax.custom_vjp` with the derived gradients in place of JAX's own."""

from symbackprop.compiling.words import documented
from symbackprop.exports.layers import UPSTREAM, LayerModule, function
from symbackprop.language.systems import System

_FORWARD = '"""The outputs, and what the gradients need."""'
_BACKWARD = '"""The gradients by all arguments, from the gradient by the outputs."""'


class JaxLayer(LayerModule):
    """The module of a layer in JAX."""

    library = "jax.numpy"


def jax_source(network: System, name: str = "layer") -> str:
    """The source of a module with the function `name(x, w1, b1, …)`, whose gradients are the derived equations."""
    module = JaxLayer(network)
    forward, backward = module.forward, module.backward
    arguments, saved = ", ".join(module.arguments), ", ".join(backward.reads)
    comma = "," if len(backward.reads) == 1 else ""
    parts = [
        f'"""{documented(name)} with its derived gradients, for JAX."""\n\nimport jax\nimport jax.numpy as np\n',
        *module.helpers.text(),
        "@jax.custom_vjp\n"
        + function(f"{name}({arguments})", [*module.docstring(), f"return {name}_forward({arguments})[0]"]),
        function(
            f"{name}_forward({arguments})",
            [_FORWARD, *forward.text, "", f"return {forward.results[0]}, ({saved}{comma})"],
        ),
        function(
            f"{name}_backward(saved, {UPSTREAM})",
            [_BACKWARD, f"{saved}{comma} = saved", *backward.text, "", f"return {', '.join(backward.results)}"],
        ),
        f"{name}.defvjp({name}_forward, {name}_backward)\n",
    ]
    return "\n\n".join(parts)
