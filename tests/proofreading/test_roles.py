r"""Symbols are what is done with them: a note in letters of its own, f = \beta + \Omega h, is read as any other."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread, read_displays, read_formulas

LAYERS = r"""
$$ @z^{(l)} = @W^{(l)} @a^{(l-1)} + @b^{(l)}, \quad @a^{(l)} = @f(@z^{(l)}) $$
$$ @e^{(L)} = \frac{\partial @C}{\partial @a^{(L)}} \odot @f'(@z^{(L)}) $$
$$ @e^{(l)} = (@W^{(l+1)})^T @e^{(l+1)} \odot @f'(@z^{(l)}) $$
$$ \frac{\partial @C}{\partial @W^{(l)}} = @e^{(l)} (@a^{(l-1)})^T $$
$$ \frac{\partial @C}{\partial @b^{(l)}} = @e^{(l)} $$
"""
NEURON = r"""
$$ @z = @w^T @x + @b, \quad @o = \sigma(@z) $$
$$ @C = -@y \log @o - (1 - @y) \log(1 - @o) $$
$$ \frac{\partial @C}{\partial @z} = @o - @y $$
$$ \frac{\partial @C}{\partial @w} = (@o - @y) @x $$
$$ \frac{\partial @C}{\partial @b} = @o - @y $$
"""
OF_LAYERS = (
    dict(C=r"\hat{R}", W=r"\Omega", b=r"\beta", z="f", a="h", e="g", f=r"\varphi"),
    dict(C=r"\Psi", W="M", b="c", z="v", a=r"\phi", e="r", f="g"),
    dict(C=r"\mathfrak{C}", W=r"\Lambda", b=r"\gamma", z="q", a="p", e=r"\varepsilon", f="S"),
)
OF_NEURONS = (
    dict(C=r"\mathrm{Err}", w="m", b="B", z=r"\xi", o="p", y="d", x="u"),
    dict(C=r"\Phi", w=r"\omega", b="c", z="q", o="y", y="{y^*}", x="i"),
    dict(C=r"\hat{Q}", w=r"\alpha", b=r"\gamma", z="s", o="o", y=r"\hat{y}", x="p"),
)


def written(note, letters):
    """The note in some letters."""
    for name, letter in letters.items():
        note = note.replace(f"@{name}", letter)
    return note


def verdicts(text):
    """What is said of the claims of a note, which come after two definitions in one line and one cost or none."""
    return [f.verdict for f in proofread(text, "note.md").findings if f.verdict is not Verdict.DEFINITION]


@pytest.mark.parametrize(("note", "letters"), [(LAYERS, x) for x in OF_LAYERS] + [(NEURON, x) for x in OF_NEURONS])
def test_the_letters_of_a_note_do_not_matter(note, letters):
    """One letter that is not the usual one left a whole note undecided."""
    found = verdicts(written(note, letters))
    assert len(found) >= 3
    assert set(found) <= {Verdict.PROVED, Verdict.AGREES}


@pytest.mark.parametrize(
    ("note", "letters", "right", "wrong"),
    [
        (LAYERS, OF_LAYERS[0], "(@W^{(l+1)})^T @e", "@W^{(l+1)} @e"),
        (NEURON, OF_NEURONS[0], r"@w} = (@o - @y) @x", "@w} = (@y - @o) @x"),
        (NEURON, OF_NEURONS[2], r"@b} = @o - @y", "@b} = @o + @y"),
    ],
)
def test_a_slip_in_such_letters_is_refuted_and_repaired_in_them(note, letters, right, wrong):
    """A repair was read again under the letters as they are, and found to be nonsense."""
    slipped = written(note.replace(right, wrong), letters)
    (finding,) = (f for f in proofread(slipped, "note.md").findings if f.verdict is Verdict.REFUTED)
    assert finding.correction.verdict is Verdict.PROVED
    unread = {r"\delta", "W", "C"} - set(letters.values())
    assert not any(letter in finding.correction.latex for letter in unread)


def test_layers_below_that_another_letter_counts():
    """The k of h_{k-1} is no entry where it is the only letter below a matrix."""
    note = written(LAYERS, OF_LAYERS[0] | {"e": r"\delta"})
    for above, below in (("(l+1)", "k+1"), ("(l-1)", "k-1"), ("(l)", "k"), ("(L)", "L")):
        note = note.replace(f"^{{{above}}}", f"_{{{below}}}")
    found = verdicts(note)
    assert found.count(Verdict.PROVED) + found.count(Verdict.AGREES) >= 3
    assert Verdict.REFUTED not in found


def test_usual_letters_keep_their_roles():
    """A capital that is differentiated is a state as likely as a cost, and z is no weight though it is multiplied."""
    usual = written(LAYERS, dict(C="C", W="W", b="b", z="z", a="a", e=r"\delta", f="f"))
    swapped = written(LAYERS, dict(C="E", W="W", b="b", z="a", a="z", e=r"\delta", f="h"))
    for text in (usual, swapped):
        assert not read_formulas(read_displays(text, "note.md"))[0].roles
