"""Words that join formulas, say when they hold or what of them is meant: wenn, si, если; sonst; und; derivative of.

English ones stand where they are read.  Those of two letters are read within text alone, and no single letter is one.
"""

from symbackprop.parsing.latex.alphabet import words

CONDITIONS = words(
    """wenn falls für fuer bei weil si pour quand lorsque puisque sachant se per quando poiché poiche cuando para
    porque pois если при когда для так eğer için jeśli jezeli jeżeli gdy dla als voor indien om för dacă pentru
    kai jei ha ak pokud pro 当 若 如果 对于 对 其他 否则 場合 のとき"""
)
"""What begins to say when a formula holds."""
OTHERS = words(
    """sonst ansonsten andernfalls sinon autrement ailleurs altrimenti sino senão senao caso иначе aksi diğer
    anders altfel annars jinak inaczej"""
)
"""What begins to say that nothing before it holds."""
OTHERWISE = frozenset(
    {"otherwise", "else", "if otherwise", "elsewhere", "in all other cases", "其他", "否则", "其它", "その他",
     "それ以外", "그 외", "sonst", "ansonsten", "andernfalls", "sinon", "autrement", "ailleurs", "altrimenti", "sino",
     "si no", "en otro caso", "de lo contrario", "en caso contrario", "caso contrario", "caso contrário", "senão",
     "senao",
     "c.c", "иначе", "в противном случае", "в остальных случаях", "aksi halde", "aksi takdirde", "diğer durumlarda",
     "w przeciwnym razie", "w przeciwnym wypadku", "w p.p", "anders", "altfel", "annars", "jinak", "inaczej"}
)  # fmt: skip
"""Whole conditions that are met wherever those before them are not."""
JOINTS = words(
    """und wobei mit also et où ou avec donc alors donde con entonces luego onde com então entao dove allora quindi
    где и тогда gdzie oraz waar en och med ve burada yani böylece kde ahol unde där missä де dimana yaitu maka với
    여기서 따라서 그리고 ここで ただし よって"""
)
"""What stands between two formulas."""
GENITIVES = words("of in at de du des del della di do von der van af av bei wrt w.r.t")
"""What ends words that say of what something is: the derivative of σ(z), the error at a."""
SAYING_WHOLES = words(
    """definition value values formula formulas expression equation because means use case cases form instead place
    help virtue terms rule substituting plugging putting définition valeur formule cas aide lieu partir wegen valor
    definición definizione wert"""
)
"""What is said of a whole equation before such an end, or of a symbol that stays what it is: by definition of δ."""
LETTERS = frozenset({"y", "e", "i", "o"})
"""What joins formulas only where spaces are set around it in text."""


def says_of_what(said: str) -> bool:
    """Whether words say what of the symbol behind them is meant, and so not itself: "derivative of" σ(z)."""
    words_said = said.lower().split()
    is_of = len(words_said) > 1 and (words_said[-1].strip(".") in GENITIVES or words_said[-2:] == ["respect", "to"])
    return is_of and not SAYING_WHOLES & set(words_said)
