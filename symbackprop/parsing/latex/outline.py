"""A tree in one line, for tests and for the eye: `(* w (_ x i))` as an s-expression."""

from dataclasses import fields

from symbackprop.parsing.latex.tree import (
    Addition,
    Apply,
    Big,
    Derivative,
    Differential,
    Dots,
    Group,
    Listing,
    Name,
    Node,
    Number,
    Product,
    Quotient,
    Relation,
    Scripted,
    Words,
)


def outline(node: Node | None) -> str:
    """The tree as an s-expression: names and numbers bare, scripts as `w^l_j'`, products with their operators."""
    match node:
        case None:
            return "∅"
        case Number(text=text):
            return text
        case Name(text=text, accents=accents, style=style):
            return "".join(f"{a}:" for a in accents) + (f"{style}:" if style else "") + text
        case Words(text=text):
            return f'"{text}"'
        case Dots(text=text):
            return text
        case Scripted():
            return _scripted(node)
        case Group(body=body, opening=opening, closing=closing):
            return f"{opening or '.'}{outline(body)}{closing or '.'}"
        case Listing(items=items):
            return ", ".join(map(outline, items))
        case Product(factors=factors, operators=operators):
            signs = ["", *operators]
            return "(" + "".join(f" {s} "[not s :] + outline(f) for s, f in zip(signs, factors, strict=True))[1:] + ")"
        case Addition(terms=terms, signs=plus):
            spelt = {1: "+", -1: "-", 0: "±"}
            return "{" + " ".join(f"{spelt[s]} {outline(t)}" for s, t in zip(plus, terms, strict=True)) + "}"
        case Quotient(numerator=p, denominator=q):
            return f"({outline(p)} / {outline(q)})"
        case Derivative(of=of, by=by, sign=sign):
            return f"[{sign} {outline(of)} by {', '.join(map(outline, by))}]"
        case Differential(of=of, sign=sign):
            return f"{sign}<{outline(of)}>"
        case Apply(function=function, arguments=arguments, keywords=keywords):
            given = [outline(a) for a in arguments] + [f"{name}={outline(value)}" for name, value in keywords]
            return f"{outline(function)}@({', '.join(given)})"
        case Relation(left=left, sign=sign, right=right):
            return f"{outline(left)} {sign} {outline(right)}"
        case Big(kind=kind, body=body, lower=lower, upper=upper):
            return f"<{kind} {outline(lower)}..{outline(upper)}: {outline(body)}>"
        case _:
            return _plain(node)


def _scripted(node: Scripted) -> str:
    text = outline(node.base) + "'" * node.primes
    for sign, script in (("_", node.sub), ("^", node.sup)):
        if script is not None:
            text += f"{sign}{{{outline(script)}}}"
    return text


def _plain(node: Node) -> str:
    """Any other node: its name and its fields."""
    parts = []
    for name in (f.name for f in fields(node) if f.name != "span"):
        value = getattr(node, name)
        parts.append(f"{name}={_value(value)}" if not isinstance(value, Node) else outline(value))
    return f"{type(node).__name__}({'; '.join(parts)})"


def _value(value: object) -> str:
    if isinstance(value, Node):
        return outline(value)
    if isinstance(value, tuple):
        return "<" + " | ".join(map(_value, value)) + ">"
    return str(value) if value is not None else "∅"
