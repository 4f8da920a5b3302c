"""Functions with two letters: g′(z) in a text whose layers apply σ, and which speaks of some g elsewhere.

That a statement holds with the letter that the layers have is no sign of a slip.
"""

from symbackprop.proofreading.lexicon.definitions import Lexicon
from symbackprop.proofreading.lexicon.function_names import FUNCTION_LETTERS
from symbackprop.proofreading.mending.corrections import Mended
from symbackprop.proofreading.vocabulary.mentions import mentions

UNTOLD_FUNCTION = "which function is meant is not said: no layer applies this one"


def is_other_letter(mended: Mended, lexicon: Lexicon) -> bool:
    """Whether a repair puts the letter of a function for another that no layer of the text applies."""
    letters = [name.lstrip("\\") for name in mended.correction.what.split(" in place of ")]
    if len(letters) != 2 or any(name not in FUNCTION_LETTERS & lexicon.functions for name in letters):
        return False
    return letters[1] not in {m.base for d in lexicon.definitions for m in mentions(d.body, lexicon.habits)}
