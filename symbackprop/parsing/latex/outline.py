"""A tree in one line, for tests and for the eye: `(* w (_ x i))` as an s-expression."""

from symbackprop.parsing.latex.tree import (
    Addition,
    Annotated,
    Apply,
    Big,
    Cases,
    Derivative,
    Differential,
    Dots,
    Grid,
    Group,
    Listing,
    Nabla,
    Name,
    Node,
    Number,
    Product,
    Quotient,
    Relation,
    Root,
    Scripted,
    Slice,
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
        case Differential(of=of, sign=sign, order=order):
            return f"{sign}{order if order > 1 else ''}<{outline(of)}>"
        case Apply(function=function, arguments=arguments, keywords=keywords):
            given = [outline(a) for a in arguments] + [f"{name}={outline(value)}" for name, value in keywords]
            return f"{outline(function)}@({', '.join(given)})"
        case Relation(left=left, sign=sign, right=right):
            return f"{outline(left)} {sign} {outline(right)}"
        case Big(kind=kind, body=body, lower=lower, upper=upper):
            return f"<{kind} {outline(lower)}..{outline(upper)}: {outline(body)}>"
        case Slice(start=start, stop=stop):
            return f"{outline(start) if start else ''}:{outline(stop) if stop else ''}"
        case Nabla(of=of, by=by):
            return f"∇<{outline(of)} by {outline(by)}>" if by else f"∇<{outline(of)}>"
        case Grid(rows=rows, brackets=brackets):
            return f"{brackets}| {' ; '.join(' & '.join(map(outline, row)) for row in rows)} |"
        case Cases(pieces=pieces):
            return f"cases{{{' ; '.join(f'{outline(value)} if {outline(when)}' for value, when in pieces)}}}"
        case Annotated(body=body, note=note, position=position):
            return f"{position}({outline(body)} | {outline(note)})"
        case Root(body=body, degree=degree):
            return f"√{outline(degree) if degree else ''}({outline(body)})"
        case _:
            raise AssertionError(f"no outline of {type(node).__name__}")


def _scripted(node: Scripted) -> str:
    text = outline(node.base) + "'" * node.primes
    for sign, script in (("_", node.sub), ("^", node.sup)):
        if script is not None:
            text += f"{sign}{{{outline(script)}}}"
    return text
