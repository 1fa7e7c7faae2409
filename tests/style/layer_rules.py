"""The include table of layers.txt: who may include whom, where generated types and outside headers may appear."""

import fnmatch
import re

from source_tree import Violation, is_test, line_of, without_comments_and_strings

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)
# A generated type, a generated class's namespace, or a name of it brought in.
GENERATED_TYPE = re.compile(r"\b(?:clearance\s*::\s*)?v1\s*::\s*[A-Z]\w*|\bnamespace\s+v1\b|\bgoogle\s*::\s*rpc\b")
GENERATED_HEADER = re.compile(r"^(clearance/v1|google/rpc)/.*\.pb\.h$")


def covers(prefix, path):
    """True if `path` is the folder or header `prefix`, lies in it, or is a file whose name begins with it."""
    return path == prefix or (path.startswith(prefix) and path[len(prefix)] in "/._")


class Layers:
    """layers.txt, read strictly: an unknown section or a malformed line stops the checks."""

    SECTIONS = ("layers", "generated", "pure", "pure headers", "outside")

    def __init__(self, text):
        self.allowed = {}
        self.generated = []
        self.pure = []
        self.pure_headers = set()
        self.outside = {}
        section = None
        for number, line in enumerate(text.splitlines(), 1):
            line = line.split("#")[0].strip()
            if not line:
                continue
            if line.startswith("["):
                section = line.strip("[]")
                if section not in self.SECTIONS:
                    raise ValueError(f"layers.txt:{number}: unknown section {line}")
            elif section in ("layers", "outside"):
                name, colon, rest = line.partition(":")
                if not colon:
                    raise ValueError(f"layers.txt:{number}: needs a colon")
                (self.allowed if section == "layers" else self.outside)[name.strip()] = rest.split()
            elif section == "generated":
                self.generated.append(line)
            elif section == "pure":
                self.pure.append(line)
            elif section == "pure headers":
                self.pure_headers.update(line.split())
            else:
                raise ValueError(f"layers.txt:{number}: a line before the first section")

    def layer_of(self, path):
        fitting = [layer for layer in self.allowed if covers(layer, path)]
        return max(fitting, key=len, default=None)

    def may_include(self, path, header):
        layer = self.layer_of(path)
        if covers(layer, header):
            return True
        # services/booking/slots is a layer apart, but a slots file lies in its folder and may be several.
        return any(covers(entry, header) for entry in self.allowed[layer])

    def is_pure(self, path):
        return any(covers(entry, path) for entry in self.pure)

    def may_see_generated(self, path):
        return path.endswith("_test.cc") or any(fnmatch.fnmatchcase(path, entry) for entry in self.generated)


def includes(text):
    """(line, opening bracket, header) of every #include that is not in a comment."""
    code = without_comments_and_strings(text)
    for match in INCLUDE.finditer(text):
        hash_sign = text.index("#", match.start())
        if code[hash_sign] == "#":
            yield line_of(text, hash_sign), match.group(1), match.group(2)


def check_ours(tree, layers, path, line, header):
    if not tree.exists(header):
        return Violation(path, line, f"includes {header}, which does not exist")
    sides = {"gate-agent", "services"}
    both = {path.split("/")[0], header.split("/")[0]}
    if both == sides:
        return Violation(path, line, f"gate-agent and services never include each other: {header}")
    if not is_test(path) and not layers.may_include(path, header):
        layer = layers.layer_of(path)
        allowed = " ".join(layers.allowed[layer]) or "nothing of ours"
        return Violation(path, line, f"{layer} may not include {header} (it may include: {allowed})")
    return None


def check_include(tree, layers, ours, path, line, bracket, header):
    if header.split("/")[0] in ours:
        return check_ours(tree, layers, path, line, header)
    if GENERATED_HEADER.match(header):
        if not layers.may_see_generated(path):
            return Violation(path, line, f"generated proto types may not appear here: {header}")
        return None
    if bracket == '"' and "/" not in header:
        return Violation(path, line, f'write the path from the project\'s root: "{header}"')
    for prefix, folders in layers.outside.items():
        if header.startswith(prefix) and not is_test(path) and not any(covers(folder, path) for folder in folders):
            return Violation(path, line, f"{prefix} belongs behind {' '.join(folders)}: {header}")
    return None


def check_layers(tree, layers):
    ours = {name.split("/")[0] for name in layers.allowed} - {"proto", "cmake"}
    for path in tree.named(".h", ".cc"):
        if layers.layer_of(path) is None:
            yield Violation(path, 0, "lies in a folder that tests/style/layers.txt does not know")
            continue
        text = tree.text(path)
        for line, bracket, header in includes(text):
            violation = check_include(tree, layers, ours, path, line, bracket, header)
            if violation:
                yield violation
        if not layers.may_see_generated(path):
            code = without_comments_and_strings(text)
            for match in GENERATED_TYPE.finditer(code):
                yield Violation(path, line_of(code, match.start()), f"generated proto type: {match.group()}")
