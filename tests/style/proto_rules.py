"""The proto contract's rules: package, names, comments on everything, a request and a response each, ids, pages."""

import re
from dataclasses import dataclass, field

from cpp_rules import FORBIDDEN_ENDING, UNFINISHED
from source_tree import Violation, line_of, without_comments_and_strings

FIELD_COMMENT = ("Required.", "Optional.", "Output only.")
# Simulated hands and feet: what they do is recorded by the lane's own calls, never by theirs.
WITHOUT_RECORD = {"DeviceService"}
PASCAL_CASE = re.compile(r"(?:[A-Z][a-z0-9]+)+")
SNAKE_CASE = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
CAPITALS = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")
# How each kind is written, and what that is called. https://protobuf.dev/programming-guides/style
SPELLING = {
    **dict.fromkeys(("message", "enum", "service", "rpc"), (PASCAL_CASE, "PascalCase")),
    **dict.fromkeys(("field", "oneof"), (SNAKE_CASE, "snake_case")),
    "value": (CAPITALS, "CAPITALS_WITH_UNDERSCORES"),
}
# What people write, and where its rules stand, once for all fields: a ground by the field's name, a text by its length.
GROUND_NAMES = ("ground", "reason")
GROUND, TEXT = "ground (types.proto)", "text (types.proto)"
READING = re.compile(r"^(?:Check|Get|List|Verify|Watch)[A-Z]")  # Element.reads

BLOCK = re.compile(r"\s*(message|enum|service|oneof)\s+(\w+)\s*\{")
RPC = re.compile(r"\s*rpc\s+(\w+)\s*\(\s*(stream\s+)?([\w.]+)\s*\)\s*"
                 r"returns\s*\(\s*(stream\s+)?([\w.]+)\s*\)\s*(?:;|\{[^}]*\})")
VALUE = re.compile(r"\s*(\w+)\s*=\s*(-?\w+)\s*(?:\[[^\]]*\])?\s*;")
FIELD = re.compile(r"\s*(?:repeated\s+|optional\s+)?(?:map\s*<[^>]*>|[\w.]+)\s+(\w+)\s*=\s*\d+\s*(?:\[[^\]]*\])?\s*;")
OTHER = re.compile(r"\s*(?:syntax|package|import|option|reserved|extensions)\b[^;]*;")


@dataclass
class Element:
    """A message, enum, service, oneof, rpc, value or field, with the comment right above it."""

    kind: str
    name: str
    line: int
    comment: str
    number: str = ""
    request: str = ""
    response: str = ""
    streams: bool = False  # an rpc whose response is a stream
    takes_stream: bool = False  # an rpc whose request is one
    members: list = field(default_factory=list)

    def reads(self):
        """Of an rpc: whether it is one that writes nothing, by its name."""
        return bool(READING.match(self.name))

    def all_of(self, kind):
        for member in self.members:
            if member.kind == kind:
                yield member
            if member.kind in ("oneof", "message", "file"):
                yield from member.all_of(kind)

    def field_names(self):
        for member in self.members:
            if member.kind == "field":
                yield member.name
            elif member.kind == "oneof":
                yield from member.field_names()


def comment_above(lines, line):
    """The // comment whose last line is directly above `line` (1-based), as one text."""
    found = []
    at = line - 2
    while at >= 0 and lines[at].strip().startswith("//"):
        found.append(lines[at].strip().lstrip("/").strip())
        at -= 1
    return " ".join(reversed(found))


def parse(path, text):
    """The file as an Element of kind "file". Raises ValueError with the line of what it does not understand."""
    code = without_comments_and_strings(text)
    lines = text.splitlines()
    root = Element("file", path, 0, "")
    stack = [root]
    at = 0
    while code[at:].strip():
        closing = re.compile(r"\s*\}\s*;?").match(code, at)
        if closing:
            if len(stack) == 1:
                raise ValueError(f"line {line_of(text, closing.end() - 1)}: a brace too many")
            stack.pop()
            at = closing.end()
            continue
        kind = stack[-1].kind
        attempts = [("block", BLOCK), ("other", OTHER)]
        if kind == "service":
            attempts.insert(0, ("rpc", RPC))
        elif kind == "enum":
            attempts.append(("value", VALUE))
        elif kind in ("message", "oneof"):
            attempts.append(("field", FIELD))
        for what, pattern in attempts:
            match = pattern.match(code, at)
            if match:
                break
        else:
            begin = at + len(code[at:]) - len(code[at:].lstrip())
            raise ValueError(f"line {line_of(text, begin)}: not understood: {code[begin:].splitlines()[0]}")
        begin = match.start() + len(match.group()) - len(match.group().lstrip())
        line = line_of(text, begin)
        comment = comment_above(lines, line)
        if what == "block":
            element = Element(match.group(1), match.group(2), line, comment)
            stack[-1].members.append(element)
            stack.append(element)
        elif what == "rpc":
            stack[-1].members.append(
                Element("rpc", match.group(1), line, comment, request=match.group(3), response=match.group(5),
                        streams=bool(match.group(4)), takes_stream=bool(match.group(2))))
        elif what == "value":
            stack[-1].members.append(Element("value", match.group(1), line, comment, number=match.group(2)))
        elif what == "field":
            stack[-1].members.append(Element("field", match.group(1), line, comment))
        at = match.end()
    if len(stack) > 1:
        raise ValueError(f"{stack[-1].name} is never closed")
    return root


def says_something(comment):
    """Whether it is a sentence: a word at least, and its end."""
    return bool(re.search(r"\w.*[.!?]$", comment))


def check_comments(path, element):
    for member in element.members:
        said = member.comment
        if member.kind == "field":
            word = next((word for word in FIELD_COMMENT if said.startswith(word)), None)
            if word is None:
                yield Violation(path, member.line,
                                f"the comment of {member.name} begins with Required., Optional. or Output only.")
            elif not says_something(said[len(word):]):
                yield Violation(path, member.line,
                                f"the comment of {member.name} says in a sentence what it is, behind {word}")
        elif member.kind != "oneof" and not says_something(said):
            yield Violation(path, member.line, f"{member.kind} {member.name} needs a comment, in a sentence")
        yield from check_comments(path, member)


def check_names(path, element):
    for member in element.members:
        pattern, called = SPELLING[member.kind]
        if not pattern.fullmatch(member.name):
            yield Violation(path, member.line, f"{member.kind} {member.name} is written in {called}")
        yield from check_names(path, member)


def check_texts(path, request):
    for asked in request.all_of("field"):
        wanted = GROUND if asked.name in GROUND_NAMES else TEXT if "characters" in asked.comment else ""
        if wanted not in asked.comment:
            yield Violation(path, asked.line, f"the comment of {asked.name} calls it a {wanted}, where its rules stand")


def check_enum(path, enum):
    prefix = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", enum.name).upper() + "_"
    for at, value in enumerate(enum.members):
        if not value.name.startswith(prefix):  # values share the package's names: C++ would find two of one name
            yield Violation(path, value.line, f"value {value.name} begins with its enum's name, {prefix}")
        if at and value.name == prefix + "UNSPECIFIED":
            yield Violation(path, value.line, f"value {value.name} is the first, with number 0")
    if not enum.members or enum.members[0].number != "0" or enum.members[0].name != prefix + "UNSPECIFIED":
        yield Violation(path, enum.line, f"enum {enum.name} begins with {prefix}UNSPECIFIED = 0")


def check_rpc(path, service, rpc, messages, seen):
    for role, name, wanted in (("request", rpc.request, rpc.name + "Request"),
                               ("response", rpc.response, rpc.name + "Response")):
        if name != wanted:
            yield Violation(path, rpc.line, f"rpc {rpc.name} has a {role} of its own, {wanted} (not {name})")
        if name in seen:
            yield Violation(path, rpc.line, f"{name} already belongs to rpc {seen[name]}")
        seen.setdefault(name, rpc.name)
    if rpc.takes_stream:  # a stream in both directions is what gRPC makes of a call that there is not (server_calls.cc)
        yield Violation(path, rpc.line, f"rpc {rpc.name} takes one request, not a stream of them")
    request = set(messages[rpc.request].field_names()) if rpc.request in messages else set()
    response = set(messages[rpc.response].field_names()) if rpc.response in messages else set()
    if service not in WITHOUT_RECORD and not rpc.reads() and "request_id" not in request:
        yield Violation(path, rpc.line, f"rpc {rpc.name} writes, so its request has a request_id")
    if rpc.name.startswith("List") and not ({"page_size", "page_token"} <= request and "next_page_token" in response):
        yield Violation(path, rpc.line, f"rpc {rpc.name} is paged: page_size, page_token, next_page_token")


def check_file(path, text, package):
    try:
        root = parse(path, text)
    except ValueError as error:
        yield Violation(path, 0, f"proto not understood: {error}")
        return
    code = without_comments_and_strings(text)
    if not re.search(rf"^package {re.escape(package)};", code, re.MULTILINE):
        yield Violation(path, 0, f"package must be {package}")
    for match in UNFINISHED.finditer(text):
        yield Violation(path, line_of(text, match.start()), f"unfinished: {match.group()}")
    yield from check_names(path, root)
    yield from check_comments(path, root)
    for enum in root.all_of("enum"):
        yield from check_enum(path, enum)
    messages = {message.name: message for message in root.all_of("message")}
    if package == "clearance.v1":
        for name, message in messages.items():
            if FORBIDDEN_ENDING.search(name):
                yield Violation(path, message.line, f"name the message after what it is: {name}")
        for name, message in messages.items():
            if name.endswith("Request"):
                yield from check_texts(path, message)
    seen = {}
    for service in root.all_of("service"):
        for rpc in service.all_of("rpc"):
            yield from check_rpc(path, service.name, rpc, messages, seen)


def check_protos(tree):
    for path in tree.named(".proto"):
        folder = path.rsplit("/", 1)[0]
        if not path.startswith("proto/"):
            yield Violation(path, 0, "proto files live in proto/")
            continue
        yield from check_file(path, tree.text(path), folder[len("proto/"):].replace("/", "."))
