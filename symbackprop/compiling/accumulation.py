"""Accumulation: the examples of a step computed in parts, whose gradients are added up before the update.

    g ← 0;  for each part  g ← g + m/M ∂C/∂w  (m of the step's M examples);  then  w ← w − α g

so that a batch may be greater than what is computed at once, down to one example at a time.
"""

from symbackprop.compiling.rows import EXAMPLES
from symbackprop.language.indices import size

STEP = size("M")
"""The number of examples of a step, of which a part has m."""
SHARE = EXAMPLES / STEP
"""What the gradients of a part count for in those of its step; of a mean, 1/m Σ, it makes 1/M Σ."""
