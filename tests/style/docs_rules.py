"""Documents that must agree with the code: error reasons, packages, pinned networks, links, no machine's own paths."""

import re

from source_tree import Violation, is_test, line_of

REASONS_HEADER = "common/base/error_reasons.h"
ERRORS_PAGE = "docs/errors.md"
INSPECTION_NAMES = "common/domain/inspection.cc"
DOCUMENTS_PAGE = "docs/documents.md"
PACKAGES = "cmake/packages.txt"
DEPENDENCIES_PAGE = "docs/dependencies.md"
MODELS = "gate-agent/vision/models.sha256"

CANONICAL_CODES = {
    "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE",
    "DATA_LOSS", "UNAUTHENTICATED",
}
DOCS_INDEX = "docs/README.md"
# What a screen shows of it.
MAX_README_LINES = 50
MAX_README_COLUMNS = 120
LINK = re.compile(r"\]\(([^)\s]+)\)")
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:root|home/\w+|work)/[\w.-]+")


def table_rows(text):
    """(line, cells) of every row of every Markdown table, heads and rulers left out."""
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if not line.startswith("|") or re.match(r"^\|[\s:|-]+$", line):
            continue
        if number < len(lines) and re.match(r"^\|[\s:|-]+$", lines[number]):
            continue
        yield number, [cell.strip() for cell in line.strip().strip("|").split("|")]


def raised_errors(tree, constants):
    """(path, line, canonical code, reason) of every error our code makes with both written out."""
    for path in tree.named(".cc", ".h"):
        if is_test(path):
            continue
        text = tree.text(path)
        for match in re.finditer(r"StatusCode::k(\w+),\s*error_reason::(k\w+)", text):
            code = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", match.group(1)).upper()
            if match.group(2) in constants:
                yield path, line_of(text, match.start()), code, constants[match.group(2)]


def check_errors_page(tree):
    if not tree.exists(REASONS_HEADER):
        return
    if not tree.exists(ERRORS_PAGE):
        yield Violation(ERRORS_PAGE, 0, f"is missing: it explains every reason of {REASONS_HEADER}")
        return
    constants = dict(re.findall(r'string_view\s+(k\w+)\s*=\s*"([A-Z_]+)"', tree.text(REASONS_HEADER)))
    codes = {}
    for line, cells in table_rows(tree.text(ERRORS_PAGE)):
        reason = cells[0].strip("`")
        if reason in codes:
            yield Violation(ERRORS_PAGE, line, f"{reason} is explained twice")
        if reason not in constants.values():
            yield Violation(ERRORS_PAGE, line, f"{reason} is no constant of {REASONS_HEADER}")
        if len(cells) != 4 or not all(cells):
            yield Violation(ERRORS_PAGE, line, f"{reason} needs four cells: reason, code, when, what to do")
        codes[reason] = {code.strip() for code in cells[1].split(",")} if len(cells) > 1 else set()
        for code in codes[reason] - CANONICAL_CODES:
            yield Violation(ERRORS_PAGE, line, f"{code} is no canonical code")
    for reason in sorted(set(constants.values()) - set(codes)):
        yield Violation(ERRORS_PAGE, 0, f"does not explain {reason}")
    for path, line, code, reason in raised_errors(tree, constants):
        if code not in codes.get(reason, {code}):
            yield Violation(path, line, f"{ERRORS_PAGE} does not say that {reason} comes with {code}")


def check_documents_page(tree):
    """Every check, result and reason of an inspection is explained, and every reason the page names is one."""
    if not tree.exists(INSPECTION_NAMES):
        return
    if not tree.exists(DOCUMENTS_PAGE):
        yield Violation(DOCUMENTS_PAGE, 0, f"is missing: it explains every name of {INSPECTION_NAMES}")
        return
    names = re.findall(r'\{Inspection(?:Check|Result|Reason)::k\w+,\s*"([A-Z0-9_]+)"\}', tree.text(INSPECTION_NAMES))
    told = set(re.findall(r"`([A-Z0-9_]+)`", tree.text(DOCUMENTS_PAGE)))
    for name in names:
        if name != "NONE" and name not in told:
            yield Violation(DOCUMENTS_PAGE, 0, f"does not explain {name}")
    for line, cells in table_rows(tree.text(DOCUMENTS_PAGE)):
        for name in re.findall(r"`([A-Z0-9_]+)`", " ".join(cells[:3])):
            if len(cells) == 5 and name not in names:
                yield Violation(DOCUMENTS_PAGE, line, f"{name} is no name of {INSPECTION_NAMES}")


def check_packages(tree):
    if not tree.exists(PACKAGES):
        return
    packages = [line.split("#")[0].strip() for line in tree.text(PACKAGES).splitlines()]
    packages = [package for package in packages if package]
    if not tree.exists(DEPENDENCIES_PAGE):
        yield Violation(DEPENDENCIES_PAGE, 0, f"is missing: it says why each package of {PACKAGES} is there")
        return
    explained = {name: line for line, cells in table_rows(tree.text(DEPENDENCIES_PAGE))
                 for name in re.findall(r"`([^`]+)`", cells[0])}
    for package in packages:
        if package not in explained:
            yield Violation(DEPENDENCIES_PAGE, 0, f"does not say why {package} is in {PACKAGES}")
    for name, line in explained.items():
        if name not in packages:
            yield Violation(DEPENDENCIES_PAGE, line, f"{name} is not in {PACKAGES}")


MODEL_USES = ("required", "presentation", "proof", "optional", "choice", "later")


def check_pinned_networks(tree):
    """What ./dev models calls required is what the programs load, and they load nothing that it does not name."""
    if not tree.exists(MODELS):
        return
    code = "".join(tree.text(path) for path in tree.named(".cc", ".h")
                   if path.startswith("gate-agent/vision/") and not is_test(path))
    used = {}
    for number, line in enumerate(tree.text(MODELS).splitlines(), 1):
        if line.startswith("#"):
            continue
        cells = line.split()
        if len(cells) != 7 or not re.fullmatch(r"[0-9a-f]{64}", cells[0]) or cells[2] not in MODEL_USES:
            yield Violation(MODELS, number, "needs: sha256 file use licence origin branch path")
        elif cells[2] != "later":
            used[cells[1]] = cells[0]
            if cells[0] not in code:
                yield Violation(MODELS, number, f"{cells[1]} is {cells[2]} here, but no program loads these bytes")
    for name, digest in re.findall(r'"([\w.-]+\.(?:onnx|dat))"\s*,\s*"([0-9a-f]{64})"', code):
        if used.get(name) != digest:
            yield Violation(MODELS, 0, f"a program loads {name} {digest[:16]}..., which has no use here")


def check_links(tree):
    for path in tree.named(".md"):
        text = tree.text(path)
        folder = path.rsplit("/", 1)[0] + "/" if "/" in path else ""
        for match in LINK.finditer(text):
            target = match.group(1).split("#")[0]
            if not target or re.match(r"^[a-z]+:", target):
                continue
            if not tree.exists(folder + target):
                yield Violation(path, line_of(text, match.start()), f"links to {target}, which does not exist")


def check_machine_paths(tree):
    for path in tree.paths:
        if path.endswith((".png", ".jpg", ".bin", ".der", ".onnx", ".dat")):
            continue
        text = tree.text(path)
        for match in MACHINE_PATH.finditer(text):
            yield Violation(path, line_of(text, match.start()), f"names a path of one machine: {match.group()}")


def check_readme(tree):
    """It fits one screen, and leads to the index of docs."""
    if not tree.exists("README.md"):
        return
    lines = tree.text("README.md").splitlines()
    if len(lines) > MAX_README_LINES:
        yield Violation("README.md", 0, f"has {len(lines)} lines: more than the {MAX_README_LINES} of one screen")
    for number, line in enumerate(lines, 1):
        if len(line) > MAX_README_COLUMNS:
            yield Violation("README.md", number,
                            f"has {len(line)} columns: more than the {MAX_README_COLUMNS} of one screen")
    if DOCS_INDEX not in links_of(tree, "README.md"):
        yield Violation("README.md", 0, f"does not lead to {DOCS_INDEX}")


def check_docs_index(tree):
    """It leads to every page of docs."""
    if not tree.exists(DOCS_INDEX):
        return
    linked = {f"docs/{target}" for target in links_of(tree, DOCS_INDEX)}
    for path in tree.named(".md"):
        if re.fullmatch(r"docs/[^/]+", path) and path != DOCS_INDEX and path not in linked:
            yield Violation(DOCS_INDEX, 0, f"does not lead to {path}")


def links_of(tree, path):
    return {target.split("#")[0] for target in LINK.findall(tree.text(path))}


def check_docs(tree):
    yield from check_readme(tree)
    yield from check_docs_index(tree)
    yield from check_errors_page(tree)
    yield from check_documents_page(tree)
    yield from check_packages(tree)
    yield from check_pinned_networks(tree)
    yield from check_links(tree)
    yield from check_machine_paths(tree)
