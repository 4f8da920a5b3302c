"""The names that are words: functions, big operators, and what people write with several letters."""

from symbackprop.parsing.languages import CONDITIONS, OTHERS
from symbackprop.parsing.latex.alphabet import GREEK, words

ELEMENTARY = words(
    """log ln lg exp sin cos tan cot sec csc sinh cosh tanh coth sech csch arcsin arccos arctan arctanh arcsinh arccosh
    atan asin acos atanh sgn sign erf"""
)
"""Functions whose argument may stand beside them without brackets."""
BIG = {
    "sum": "sum", "prod": "prod", "int": "int", "coprod": "prod", "max": "max", "min": "min", "sup": "max",
    "inf": "min", "argmax": "argmax", "argmin": "argmin", "lim": "lim", "bigoplus": "sum", "bigsum": "sum",
    "dsum": "sum", "tsum": "sum",
    "arg max": "argmax", "arg min": "argmin", "Sum": "sum", "bigcup": "union", "bigcap": "intersection",
    "iint": "int", "oint": "int",
}  # fmt: skip
"""Operators that may carry limits."""
APPLIED = words(
    """softmax Softmax SoftMax softMax logsoftmax sigmoid Sigmoid logistic relu ReLU RELU Relu LeakyReLU leakyrelu
    leaky_relu elu ELU gelu GELU selu SELU silu SiLU swish Swish mish softplus Softplus softsign hardtanh identity
    step Step heaviside Heaviside max min sum prod mean avg average diag Diag tr Tr trace Trace det vec dot matmul abs
    sqrt pow square argmax argmin sigm sig rowsum colsum norm rank dim onehot one_hot transpose flatten reshape
    concat Concat Var var Cov cov Tanh Exp Log Sin Cos Max Min Sum Mean clip outer maximum minimum multiply Re Im Pr
    sigmoid_prime relu_prime tanh_prime dsigmoid drelu dtanh sum_over row col rows cols size shape len expit ker gcd
    deg hom ones zeros eye rand randn add subtract divide power einsum where
    """
)
"""Functions that are recognised before a bracket."""
FUNCTIONS = ELEMENTARY | APPLIED | frozenset(BIG)
GLUED = sorted((ELEMENTARY - {"sec", "sign", "lg", "cot", "erf", "atan", "asin", "acos", "sgn"}), key=len, reverse=True)
"""Functions that are recognised within a run of letters: yln, tanhx."""
COMMANDS = ELEMENTARY | {
    "det", "dim", "ker", "Pr", "deg", "gcd", "hom", "softmax", "sigmoid", "ReLU", "relu", "diag", "tr", "Tr", "trace",
    "Softmax", "Sigmoid", "rank", "mean", "Diag", "softplus", "Var", "Cov", "logistic", "LeakyReLU", "onehot",
    "elu", "vectorize",
}  # fmt: skip
"""Functions that are written with a backslash."""

CONNECTIVES = words(
    """if otherwise for when where and or else with as such that since then elsewhere unless otherwize while iff
    """
)
"""Words that say something about a formula."""
SAID_IN_TEXT = CONNECTIVES | CONDITIONS | OTHERS
"""Words that say so where they are set as text."""
VOCABULARY = words(
    """net out in err Err loss cost grad error inp act hid reg eps tot avg num new old acc std obj pred lr LR MSE mse CE
    scores score logits logit probs prob preds
    BCE SSE NLL KL RMS mae MAE RSS rss CNN RNN MLP lin opt ref pos neg est obs prev next curr cur bias input output
    target total hidden true True False None train test val dim drop init conv pool norm batch fc seq emb rot pad idx
    mask inv adj enc dec src tgt ctx att end BP pre post neu alt soll ist ziel fehler nuevo viejo novo antigo nouveau
    ancien nuovo vecchio yeni eski salida entrada sortie saida hedef
    """
) | {g for g in GREEK if len(g) > 2}  # fmt: skip
"""Short words that are no products of letters."""
