"""The project's files as the checks see them, and the form of a violation.

It reads; it must never write.
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path

SKIPPED_FOLDERS = re.compile(r"^(build.*|\.git|node_modules|models|__pycache__)$")


@dataclass(frozen=True, order=True)
class Violation:
    """One broken rule: where, and what to do about it. Line 0 means the whole file."""

    path: str
    line: int
    message: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.message}" if self.line else f"{self.path}: {self.message}"


class SourceTree:
    """The files under `root`, build trees and downloads left out. Paths are relative, with forward slashes."""

    def __init__(self, root):
        self.root = Path(root)
        self.paths = sorted(self._walk())

    def _walk(self):
        for folder, subfolders, names in os.walk(self.root):
            subfolders[:] = [name for name in subfolders if not SKIPPED_FOLDERS.match(name)]
            for name in sorted(set(names) - {".git"}):  # a file, in a second working tree of git
                yield (Path(folder) / name).relative_to(self.root).as_posix()

    def named(self, *endings):
        return [path for path in self.paths if path.endswith(endings)]

    def text(self, path):
        return (self.root / path).read_text(encoding="utf-8", errors="replace")

    def exists(self, path):
        return (self.root / path).exists()


def line_of(text, offset):
    """The 1-based line of `offset` in `text`."""
    return text.count("\n", 0, offset) + 1


_COMMENT_OR_STRING = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<tag>[^(\s]*)\(.*?\)(?P=tag)"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'',
    re.DOTALL,
)


def without_comments_and_strings(text):
    """C++ (or proto) with comments and the content of literals blanked: lines and offsets stay."""

    def blank(match):
        return re.sub(r"[^\n]", " ", match.group())

    return _COMMENT_OR_STRING.sub(blank, text)


def is_test(path):
    """True for a unit test and for everything under tests/."""
    return path.startswith("tests/") or path.endswith("_test.cc")
