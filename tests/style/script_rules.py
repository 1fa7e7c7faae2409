"""The width of what no formatter holds to it: scripts, build files, units, images. C++ is clang-format's."""

from source_tree import Violation

MAX_COLUMNS = 120  # as in .clang-format
ENDINGS = (".py", ".sh", ".bash", ".cmake", ".service", ".yaml", "CMakeLists.txt", "Dockerfile")


def is_script(tree, path):
    """By its name, or a file without an ending that names its interpreter, like dev."""
    if path.endswith(ENDINGS):
        return True
    return "." not in path.rsplit("/", 1)[-1] and tree.text(path).startswith("#!")


def check_scripts(tree):
    for path in tree.paths:
        if not is_script(tree, path):
            continue
        for number, line in enumerate(tree.text(path).splitlines(), 1):
            if len(line) > MAX_COLUMNS:
                yield Violation(path, number, f"has {len(line)} columns: more than {MAX_COLUMNS}")
