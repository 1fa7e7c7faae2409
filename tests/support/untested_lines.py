"""Holds the lines that no test ran against those that may stay so, each with its reason.

    untested_lines.py COVERAGE_JSON ACCEPTED [SOURCE_ROOT]

COVERAGE_JSON is gcovr's. ACCEPTED is a text: a reason on a line of its own that begins with "## ", below it the lines it
holds for, "path: text" with the whole text of the line, or "path: /pattern/" with a regular expression for it (to be found
anywhere in it), which may take several. Lines are named by what they say, so that the list outlives edits above them. A
text that stands in its file more than once is followed by " (after: other text)": then the first one is meant that stands
below the first line with that other text in it.

Exit 1, with each line, when one is untested and not accepted, or when an entry names no line of its file any more or
several; what is accepted and was run after all is told. Exit 2 when the list cannot be read.
"""

import json
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path


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
        """Of the lines it names, the first being 1: of a pattern all, of a text those from `after` on, so the first there."""
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


def compare(coverage, entries, source):
    """(what is wrong, what is only to be told), as sentences. `source(path)` is the lines of a file, None if there is none."""
    wrong = []
    told = []
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


def main(coverage_file, accepted_file, root="."):
    def source(path):
        file = Path(root) / path
        return file.read_text(encoding="utf-8").splitlines() if file.is_file() else None

    try:
        entries = read_accepted(Path(accepted_file).read_text(encoding="utf-8"))
    except (OSError, ValueError, re.error) as error:
        print(f"coverage: {accepted_file}: {error}", file=sys.stderr)
        return 2
    coverage = json.loads(Path(coverage_file).read_text(encoding="utf-8"))
    if not coverage["files"]:
        print(f"coverage: {coverage_file} knows no file", file=sys.stderr)
        return 2
    wrong, told = compare(coverage, entries, source)
    for line in told + wrong:
        print(line)
    if wrong:
        print(f"coverage: {len(wrong)} lines to test, or to accept with a reason in {accepted_file}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
