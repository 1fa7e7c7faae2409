"""Names and the shape of C++ files: how they open, what a type may not be called, what tests may not do."""

import re

from source_tree import Violation, is_test, line_of, without_comments_and_strings

FORBIDDEN_ENDING = re.compile(r"(?:Managers?|Helpers?|Utils?|Utilities|Impl|Handlers?|Data|Info)$")
FORBIDDEN_FILE = re.compile(r"(?:^|_)(?:managers?|helpers?|utils?|impl|handlers?)(?:_test)?\.(?:h|cc)$")
TYPE = re.compile(
    r"\b(?:class|struct|union|concept|enum(?:\s+(?:class|struct))?|using|typedef)\s+"
    r"(?:\[\[\w+\]\]\s*)?([A-Z]\w*)\b(?!\s*::)"
)
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX|HA" r"CK)\b")
EVENT = re.compile(r'\bLog(?:Info|Warning|Error)\(\s*"([^"]*)"')
EVENT_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
SLEEP = re.compile(r"\bsleep_(?:for|until)\b|\b(?:u|nano)?sleep\s*\(")


def opens_well(path, text):
    """True if the file opens with a comment, or is the .cc or the test of a header beside it, included first."""
    if text.startswith("//"):
        return True
    first = re.match(r'#include "([\w./-]+)\.h"\n', text)
    stem = re.sub(r"(?:_test)?\.cc$", "", path)
    return bool(first) and path.endswith(".cc") and stem.startswith(first.group(1))


def check_cpp(tree):
    for path in tree.named(".h", ".cc"):
        text = tree.text(path)
        code = without_comments_and_strings(text)
        if not opens_well(path, text):
            yield Violation(path, 1, "opens with a comment (or its own header, which does): what the file is for, "
                                     "what it must never do")
        if path.endswith(".h") and "#pragma once" not in code:
            yield Violation(path, 0, "a header needs #pragma once")
        if FORBIDDEN_FILE.search(path.rsplit("/", 1)[-1]):
            yield Violation(path, 0, "name the file after what it holds (no manager, helper, util, impl, handler)")
        for match in TYPE.finditer(code):
            if FORBIDDEN_ENDING.search(match.group(1)):
                yield Violation(path, line_of(code, match.start()), f"name the type after what it is: {match.group(1)}")
        if path.endswith(".h"):
            for match in re.finditer(r"\busing\s+namespace\b", code):
                yield Violation(path, line_of(code, match.start()), "no using namespace in a header")
        for match in UNFINISHED.finditer(text):
            yield Violation(path, line_of(text, match.start()), f"unfinished: {match.group()}")
        for match in () if is_test(path) else EVENT.finditer(text):
            if not EVENT_NAME.fullmatch(match.group(1)):
                yield Violation(path, line_of(text, match.start()),
                                f"an event of the log is named like_this: {match.group(1)}")
        if is_test(path):
            for match in SLEEP.finditer(code):
                yield Violation(path, line_of(code, match.start()), "a test waits for a condition, it never sleeps")
