#!/usr/bin/env python3
"""Checks the project against its own rules: layers, purity, names, proto, documents, columns. Standard library only.

    python3 tests/style/check.py [ROOT]

Prints one line per violation, path:line: what to do, and exits 1 if there is one. It changes nothing.
"""

import sys
from pathlib import Path

from api_rules import check_api
from cpp_rules import check_cpp
from docs_rules import check_docs
from layer_rules import Layers, check_layers
from proto_rules import check_protos
from purity_rules import check_purity
from script_rules import check_scripts
from source_tree import SourceTree

LAYERS = Path(__file__).with_name("layers.txt")


def violations(root, layers_text=None):
    """Every violation under `root`, sorted by place."""
    tree = SourceTree(root)
    layers = Layers(layers_text if layers_text is not None else LAYERS.read_text(encoding="utf-8"))
    found = []
    for check in (check_cpp, check_protos, check_docs, check_api, check_scripts):
        found.extend(check(tree))
    for check in (check_layers, check_purity):
        found.extend(check(tree, layers))
    return sorted(set(found)), len(tree.paths)


def main(arguments):
    found, files = violations(arguments[0] if arguments else ".")
    for violation in found:
        print(violation)
    print(f"style: {files} files looked at, {len(found)} violations")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
