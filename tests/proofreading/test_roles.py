r"""Symbols are what is done with them: a note in letters of its own, f = \beta + \Omega h, is read as any other."""

import pytest

from symbackprop.checking.verdicts import Verdict
from symbackprop.proofreading.proofreader import proofread, read_displays, read_formulas
from symbackprop.proofreading.vocabulary.values import why_not

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


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (IndexError("index 1 is out of bounds for axis 0 with size 1"), "an index is out of range"),
        (ValueError("operands could not be broadcast together"), "its parts do not fit together"),
        (ZeroDivisionError("complex division by zero"), "something is divided by zero"),
    ],
)
def test_what_cannot_be_computed_is_told_in_words(trouble, words):
    """Readers of notes were shown what arrays say of their axes."""
    assert why_not(trouble) == words


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


BELOW = r"""
$$ f_0 = \beta_0 + \Omega_0 x_i, \quad h_1 = a[f_0] $$
$$ f_k = \beta_k + \Omega_k h_k, \quad h_k = a[f_{k-1}] $$
$$ \frac{\partial \ell_i}{\partial \Omega_k} = \frac{\partial \ell_i}{\partial f_k} h_k^T $$
$$ \frac{\partial \ell_i}{\partial f_{k-1}} = a'[f_{k-1}] \odot (\Omega_k^T \frac{\partial \ell_i}{\partial f_k}) $$
$$ \frac{\partial \ell_i}{\partial \Omega_0} = \frac{\partial \ell_i}{\partial f_0} x_i^T $$
"""
BATCH = r"""
$$ z_j^{[l]} = \sum_k w_{jk}^{[l]} a_k^{[l-1]} + b_j^{[l]}, \quad a_j^{[l]} = \sigma(z_j^{[l]}) $$
$$ Z^{[l]} = A^{[l-1]} (W^{[l]})^T + \mathbf{1}_B (b^{[l]})^T, \quad A^{[l]} = \sigma(Z^{[l]}) $$
$$ \delta_j^{[l]} = \frac{\partial C}{\partial z_j^{[l]}} $$
$$ \Delta^{[l]} = (\Delta^{[l+1]} W^{[l+1]}) \odot \sigma'(Z^{[l]}) $$
$$ \nabla_{W^{[l]}} C = \frac{1}{B} (\Delta^{[l]})^T A^{[l-1]} $$
"""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("", ""), (r"f_k} h_k^T", r"f_k} h_{k-1}^T"), (r"\Omega_k^T \frac", r"\Omega_k \frac"), ("x_i^T", "h_1^T")],
)
def test_weights_may_have_the_number_of_the_layer_below(right, wrong):
    """f_k = β_k + Ω_k h_k goes round in a circle with h_k = a(f_{k-1}) where both are of layer k."""
    found = verdicts(BELOW.replace(right, wrong))
    assert found.count(Verdict.REFUTED) == bool(right)
    assert Verdict.UNDECIDED not in found


@pytest.mark.parametrize(("right", "wrong"), [("", ""), (r"[l+1]} W^{[l+1]})", r"[l+1]} (W^{[l+1]})^T)")])
def test_the_errors_of_a_batch_in_capitals(right, wrong):
    """Δ is the δ of all examples, and b a column that stands in rows as b^T."""
    found = verdicts(BATCH.replace(right, wrong))
    assert found.count(Verdict.REFUTED) == bool(right)
    assert found.count(Verdict.PROVED) + found.count(Verdict.AGREES) >= 3


MATRICES = r"""
$$ \mathbf{u} = \mathbf{A} \mathbf{x} + \mathbf{c}, \quad \mathbf{h} = \sigma(\mathbf{u}) $$
$$ \mathbf{v} = \mathbf{B} \mathbf{h} + \mathbf{d}, \quad \hat{\mathbf{y}} = \mathrm{softmax}(\mathbf{v}) $$
$$ \ell = -\sum_k y_k \log \hat{y}_k $$
$$ \frac{\partial \ell}{\partial \mathbf{B}} = (\hat{\mathbf{y}} - \mathbf{y}) \mathbf{h}^\top $$
$$ \frac{\partial \ell}{\partial \mathbf{h}} = \mathbf{B}^\top (\hat{\mathbf{y}} - \mathbf{y}) $$
$$ \frac{\partial \ell}{\partial \mathbf{u}}
   = \mathbf{B}^\top (\hat{\mathbf{y}} - \mathbf{y}) \odot \mathbf{h} \odot (\mathbf{1} - \mathbf{h}) $$
"""


@pytest.mark.parametrize("letter", ["B", "M", "Q", "S", "W"])
def test_a_matrix_of_weights_has_any_letter(letter):
    """The B of v = B h + d was a bias, the Q a cost; and the bold 1 of 1 − h, beside A and c, was a target."""
    note = MATRICES.replace("{B}", f"{{{letter}}}")
    assert set(verdicts(note)) <= {Verdict.PROVED, Verdict.AGREES}


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (r"= \mathbf{B}^\top (\hat{\mathbf{y}} - \mathbf{y}) $$", r"= \mathbf{B} (\hat{\mathbf{y}} - \mathbf{y}) $$"),
        (r"(\mathbf{1} - \mathbf{h})", r"(\mathbf{1} + \mathbf{h})"),
        (r"\odot \mathbf{h} \odot", r"\odot"),
        (r"= (\hat{\mathbf{y}} - \mathbf{y}) \mathbf{h}", r"= (\mathbf{y} - \hat{\mathbf{y}}) \mathbf{h}"),
    ],
)
def test_a_slip_beside_a_matrix_of_another_letter_is_refuted(right, wrong):
    """What B is read as does not loosen what is said of it."""
    note = MATRICES.replace(right, wrong)
    assert note != MATRICES
    assert verdicts(note).count(Verdict.REFUTED) == 1


@pytest.mark.parametrize(
    ("note", "slip", "wrong"),
    [
        (
            r"$$dZ_2 = A_2 - Y, \quad dV_2 = \frac{1}{m} dZ_2 A_1^T, \quad dZ_1 = V_2^T dZ_2 \odot g'(Z_1)$$",
            (r"V_2^T dZ_2 \odot", r"V_2 dZ_2 \odot"),
            2,
        ),
        (
            r"$$\delta^L = (a^L - y) \odot \sigma'(z^L), \quad \frac{\partial C}{\partial \beta^l} = \delta^l$$ "
            r"$$\delta^l = (w^{l+1})^T \delta^{l+1} \odot \sigma'(z^l)$$ $$\beta^l \to \beta^l - \eta \delta^l$$",
            (r"} = \delta^l", r"} = -\delta^l"),
            1,
        ),
        (
            r"$$S_j = \sum_i v_{ij} o_i, \quad o_j = f(S_j), \quad E = \frac12 \sum_j (t_j - o_j)^2$$ "
            r"$$\frac{\partial E}{\partial v_{ij}} = \delta_j o_i, \quad \delta_j = (o_j - t_j) f'(S_j)$$",
            (r"\delta_j o_i", r"\delta_i o_j"),
            3,
        ),
        (
            r"$$\nabla Z_2 = A_2 - Y, \quad \nabla W_2 = \frac{1}{m} \nabla Z_2 A_1^T$$ "
            r"$$\nabla Z_1 = W_2^T \nabla Z_2 \odot g'(Z_1)$$",
            (r"= W_2^T \nabla", r"= W_2 \nabla"),
            2,
        ),
    ],
)
def test_gradients_tell_what_they_are_by(note: str, slip: tuple[str, str], wrong: int) -> None:
    """V where no W is, β where no b is, and Z behind a ∇; and nothing holds for any letter."""
    holds = {Verdict.PROVED, Verdict.AGREES, Verdict.DEFINITION}
    found = proofread(note, "note.md").findings
    assert {f.verdict for f in found} <= holds
    assert found[wrong].verdict is not Verdict.DEFINITION
    assert proofread(note.replace(*slip), "note.md").findings[wrong].verdict not in holds


def test_what_is_summed_from_weights_is_no_count() -> None:
    """n = w_1 p_1 + w_2 p_2 + b, though n counts examples elsewhere; with a steepness λ as well."""
    note = r"""
$$n = w_1 p_1 + w_2 p_2 + b, \quad O = \sigma(\lambda n), \quad \sigma(x) = \frac{1}{1 + e^{-x}}$$
$$L = \frac12 (T - O)^2, \quad \frac{dO}{dn} = \lambda O (1 - O)$$
$$\frac{\partial n}{\partial w_1} = p_1, \quad \frac{\partial L}{\partial w_1} = (O - T) \lambda O (1 - O) p_1$$
"""
    holds = {Verdict.PROVED, Verdict.AGREES}
    assert {f.verdict for f in proofread(note, "note.md").findings[-3:]} <= holds
    assert proofread(note.replace("O) p_1", "O) p_2"), "note.md").findings[-1].verdict not in holds
