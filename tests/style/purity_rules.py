"""Purity: what the pure folders may not touch, seen in their text.

A text can be fooled; these rules catch what is written by mistake, not what is hidden on purpose.
"""

import re

from layer_rules import includes
from source_tree import Violation, is_test, line_of, without_comments_and_strings

# A call by the bare name, or by std's; a member of that name is another function. What begins with :: is below.
CALL = r"(?<![\w.])(?<!->)(?:{})\s*\("
IMPURE = [
    # Any word of a clock, since it may be given another name (using Clock = ...) before it is asked: a moment is an
    # Instant.
    (r"\b(?:system|steady|high_resolution|utc|tai|gps|file)_clock\b|\w+_clock\s*::", "names a clock"),
    (CALL.format(r"time|times|ftime|clock|clock_\w+|gettimeofday|timespec_get|(?:gm|local|c|asc)time(?:_[rs])?|"
                 r"strftime|mktime|timelocal|timegm"), "reads a clock"),
    (r"\b__(?:DATE|TIME|TIMESTAMP)__\b", "reads a clock, the compiler's"),
    (r"\b(?:current_zone|locate_zone|get_tzdb\w*)\s*\(|\bzoned_time\b", "reads the time zones"),
    (r"\bstd\s*::\s*(?:jthread|thread|async|promise|(?:shared_)?future|packaged_task|this_thread|stop_\w+)\b|"
     r"\bsleep_(?:for|until)\b|\bpthread_\w+", "uses threads"),
    (CALL.format(r"(?:u|nano)?sleep"), "uses threads"),
    (r"\bstd\s*::\s*(?:\w*mutex|\w+_lock|lock_guard|condition_variable\w*|atomic\w*|call_once|once_flag|latch|barrier|"
     r"\w+_semaphore)\b", "uses locks or atomics"),
    (r"\bstd\s*::\s*(?:w?[io]?fstream|filesystem|w?cout|w?cerr|w?clog|w?cin|print|println)\b|\bstd(?:in|out|err)\b|"
     r"\bv?[fd]?printf\s*\(", "touches files or output"),
    (CALL.format(r"f?puts|f?putc|putchar|f?gets|f?getc|getchar|f?scanf|perror|f(?:re|d)?open|tmpfile|fwrite|fread"),
     "touches files or output"),
    (r"\b(?:random_device|mt19937\w*|minstd_rand\w*|ranlux\w+|knuth_b|default_random_engine|mersenne_twister_engine)\b",
     "uses randomness"),
    (CALL.format(r"s?rand|rand_r|s?random|[dljm]rand48|arc4random\w*|getrandom|getentropy"), "uses randomness"),
    (CALL.format(r"(?:secure_)?getenv|(?:un)?setenv|putenv|setlocale") + r"|\benviron\b", "reads the environment"),
    (CALL.format(r"system|popen|v?fork|exec(?:l|v|lp|vp|le|ve|vpe)|posix_spawnp?|sigaction|syscall|dlopen"),
     "reaches out of its process"),
    (r"\bstd\s*::\s*(?:signal|raise|exit|abort|terminate)\b|\b(?:_[Ee]xit|quick_exit|atexit)\s*\(|"
     r"(?<![\w.])exit\s*\(\s*(?:EXIT_\w+|\d+)\s*\)", "ends its process (CHECK does, of a bug of ours)"),
    (r"(?<![\w>:])::\s*[a-z]\w*\s*\(", "calls the C library or the system"),
    (r"\bLog(?:Debug|Info|Warning|Error)?\s*\(", "logs"),
    (r"\bthread_local\b", "keeps static mutable state"),
    (r"\bvolatile\b", "uses volatile"),
    (r"\busing\s+namespace\s+std\s*;", "hides what is of std"),  # from the rules above
]
IMPURE = [(re.compile(pattern), what) for pattern, what in IMPURE]

NOT_A_VARIABLE = re.compile(
    r"^(?:using|typedef|template|friend|static_assert|namespace|extern|class|struct|enum|union|concept|requires|public|"
    r"private|protected|case|default|return|goto|break|continue)\b"
)


def scopes(code):
    """(offset, kind of the enclosing scope, statement text) of every statement of preprocessed-blank C++ `code`.

    The kind is "namespace", "class" or "body" (functions, blocks, initialisers).
    """
    stack = [("namespace", 0)]  # the kind of each open block, and the parentheses open around it
    begin = 0
    parentheses = 0
    for at, sign in enumerate(code):
        kind = stack[-1][0]
        if sign in "([":
            parentheses += 1
        elif sign in ")]":
            parentheses -= 1
        elif sign == "{":
            opened = kind_of_block(code[begin:at].strip(), kind, parentheses)
            stack.append((opened, parentheses))
            parentheses = 0
            if opened != "initialiser":  # a statement goes on behind an initialiser: "int x{1};"
                begin = at + 1
        elif sign == "}" and len(stack) > 1:
            ended, parentheses = stack.pop()
            if ended != "initialiser":
                begin = at + 1
        elif sign == ";" and parentheses == 0 and kind != "initialiser":
            statement = code[begin:at]
            offset = begin + len(statement) - len(statement.lstrip())
            yield offset, kind, " ".join(statement.split())
            begin = at + 1
        elif sign == ":" and kind == "class" and code[begin:at].strip() in ("public", "private", "protected"):
            begin = at + 1


def kind_of_block(head, enclosing, parentheses):
    if parentheses or enclosing == "initialiser":
        return "body" if head.endswith(")") or head.endswith("mutable") else "initialiser"
    if re.search(r"\bnamespace\b[\w\s:]*$", head) or head.startswith('extern "C"'):
        return "namespace"
    if re.search(r"\b(?:class|struct|union)\b[^;=()]*$", head):
        return "class"
    if re.search(r"\benum\b", head):
        return "initialiser"
    if enclosing == "body":
        block = re.search(r"\b(?:else|do|try)$", head) or not re.search(r"(?:=|,|\w|>)$", head)
        return "body" if block else "initialiser"
    if "(" in head and not head.endswith("="):
        return "body"
    return "initialiser"


def is_constant(statement):
    if re.search(r"\b(?:constexpr|constinit const)\b", statement):
        return True
    declaration = statement.split("=")[0]
    if "*" in declaration:
        return bool(re.search(r"\*\s*const\b", declaration))
    return bool(re.search(r"\bconst\b", declaration))


def keeps_state(kind, statement):
    """True if `statement` of a scope of `kind` declares something mutable that outlives a call."""
    if not statement or NOT_A_VARIABLE.match(statement) or "operator" in statement:
        return False
    if kind == "class" and re.search(r"\bmutable\b", statement):
        return True
    is_static = re.search(r"\b(?:static|thread_local)\b", statement)
    if kind in ("class", "body") and not is_static:
        return False
    if is_constant(statement):
        return False
    before_value = re.split(r"[={]", statement)[0]
    if "(" in before_value:
        return False  # a function's declaration
    return bool(re.search(r"[\w>&*\]]\s+[&*]*\w+(?:\[\w*\])?$", before_value.strip()))


def check_purity(tree, layers):
    for path in tree.named(".h", ".cc"):
        if not layers.is_pure(path) or is_test(path):
            continue
        text = tree.text(path)
        for line, _, header in includes(text):
            ours_and_pure = layers.layer_of(header) is not None and layers.is_pure(header)
            if not ours_and_pure and header not in layers.pure_headers:
                yield Violation(path, line,
                                f"pure code may not include {header} (tests/style/layers.txt lists what it may)")
        code = re.sub(r"^[ \t]*#(?:[^\n\\]|\\\n|\\.)*", lambda m: re.sub(r"[^\n]", " ", m.group()),
                      without_comments_and_strings(text), flags=re.MULTILINE)
        for pattern, what in IMPURE:
            for match in pattern.finditer(code):
                yield Violation(path, line_of(code, match.start()), f"pure code {what}: {match.group().strip()}")
        for offset, kind, statement in scopes(code):
            if keeps_state(kind, statement):
                yield Violation(path, line_of(code, offset),
                                f"pure code keeps static or hidden mutable state: {statement}")
