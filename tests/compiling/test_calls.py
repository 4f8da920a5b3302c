"""What would be broken: the arrays that a formula reads."""

from sympy import Symbol

from symbackprop.compiling.calls import Operand, Value
from symbackprop.language.indices import index


def test_operands_of_one_name_keep_their_own_arrays():
    """z2 of a network with one output and z2 of one with ten: SymPy gave one symbol for both while its cache held it,
    and a step then read `z2[:, None]`."""
    m = Symbol("m", integer=True, positive=True)
    narrow, wide = (Value("z2", (index("s", m), index("j", width))) for width in (1, 10))
    first, second = Operand(narrow), Operand(wide)
    assert first.value == narrow and second.value == wide
    assert first != second and first == Operand(narrow)
    assert {first: 1}.get(second) is None
