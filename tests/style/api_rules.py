"""docs/api.md against the contract and the source: every rpc with what it does and who calls it, every error reason,
and with each rpc those that its comments in the contract name.

What a reason means stands in docs/errors.md (docs_rules.py); who may really call is asked of a running centre by
tests/foreign_clients/every_caller.py; and whatever a centre answers in the integration tests must be told here
(tests/integration/told_reasons.h).

    python3 tests/style/api_rules.py SEEN        what docs/api.md tells of and a run of those tests did not see
"""

import re
import sys
from pathlib import Path

from docs_rules import REASONS_HEADER, table_rows
from proto_rules import WITHOUT_RECORD, parse
from source_tree import Violation

API_PAGE = "docs/api.md"
ROLES = {"gate", "officer", "supervisor", "auditor", "booking", "authority"}
CAPITALS = re.compile(r"\b[A-Z][A-Z_]+\b")
ANY_CALL, NO_RPC = "any call may come back with", "Reasons that no rpc answers with"  # begin paragraphs of the page


def rpcs_of(tree):
    """What each rpc of the contract does ("streams", "reads" or "writes"), and the words in capitals of its comment and
    its request's, by "Service.Rpc"."""
    found = {}
    for path in tree.named(".proto"):
        try:
            file = parse(path, tree.text(path))
        except ValueError:
            continue  # proto_rules.py complains
        requests = {message.name: message for message in file.all_of("message")}
        for service in file.all_of("service"):
            for rpc in service.all_of("rpc"):
                does = "streams" if rpc.streams else "reads" if rpc.reads() else "writes"
                request = requests.get(rpc.request)
                said = " ".join([rpc.comment,
                                 *(field.comment for field in (request.all_of("field") if request else ()))])
                found[f"{service.name}.{rpc.name}"] = does, set(CAPITALS.findall(said))
    return found


def paragraph(text, beginning):
    """The reasons of the page's paragraph from these words on."""
    return set(CAPITALS.findall(text.partition(beginning)[2].partition("\n\n")[0]))


def check_row(line, cells, rpcs, reasons, of_any, of_none):
    name = cells[0].strip("`")
    if name not in rpcs:
        yield Violation(API_PAGE, line, f"there is no rpc {name}")
        return
    if len(cells) != 4 or not all(cells[:3]):
        yield Violation(API_PAGE, line, f"{name} needs four cells: rpc, does, callers, reasons of its own")
        return
    does, said = rpcs[name]
    if cells[1] != does:
        yield Violation(API_PAGE, line, f"{name} {does}")
    allowed = {"local"} if name.split(".")[0] in WITHOUT_RECORD else ROLES
    for role in set(re.split(r",\s*", cells[2])) - allowed:
        yield Violation(API_PAGE, line, f"{role} is no role that calls {name}")
    own = set(re.findall(r"\w+", cells[3]))
    for reason in own - reasons:
        yield Violation(API_PAGE, line, f"{reason} is no constant of {REASONS_HEADER}")
    for reason in own & (of_any | of_none):
        yield Violation(API_PAGE, line, f"{reason} is told of any call, or of none")
    for reason in (said & reasons) - own - of_any:
        yield Violation(API_PAGE, line, f"{name} answers with {reason}, as its comment in the contract says")


def check_api(tree):
    rpcs = rpcs_of(tree)
    if not rpcs or not tree.exists(REASONS_HEADER):
        return
    if not tree.exists(API_PAGE):
        yield Violation(API_PAGE, 0, "is missing: it tells of every rpc of the contract")
        return
    reasons = set(re.findall(r'string_view\s+k\w+\s*=\s*"([A-Z_]+)"', tree.text(REASONS_HEADER)))
    text = tree.text(API_PAGE)
    told, of_any, of_none = set(), paragraph(text, ANY_CALL), paragraph(text, NO_RPC)
    for line, cells in table_rows(text):
        name = cells[0].strip("`")
        if name in told:
            yield Violation(API_PAGE, line, f"{name} is told of twice")
        told.add(name)
        yield from check_row(line, cells, rpcs, reasons, of_any, of_none)
    for name in sorted(set(rpcs) - told):
        yield Violation(API_PAGE, 0, f"does not tell of {name}")
    for reason in sorted(reasons - set(re.findall(r"\b[A-Z][A-Z_]+\b", text))):
        yield Violation(API_PAGE, 0, f"does not say which rpc answers with {reason}, or that none does")


def unseen(page, seen):
    """The rows' own reasons that `seen`, lines of an rpc and a reason, does not have."""
    pairs = {tuple(line.split()) for line in seen.splitlines()}
    return [(cells[0].strip("`"), reason) for _, cells in table_rows(page) if len(cells) == 4
            for reason in re.findall(r"\w+", cells[3]) if (cells[0].strip("`"), reason) not in pairs]


if __name__ == "__main__":
    for rpc, reason in unseen(Path(API_PAGE).read_text(encoding="utf-8"),
                              Path(sys.argv[1]).read_text(encoding="utf-8")):
        print(rpc, reason)
