r"""Functions known by their spelling, and the big operators: \log x, \max(0, z), np.sum(x, axis=1), \sum_i x_i."""

from symbackprop.parsing.latex.alphabet import BARS, BRACKETS, PUNCTUATION
from symbackprop.parsing.latex.fractions import FRACTIONS, is_derivative, side_by_side
from symbackprop.parsing.latex.functions import APPLIED, BIG, COMMANDS, ELEMENTARY, FUNCTIONS
from symbackprop.parsing.latex.grammar import Grammar
from symbackprop.parsing.latex.scripts import scripted
from symbackprop.parsing.latex.tokens import Kind, Token
from symbackprop.parsing.latex.tree import Apply, Big, Group, Listing, Name, Node, Relation, Scripted

_INDICES = frozenset("ijklmnpqrst")
_OPENING = frozenset(BRACKETS) - {r"\left."}


def function_of(token: Token) -> str:
    """The function that a token names, or nothing."""
    if token.kind is Kind.SIGN:
        name = token.text[1:] if token.text.startswith("\\") else ""
        return name if name in COMMANDS or name in BIG or name == "arg" else ""
    if token.kind is Kind.TEXT:
        is_known = token.text in FUNCTIONS or token.style in ("code", "operator")
        return token.text if is_known else ""
    return token.text if token.kind is Kind.WORD and token.text in FUNCTIONS else ""


def applied(reader: Grammar) -> Node:
    """A function with its argument, a big operator with its body; a name where neither follows."""
    token = reader.take()
    name = function_of(token)
    if name == "arg" and (second := function_of(reader.peek())) in ("max", "min", "sup", "inf"):
        reader.take()
        name = "arg" + second
    style = token.style if token.kind is Kind.TEXT else reader.style
    head = Name((token.start, reader.end), name, (), {"code": "", "operator": "roman"}.get(style, style))
    return _call(reader, scripted(reader, head), name, token)


def _call(reader: Grammar, head: Node, name: str, token: Token) -> Node:
    if name in BIG and (
        name not in APPLIED or _has_limits(head) or (BIG[name] in ("sum", "prod") and token.text[0] == "\\")
    ):
        return big(reader, head, BIG[name])
    following = reader.raw()
    if following.text in _OPENING and following.kind is Kind.SIGN:
        return scripted(reader, with_arguments(reader, head))
    if reader.opens_brace():
        body = reader.braced(reader.listing)
        return scripted(reader, _apply(reader, head, body))
    if not (token.kind is Kind.SIGN or name in ELEMENTARY or token.style == "operator"):
        return head
    if not reader.begins_operand(following):
        if following.text in ("-", "+") and name in ELEMENTARY:
            reader.refuse(following, f"the argument of {name} is missing")
        return head
    return _apply(reader, head, _bracketless(reader))


def _has_limits(head: Node) -> bool:
    return isinstance(head, Scripted) and head.sub is not None


def _bracketless(reader: Grammar) -> Node:
    r"""The argument of \log x y: factors side by side, up to a sign, another function or a derivative."""
    parts = [reader.factor()]
    while reader.begins_operand(token := reader.peek()):
        if function_of(token) or is_derivative(reader) or isinstance(parts[-1], Big):
            break
        parts.append(reader.factor())
    return side_by_side(parts)


def with_arguments(reader: Grammar, head: Node) -> Apply:
    """A function with the arguments in the brackets that come next."""
    body = reader.atom()
    return _apply(reader, head, body.body if isinstance(body, Group) and body.opening not in "|‖" else body)


def _apply(reader: Grammar, head: Node, body: Node) -> Apply:
    """Arguments and keywords; braces around a bracket add nothing."""
    if isinstance(body, Group) and body.opening == "(" and body.span[0] >= head.span[1]:
        body = body.body
    items = body.items if isinstance(body, Listing) else (body,)
    arguments: list[Node] = []
    keywords: list[tuple[str, Node]] = []
    for item in items:
        if isinstance(item, Relation) and item.sign == "=" and isinstance(item.left, Name) and len(item.left.text) > 1:
            keywords.append((item.left.text, item.right))
        else:
            arguments.append(item)
    return Apply((head.span[0], reader.end), head, tuple(arguments), tuple(keywords))


def big(reader: Grammar, head: Node, kind: str) -> Node:
    """A big operator; where nothing follows that it could stand before, it is a name."""
    lower = upper = None
    if isinstance(head, Scripted):
        if head.primes:
            reader.refuse(reader.peek(), f"a {kind} with a prime")
        lower, upper = head.sub, head.sup
    reader.deepen(reader.raw())
    body = _braced_body(reader) if reader.opens_brace() else None
    body = body or _signed_body(reader, lower, upper)
    reader.depth -= 1
    if body is None:
        return head
    return Big((head.span[0], reader.end), kind, body, lower, upper)


def capital(reader: Grammar) -> Node:
    r"""`\Sigma_{i=1}^n x_i`, Σ_k w_k, Σ x: a letter that is meant for a sum, where it has a range or an index."""
    token = reader.peek()
    head = reader.operand()
    if isinstance(head, Scripted) and isinstance(head.base, Name) and not head.primes:
        is_index = isinstance(head.sub, Name) and head.sub.text in _INDICES and head.sup is None
        is_sum = isinstance(head.sub, Relation) or (is_index and reader.begins_operand(reader.peek()))
    else:
        following = reader.peek()
        is_sure = token.end - token.start == 1 or following.text in FRACTIONS
        is_sum = is_sure and isinstance(head, Name) and reader.begins_operand(following)
    return big(reader, head, {r"\Sigma": "sum", r"\Pi": "prod"}[token.text]) if is_sum else head


def is_limited(reader: Grammar) -> bool:
    r"""Whether \\underset{k}{\\max} comes next: an operator with its limit under it."""
    if reader.raw().text not in (r"\underset", r"\overset"):
        return False
    note = reader.partner.get(reader.at + 1, -2)
    names = reader.tokens[note + 2 : reader.partner.get(note + 1, 0)]
    return 0 < len(names) <= 2 and (function_of(names[-1]) in BIG or names[0].text == r"\arg")


def limited(reader: Grammar) -> Node:
    """An operator with its limit under or over it, and its body."""
    token = reader.take()
    limit = reader.braced(reader.listing)
    head = reader.braced(lambda: _bare(reader))
    is_lower = token.text == r"\underset"
    span = token.start, reader.end
    node = Scripted(span, head, limit) if is_lower else Scripted(span, head, None, limit)
    return big(reader, scripted(reader, node), BIG[head.text])


def _bare(reader: Grammar) -> Name:
    """The name of an operator, without what it is applied to."""
    token = reader.take()
    name = function_of(token)
    if name == "arg":
        name += function_of(reader.take())
    if name not in BIG:
        reader.refuse(token, reader.unexpected(token))
    return Name((token.start, reader.end), name)


def _braced_body(reader: Grammar) -> Node | None:
    """Braces right behind the operator are its body, unless more factors follow them."""
    past = reader.after(reader.partner[reader.at])
    is_end = past.kind is Kind.END or past.text in PUNCTUATION | {")", "]", "}", "+", "-", r"\}", "&", "=", r"\\\\"}
    return reader.braced(reader.listing) if is_end else None


def _signed_body(reader: Grammar, lower: Node | None, upper: Node | None) -> Node | None:
    token = reader.peek()
    if reader.begins_operand(token) and not (token.text in BARS and reader.bars):
        return reader.product()
    following = reader.after(reader.at)
    if token.text != "-" or not reader.begins_operand(following):
        return None
    is_range = isinstance(lower, Relation) or upper is not None
    is_tight = following.start == token.end and isinstance(lower, Name) and lower.text.islower()
    return reader.product() if is_range or is_tight else None
