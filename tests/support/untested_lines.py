"""Holds the lines that no test ran against those that may stay so, each with its reason.

    untested_lines.py COVERAGE_JSON ACCEPTED FOLDER...

COVERAGE_JSON is gcovr's. ACCEPTED is a text: a reason on a line of its own that begins with "## ", below it the lines
it holds for, "path: text" with the whole text of the line, or "path: /pattern/" with a regular expression for it (to be
found anywhere in it), which may take several. Lines are named by what they say, so that the list outlives edits above
them. A text that stands in its file more than once is followed by " (after: other text)": then the first one is meant
that stands below the first line with that other text in it. "path: (no line)" accepts that COVERAGE_JSON knows nothing
of a file.

Exit 1, with each line, when one is untested and not accepted, when a .cc of the FOLDERs that is no test is not in
COVERAGE_JSON, so that no program of the tests has it, or when an entry names no line of its file any more or several;
what is accepted and was run after all is told. Exit 2 when COVERAGE_JSON or the list cannot be read.
"""

import json
import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path


NO_LINE = "(no line)"


@dataclass
class Accepted:
    """One entry of the list."""

    number: int
    path: str
    text: str
    after: str
    matches: "re.Pattern | None"
    used: bool = field(default=False)

    def numbers(self, lines):
        """Of the lines it names, the first being 1: of a pattern all, of a text the first behind `after`."""
        if self.matches:
            return [number for number, line in enumerate(lines, 1) if self.matches.search(line.strip())]
        begin = next((number for number, line in enumerate(lines, 1) if self.after in line), len(lines))
        found = [number for number, line in enumerate(lines, 1) if line.strip() == self.text]
        return [number for number in found if number > begin][:1] if self.after else found


def read_accepted(text):
    """The entries; ValueError names the line that is none."""
    entries = []
    reason = ""
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if line.startswith("## "):
            reason = line[3:].strip()
        elif line and not line.startswith("#"):
            path, colon, rest = line.partition(": ")
            if not colon or not rest.strip():
                raise ValueError(f"{number}: needs path: text")
            if not reason:
                raise ValueError(f"{number}: has no reason above it (## why)")
            rest = rest.strip()
            if len(rest) > 2 and rest[0] == rest[-1] == "/":
                entries.append(Accepted(number, path, rest, "", re.compile(rest[1:-1])))
                continue
            one_of_several = re.fullmatch(r"(.*) \(after: (.*)\)", rest)
            words, after = one_of_several.groups() if one_of_several else (rest, "")
            entries.append(Accepted(number, path, words, after, None))
    return entries


def untested_lines(coverage):
    """(path, line number) of every line with code that was never run."""
    for file in coverage["files"]:
        for line in file["lines"]:
            if line["count"] == 0 and not line.get("gcovr/noncode", False):
                yield file["file"], line["line_number"]


def read_coverage(text):
    """gcovr's report; ValueError says what is no such thing in it."""
    coverage = json.loads(text)
    try:
        whole = all(isinstance(file["file"], str) and isinstance(line["line_number"], int)
                    and isinstance(line["count"], int)
                    for file in coverage["files"] for line in [*file["lines"], {"line_number": 0, "count": 0}])
    except (KeyError, TypeError):
        whole = False
    if not whole:
        raise ValueError("is no report of gcovr's")
    if not coverage["files"]:
        raise ValueError("knows no file")
    return coverage


def sources(root, folders):
    """The .cc that are no tests in and below `folders`, named from `root` as gcovr names them."""
    found = {os.path.relpath(path, root) for folder in folders for path in (Path(root) / folder).rglob("*.cc")}
    return sorted(path for path in found if not path.endswith("_test.cc"))


def compare_files(coverage, entries, wanted):
    """Which of the files `wanted` the report says nothing of, and nobody has accepted that: as compare()."""
    looked_at = {file["file"] for file in coverage["files"]}
    accepted = {entry.path: entry for entry in entries}
    wrong = [f"{path}: no program of the tests that were run has it" for path in wanted if path not in looked_at |
             set(accepted)]
    told = [f"{path}: has lines now, strike it (entry in line {entry.number}): {entry.text}"
            for path, entry in accepted.items() if path in looked_at]
    return wrong, told


def compare(coverage, entries, source, wanted=()):
    """(what is wrong, what is only to be told), as sentences. `source(path)` is the lines of a file, None if there is
    none;
    `wanted` are the files that must be in the report."""
    wrong, told = compare_files(coverage, [entry for entry in entries if entry.text == NO_LINE], wanted)
    wrong += [f"{entry.path}: there is no such file any more (entry in line {entry.number})"
              for entry in entries if entry.text == NO_LINE and source(entry.path) is None]
    entries = [entry for entry in entries if entry.text != NO_LINE]
    named = [(entry, entry.numbers(source(entry.path) or [])) for entry in entries]
    for path, number in untested_lines(coverage):
        lines = source(path) or []
        text = lines[number - 1].strip() if number <= len(lines) else ""
        takers = [entry for entry, numbers in named if entry.path == path and number in numbers]
        for entry in takers:
            entry.used = True
        if not takers:
            wrong.append(f"{path}:{number}: untested: {text}")
    looked_at = {file["file"] for file in coverage["files"]}
    for entry, numbers in named:
        if not numbers:
            wrong.append(f"{entry.path}: has no such line any more (entry in line {entry.number}): {entry.text}")
        elif len(numbers) > 1 and not entry.matches:
            wrong.append(f"{entry.path}: has {len(numbers)} such lines, say which by (after: ...) "
                         f"(entry in line {entry.number}): {entry.text}")
        elif not entry.used and entry.path in looked_at:
            told.append(f"{entry.path}: is tested now, strike it (entry in line {entry.number}): {entry.text}")
    return wrong, told


def main(coverage_file, accepted_file, folders, root="."):
    def source(path):
        file = Path(root) / path
        return file.read_text(encoding="utf-8").splitlines() if file.is_file() else None

    reading = accepted_file
    try:
        entries = read_accepted(Path(accepted_file).read_text(encoding="utf-8"))
        reading = coverage_file
        coverage = read_coverage(Path(coverage_file).read_text(encoding="utf-8"))
    except (OSError, ValueError, re.error) as error:
        print(f"coverage: {reading}: {error}", file=sys.stderr)
        return 2
    wrong, told = compare(coverage, entries, source, sources(root, folders))
    for line in told + wrong:
        print(line)
    if wrong:
        print(f"coverage: {len(wrong)} to test, or to accept with a reason in {accepted_file}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
