"""Elementary functions as text that a compiler turns into vector instructions: no calls, no branches.

The reduction of the argument and the polynomials are those of Cephes (S. L. Moshier); eˣ, and what is made of it, is
within a few units of the last place; tanh in float32 is that of Eigen.  `F` is the floating-point type.
"""

EXP32 = '''\
@plain
def exp(x):
    """eˣ = 2ⁿ eʳ, |r| ≤ ½ log 2: a polynomial of r, and n as the exponent of a floating-point number."""
    v = F(88.7) if x > F(88.7) else F(-87.3) if x < F(-87.3) else x
    n = np.floor(v * F(1.44269504088896341) + F(0.5))
    r = v - n * F(0.693359375) + n * F(2.12194440e-4)
    q = F(1.9875691500e-4) * r + F(1.3981999507e-3)
    q = q * r + F(8.3334519073e-3)
    q = q * r + F(4.1665795894e-2)
    q = q * r + F(1.6666665459e-1)
    q = q * r + F(5.0000001201e-1)
    power = np.int32((np.int32(n) + np.int32(127)) << np.int32(23)).view(np.float32)
    value = (q * r * r + r + F(1)) * power
    return F(np.inf) if x > F(88.72) else F(0) if x < F(-87.3) else value
'''

EXP64 = '''\
@plain
def exp(x):
    """eˣ = 2ⁿ eʳ, |r| ≤ ½ log 2: a ratio of polynomials of r, and n as the exponent of a floating-point number."""
    v = 709.7 if x > 709.7 else -708.0 if x < -708.0 else x
    n = np.floor(v * 1.4426950408889634073599 + 0.5)
    r = v - n * 6.93145751953125e-1 - n * 1.42860682030941723212e-6
    s = r * r
    p = r * ((1.26177193074810590878e-4 * s + 3.02994407707441961300e-2) * s + 9.99999999999999999910e-1)
    q = (3.00198505138664455042e-6 * s + 2.52448340349684104192e-3) * s + 2.27265548208155028766e-1
    value = 1.0 + 2.0 * (p / (q * s + 2.0 - p))
    power = np.int64((np.int64(n) + 1023) << 52).view(np.float64)
    return np.inf if x > 709.78 else 0.0 if x < -708.0 else value * power
'''

TANH32 = '''\
@plain
def tanh(x):
    """x p(x²)/q(x²) for |x| ≤ 7.9, where tanh is 1 but for a few units of the last place (as in Eigen)."""
    v = F(7.90531110763549805) if x > F(7.90531110763549805) else x
    v = F(-7.90531110763549805) if v < F(-7.90531110763549805) else v
    s = v * v
    p = F(-2.76076847742355e-16) * s + F(2.00018790482477e-13)
    p = p * s - F(8.60467152213735e-11)
    p = p * s + F(5.12229709037114e-08)
    p = p * s + F(1.48572235717979e-05)
    p = p * s + F(6.37261928875436e-04)
    p = p * s + F(4.89352455891786e-03)
    q = F(1.19825839466702e-06) * s + F(1.18534705686654e-04)
    q = q * s + F(2.26843463243900e-03)
    q = q * s + F(4.89352518554385e-03)
    return v * p / q
'''

TANH64 = '''\
@plain
def tanh(x):
    """tanh x = 1 − 2/(e²ˣ + 1), and a ratio of polynomials near 0, where that would lose digits."""
    s = x * x
    p = (-9.64399179425052238628e-1 * s - 9.92877231001918586564e1) * s - 1.61468768441708447952e3
    q = ((s + 1.12811678491632931402e2) * s + 2.23548839060100448583e3) * s + 4.84406305325125486048e3
    far = 1.0 - 2.0 / (exp(2.0 * abs(x)) + 1.0)
    return x + x * s * p / q if abs(x) < 0.625 else far if x > 0.0 else -far
'''

SIGN = '''\
@plain
def sign(x):
    """−1, 0 or 1."""
    return F(1) if x > F(0) else F(-1) if x < F(0) else x
'''

LOGADDEXP = '''\
@plain
def logaddexp(x, y):
    """log(eˣ + eʸ), with the greater exponential taken out."""
    low, high = (x, y) if x < y else (y, x)
    return high + F(math.log1p(exp(low - high)))
'''

LARGER = '''\
@plain
def larger(x, y):
    """max(x, y); nan where x is."""
    return y if x < y else x
'''

SMALLER = '''\
@plain
def smaller(x, y):
    """min(x, y); nan where x is."""
    return y if x > y else x
'''

GEMM = '''\
blas = types.ExternalFunction(
    "numba_xxgemm",
    types.int32(types.char, types.char, types.char, *[types.intp] * 3, *[types.CPointer(N)] * 2, types.intp,
                types.CPointer(N), types.intp, *[types.CPointer(N)] * 2, types.intp),
)  # fmt: skip


SMALL, MIDDLE = 1_000_000, 8  # up to so many multiplications BLAS has a faster way; up to MIDDLE parts it pays to make
# small products of one


@fast
def product(rows, columns, over, a, turn_a, b, turn_b, c, factors, factor, keep):
    """c = keep c + factor a b, for matrices in rows: BLAS, which thinks in columns, is given bᵀ aᵀ."""
    factors[0], factors[1] = factor, keep
    ta, tb = TURN if turn_a else LEAVE, TURN if turn_b else LEAVE
    la, lb = rows if turn_a else over, over if turn_b else columns
    parts = (rows * columns * over - 1) // SMALL + 1
    whole = parts > MIDDLE or (rows if turn_a or turn_b else over) < 16 * parts
    if turn_a or turn_b:
        part = rows if whole else (rows - 1) // parts + 1
        for k in range(0, rows, part):
            n = min(part, rows - k)
            left = a[:, k:] if turn_a else a[k:]
            blas(KIND, tb, ta, columns, n, over, factors.ctypes, b.ctypes, lb, left.ctypes, la,
                 factors[1:].ctypes, c[k:].ctypes, columns)
    else:
        part = over if whole else (over - 1) // parts + 1
        for k in range(0, over, part):
            n = min(part, over - k)
            blas(KIND, tb, ta, columns, rows, n, factors.ctypes, b[k:].ctypes, lb, a[:, k:].ctypes, la,
                 factors[1:].ctypes, c.ctypes, columns)
            factors[1] = F(1)
'''

HEAD = """\
import math

import numpy as np
from numba import njit, types

F, N = np.{dtype}, types.{dtype}
KIND, LEAVE, TURN = {kind}, 110, 116  # "s" or "d", "n", "t"
COMMON = {{"error_model": "numpy", "cache": True, "nogil": True}}
EPOCH = {{**COMMON, "fastmath": {{"contract", "reassoc", "nsz", "arcp"}}}}
plain, fast = njit(**COMMON, fastmath={{"contract"}}, forceinline=True), njit(**EPOCH)
"""


def helpers(names: set[str], double: bool) -> list[str]:
    """The text of functions that are called, each after what it calls itself."""
    needed = set(names)
    if needed & {"tanh", "logaddexp"}:
        needed.add("exp")
    texts = {
        "exp": EXP64 if double else EXP32,
        "tanh": TANH64 if double else TANH32,
        "sign": SIGN,
        "logaddexp": LOGADDEXP,
        "larger": LARGER,
        "smaller": SMALLER,
        "product": GEMM,
    }
    return [text for name, text in texts.items() if name in needed]


def head(double: bool) -> str:
    """Imports, the floating-point type and the two ways of compiling."""
    return HEAD.format(dtype="float64" if double else "float32", kind=ord("d" if double else "s"))
