"""A formula of a document in the plain notation of statements about a network of layers."""

from symbackprop.parsing.latex.tree import (
    ANY,
    ENTRYWISE,
    Addition,
    Annotated,
    Apply,
    Big,
    Derivative,
    Differential,
    Group,
    Nabla,
    Name,
    Node,
    Number,
    Product,
    Quotient,
    Scripted,
    Words,
)
from symbackprop.proofreading.trials.claims import Court
from symbackprop.proofreading.vocabulary.marks import flat, limit_letters, name_of, shift_of
from symbackprop.proofreading.vocabulary.mentions import Mention, mention_of
from symbackprop.proofreading.vocabulary.quantities import COSTS, TARGETS

SUMS = {"np.sum", "numpy.sum"}


class Unspoken(Exception):
    """Something for which the plain notation has no word."""


class Speaker:
    """Says formulas, whole or entry by entry; `batch` is where the examples stand."""

    def __init__(self, court: Court, by_entry: bool, batch: str | None) -> None:
        self.world, self.lexicon = court.world, court.world.lexicon
        self.habits, self.by_entry, self.batch = self.lexicon.habits, by_entry, batch

    def said(self, node: Node) -> str:
        """The formula in plain notation.   Raises: Unspoken."""
        if isinstance(node, Number):
            return node.text
        if isinstance(node, Name | Scripted | Words):
            return self._symbol(node)
        if isinstance(node, Group) and node.opening in ("(", "[", "{"):
            return f"({self.said(node.body)})"
        if isinstance(node, Annotated):
            return self.said(node.body)
        if isinstance(node, Addition):
            return self._addition(node)
        if isinstance(node, Quotient):
            return f"({self.said(node.numerator)}) / ({self.said(node.denominator)})"
        if isinstance(node, Product):
            return self._product(node)
        if isinstance(node, Derivative) and len(node.by) == 1 and node.sign != ANY:
            return self._derivative(node.of, node.by[0])
        if isinstance(node, Nabla) and node.by is not None:
            return self._derivative(node.of, node.by, is_last=True)
        if isinstance(node, Differential) and node.sign in ("d", "∂", "delta"):
            return self._derivative(None, node.of)
        if isinstance(node, Big) and node.kind == "sum":
            return self._sum(node)
        if isinstance(node, Apply) and name_of(node.function) in SUMS:
            return self._array_sum(node)
        raise Unspoken

    def _addition(self, node: Addition) -> str:
        if 0 in node.signs:
            raise Unspoken
        parts = [f"{'-' if s < 0 else '+' if n else ''} {self.said(t)}" for n, (t, s) in
                 enumerate(zip(node.terms, node.signs, strict=True))]  # fmt: skip
        return f"({' '.join(parts)})"

    def _product(self, node: Product) -> str:
        words: list[str] = []
        at = 0
        while at < len(node.factors):
            word, used = self._factor(node, at)
            if at:
                words.append(self._operator(node.operators[at - 1], words[-1], word))
            words.append(word)
            at += used
        return f"({' '.join(words)})"

    def _operator(self, written: str, before: str, after: str) -> str:
        """* for products of numbers and entry by entry, @ for those of matrices."""
        if self.by_entry or written in ENTRYWISE:
            return "*"
        if self._is_number(before) or self._is_number(after):
            return "*"
        if written in ("", "cdot", "times", "@"):
            return "@"
        raise Unspoken

    @staticmethod
    def _is_number(word: str) -> bool:
        return not any(c.isalpha() and c != "m" for c in word)

    def _factor(self, node: Product, at: int) -> tuple[str, int]:
        factor = node.factors[at]
        following = node.factors[at + 1] if at + 1 < len(node.factors) else None
        mention = mention_of(factor, self.habits)
        if mention is None or not isinstance(following, Group) or node.operators[at]:
            return self.said(factor), 1
        if mention.base in self.lexicon.functions:
            return f"{self._function(mention)}({self.said(following.body)})", 2
        return self.said(factor), 1

    def _function(self, mention: Mention) -> str:
        """sigma and sigma_prime, or the function of the layer of its argument."""
        if mention.power is not None or mention.primes > 1 or mention.units:
            raise Unspoken
        name = "sigma" if mention.base == "sigma" else "g"
        return f"{name}_prime" if mention.primes else name

    def _symbol(self, node: Node) -> str:
        mention = mention_of(node, self.habits)
        if mention is None:
            return self._turned(node)
        if mention.is_next or mention.primes or mention.example is not None:
            raise Unspoken
        word = self._quantity(mention)
        if mention.transposed:
            word = f"{word}.T"
        if mention.power is not None:
            if not self.by_entry or not name_of(mention.power).isdigit():
                raise Unspoken
            word = f"{word}**{name_of(mention.power)}"
        return word

    def _turned(self, node: Node) -> str:
        """(w^{l+1})^T."""
        if not isinstance(node, Scripted) or node.sub is not None or node.primes or node.sup is None:
            raise Unspoken
        parts = flat(node.sup)
        inner = self.said(node.base)
        if len(parts) == 1 and name_of(parts[0]) in ("T", "top") and not self.by_entry:
            return f"({inner}).T"
        if len(parts) == 1 and name_of(parts[0]).isdigit() and self.by_entry:
            return f"({inner})**{name_of(parts[0])}"
        raise Unspoken

    def _quantity(self, mention: Mention) -> str:
        count = self.world.reading.examples > 1 and mention.base in ("m", "N", "n")
        if count and mention.layer is None and not mention.units:
            return "m"
        role = self._role(mention)
        layer = "" if role == "y" else f"[{self._layer(mention)}]"
        return f"{role}{layer}{self._indices(mention)}"

    def _role(self, mention: Mention) -> str:
        if mention.label or "~" in mention.base:
            raise Unspoken
        base = self.lexicon.fold(mention.base)
        if base == self.lexicon.fold(self.lexicon.weighted):
            return "z"
        if base == self.lexicon.fold(self.lexicon.activation):
            return "a"
        if base in ("w", "theta", "W"):
            return "w"
        if base in ("b", "delta"):
            return base
        if base in TARGETS and mention.layer is None:
            return "y"
        raise Unspoken

    def _layer(self, mention: Mention) -> str:
        shift = shift_of(mention.layer) if mention.layer is not None else None
        if shift is None:
            raise Unspoken
        letter, step = shift
        if not letter:
            raise Unspoken
        if self.world.reading.leaving and self._role(mention) == "w":
            step += 1
        if letter in self.habits.depth_letters:
            word = "L"
        elif letter in self.habits.layer_letters:
            word = "l"
        else:
            raise Unspoken
        return word if not step else f"{word}{step:+d}"

    def _indices(self, mention: Mention) -> str:
        letters = [name_of(u) for u in mention.units]
        if not letters:
            if self.by_entry:
                raise Unspoken
            return ""
        if not all(len(t) == 1 and t.isalpha() for t in letters) or self.batch is not None:
            raise Unspoken
        return f"[{','.join(letters)}]"

    def _derivative(self, of: Node | None, by: Node, is_last: bool = False) -> str:
        mention = mention_of(by, self.habits)
        above = mention_of(of, self.habits) if of is not None else None
        if mention is None or mention.primes or mention.power is not None:
            raise Unspoken
        turned = ".T" if mention.transposed else ""
        if of is None or (above is not None and above.base in COSTS and above.example is None and not above.units):
            if is_last and mention.layer is None:
                if self._role(mention) != "a":
                    raise Unspoken
                return "dC_da[L]"
            role = self._role(mention)
            if role == "y":
                raise Unspoken
            return f"dC_d{role}[{self._layer(mention)}]{self._indices(mention)}{turned}"
        if above is None or not self.by_entry:
            raise Unspoken
        return f"d({self._quantity(above)}, {self._quantity(mention)})"

    def _sum(self, node: Big) -> str:
        letters = limit_letters(node)
        if not letters or not self.by_entry or self.batch is not None:
            raise Unspoken
        if not all(len(t) == 1 and t.isalpha() for t in letters) or "≠" in str(getattr(node.lower, "sign", "")):
            raise Unspoken
        return f"Sum({', '.join(letters)}, {self.said(node.body)})"

    def _array_sum(self, node: Apply) -> str:
        keywords = dict(node.keywords)
        if set(keywords) - {"axis", "keepdims"} or name_of(keywords.get("axis")) not in ("0", "1"):
            raise Unspoken
        return f"np.sum({self.said(node.arguments[0])}, axis={name_of(keywords['axis'])}, keepdims=True)"
