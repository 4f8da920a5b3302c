"""A layer for PyTorch: a `torch.autograd.Function` whose backward is the derived gradients."""

import re

from symbackprop.exports.layers import UPSTREAM, LayerModule, function
from symbackprop.exports.translation import in_torch
from symbackprop.language.systems import Equation, System


class TorchLayer(LayerModule):
    """The module of a layer in PyTorch."""

    def _equation(self, equation: Equation) -> list[str]:
        *comments, line = super()._equation(equation)
        name, code = line.split(" = ", 1)
        return [*comments, f"{name} = {in_torch(code)}"]


def torch_source(network: System, name: str = "Layer") -> str:
    """The source of a module with the class `name`; `name.apply(x, w1, b1, …)` is the layer."""
    module = TorchLayer(network)
    forward, backward = module.forward, module.backward
    arguments, saved = ", ".join(module.arguments), ", ".join(backward.reads)
    comma = "," if len(backward.reads) == 1 else ""
    forward_body = [*forward.text, "", f"ctx.save_for_backward({saved})", f"return {forward.results[0]}"]
    backward_body = [f"{saved}{comma} = ctx.saved_tensors", *backward.text, "", f"return {', '.join(backward.results)}"]
    parts = [
        f'"""{name} with its derived gradients, for PyTorch."""\n\nimport torch\n'
        "from torch.autograd.function import once_differentiable\n",
        *(f"{in_torch(text)}\n" for text in module.helpers.text()),
        f"class {name}(torch.autograd.Function):\n"
        + "\n".join(f"    {line}".rstrip() for line in module.docstring())
        + "\n\n    @staticmethod\n"
        + function(f"forward(ctx, {arguments})", ['"""The outputs."""', *forward_body], indented=4)
        + "\n    @staticmethod\n    @once_differentiable\n"
        + function(
            f"backward(ctx, {UPSTREAM})",
            ['"""The gradients by all arguments, from the gradient by the outputs."""', *backward_body],
            indented=4,
        ),
    ]
    return re.sub(r"\n{4,}", "\n\n\n", "\n\n".join(parts))
