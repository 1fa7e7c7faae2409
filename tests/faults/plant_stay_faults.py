#!/usr/bin/env python3
"""Plants faults into the stay rules, one at a time, and requires the golden and property tests to notice each.

A test that cannot fail proves nothing: a fault that survives is a test that is missing. The faults are a table,
stay_faults.py. Works on copies in a scratch folder of the build and removes them; changes nothing in the source.
"""

import argparse
import contextlib
import fcntl
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import namedtuple
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from stay_faults import FAULTS

ROOT = Path(__file__).resolve().parents[2]
RULES = "common/rules"
TEST_PROGRAM = "bin/clearance_stay_property_test"
GOLDEN_OBJECT = "common/rules/CMakeFiles/clearance_rules_test.dir/stay_golden_test.cc.o"
EXAMPLES = "stay_arithmetic_test.cc"  # the compile-time examples
# Enough for every fault, with the same cases every time; no time is spent on making a failure small. What the
# environment says goes before.
CASES = {"CLEARANCE_CASES_PERCENT": "4", "RC_PARAMS": "seed=20261122 noshrink=1"}
# As cmake/targets.cmake has it: the same fault in another clone is an answer of the same cache.
CCACHE = {"CCACHE_BASEDIR": str(ROOT), "CCACHE_NOHASHDIR": "1", "CCACHE_SLOPPINESS": "pch_defines,time_macros"}
TEST_TIMEOUT_S = 60
EPILOG = """examples:
  python3 tests/faults/plant_stay_faults.py
  python3 tests/faults/plant_stay_faults.py --only window-of-181-days-at-entry --only gap-a-day-short
  python3 tests/faults/plant_stay_faults.py --build build/dev --list
  python3 tests/faults/plant_stay_faults.py --every-test      which tests notice which fault, and which notice none

exit status: 0 every fault was killed; 1 one survived, no longer applies, or the tests fail without a fault; 2 no build
"""

Result = namedtuple("Result", "fault outcome by seconds")  # outcome: killed, static_assert, survived, error


class NoBuild(Exception):
    """The build folder lacks something; says what to do."""


def without_noise(arguments):
    """A compiler's arguments without launchers, warnings, sanitizers, dependency files, and with little optimizing."""
    while arguments and not re.search(r"(?:g\+\+|clang\+\+|c\+\+)[\d.-]*$", arguments[0]):
        arguments = arguments[1:]
    kept, skip = [], False
    for argument in arguments:
        if skip:
            skip = False
        elif argument in ("-MT", "-MF", "-o", "-c"):
            skip = True
        elif not re.match(r"-(?:MD$|MMD$|W(?!l,)|O|g|fsanitize|fno-omit)", argument):
            kept.append(argument)
    return kept + ["-w", "-O1"]


class Build:
    """How the build compiles the rules and links the tests."""

    def __init__(self, folder, ninja):
        self.folder = folder.resolve()
        database = self.folder / "compile_commands.json"
        if not database.exists():
            raise NoBuild(f"{database} is missing: run  ./dev build")
        entries = json.loads(database.read_text(encoding="utf-8"))
        self.compilations = {}
        for entry in entries:
            path = Path(entry["directory"], entry["file"]).resolve()
            if path.parent == ROOT / RULES:
                self.compilations[path.name] = without_noise(shlex.split(entry["command"]))
        command = subprocess.run([ninja, "-C", str(self.folder), "-t", "commands", "-s", TEST_PROGRAM],
                                 capture_output=True, text=True, check=False)
        if command.returncode != 0 or not command.stdout.strip():
            raise NoBuild(f"ninja does not know {TEST_PROGRAM} in {self.folder}: run  ./dev build")
        words = shlex.split(command.stdout.strip().splitlines()[-1])
        compiler = next(i for i, word in enumerate(words) if re.search(r"\+\+[\d.-]*$", word))
        self.link = words[compiler:]
        if "&&" in self.link:
            self.link = self.link[:self.link.index("&&")]
        self.output = self.link.index("-o") + 1
        needed = [GOLDEN_OBJECT] + [word for word in self.link if word.endswith((".o", ".a"))]
        missing = [name for name in needed if not (self.folder / name).exists()]
        if missing:
            raise NoBuild(f"{missing[0]} is missing in {self.folder}: run  ./dev build")
        strange = {fault.file for fault in FAULTS if fault.file.endswith(".cc")} - set(self.compilations)
        if strange:
            raise NoBuild(f"{self.folder} was not made from this source: it does not compile {min(strange)}")

    def run(self, arguments, **options):
        return subprocess.run(arguments, cwd=self.folder, capture_output=True, text=True, check=False, **options)

    def compile(self, source, include, target):
        """Compiles `source` with the headers under `include` before our own; target None: only whether it does."""
        arguments = list(self.compilations[source.name])
        arguments[1:1] = [f"-I{include}"]
        ccache = shutil.which("ccache")
        tail = ["-fsyntax-only", str(source)] if target is None else ["-c", str(source), "-o", str(target)]
        return self.run(([ccache] if ccache and target is not None else []) + arguments + tail,
                        env={**os.environ, **CCACHE})

    def link_with(self, objects, program):
        """Links the tests with `objects` before the library that holds the sound ones."""
        arguments = list(self.link)
        arguments[self.output] = str(program)
        arguments[1:1] = [str(name) for name in objects] + [GOLDEN_OBJECT]
        return self.run(arguments)


def included(path):
    return re.findall(rf'#include "{RULES}/([\w.]+)"', path.read_text(encoding="utf-8"))


def dependants(changed):
    """The sources of the rules that `changed` goes into, by what includes what."""
    files = {path.name: included(path) for path in (ROOT / RULES).iterdir() if path.suffix in (".h", ".cc")}
    reached, grown = {changed}, True
    while grown:
        grown = False
        for name, includes in files.items():
            if name not in reached and reached.intersection(includes):
                reached.add(name)
                grown = True
    return reached, sorted(name for name in reached if name.endswith(".cc") and not name.endswith("_test.cc"))


def headers_of_tests():
    """What the tests' own objects, which are not compiled again, were compiled with."""
    pending = [included(ROOT / RULES / "stay_golden_test.cc")]
    pending += [included(path) for path in (ROOT / "tests/property").glob("stay_*.*")]
    seen = set()
    while pending:
        for name in pending.pop():
            if name not in seen:
                seen.add(name)
                pending.append(included(ROOT / RULES / name))
    return seen


class Planter:
    """Makes the rules with one fault each, and asks the tests."""

    def __init__(self, build, scratch, every_test=False):
        self.build = build
        self.scratch = scratch
        self.flags = ["--gtest_brief=1"] + ([] if every_test else ["--gtest_fail_fast"])
        self.fixed_headers = headers_of_tests()

    def folder_of(self, name):
        folder = self.scratch / name / RULES
        folder.mkdir(parents=True)
        for path in (ROOT / RULES).iterdir():
            if path.suffix in (".h", ".cc") and not path.name.endswith("_test.cc"):
                shutil.copy(path, folder)
        return folder

    def test(self, folder, sources):
        """("compile", text), ("link", text) or ("tests", names of those that failed)."""
        objects = []
        for name in sources:
            target = folder / (name + ".o")
            compiled = self.build.compile(folder / name, folder.parents[1], target)
            if compiled.returncode != 0:
                return "compile", compiled.stderr
            objects.append(target)
        program = folder / "stay_tests"
        linked = self.build.link_with(objects, program)
        if linked.returncode != 0:
            return "link", linked.stderr
        try:
            run = subprocess.run([program, *self.flags], cwd=ROOT, capture_output=True, text=True, check=False,
                                 timeout=TEST_TIMEOUT_S, env={**CASES, **os.environ})
        except subprocess.TimeoutExpired:
            return "tests", ["(no end)"]
        failed = list(dict.fromkeys(re.findall(r"^\[  FAILED  \] (\w+\.\w+)", run.stdout, re.M)))
        if run.returncode != 0 and not failed:
            failed = [f"(crash, status {run.returncode})"]
        return "tests", failed

    def sound(self):
        """What the tests say without a fault."""
        with self.cleaned("sound"):
            return self.test(self.folder_of("sound"), [])

    def names_of_tests(self):
        with self.cleaned("names"):
            program = self.folder_of("names") / "stay_tests"
            self.build.link_with([], program)
            listed = self.build.run([program, "--gtest_list_tests"]).stdout
        suite, names = "", []
        for line in listed.splitlines():
            if line.startswith("Stay"):
                suite = line.strip()
            elif line.startswith("  "):
                names.append(suite + line.strip())
        return names

    @contextlib.contextmanager
    def cleaned(self, name):
        try:
            yield
        finally:
            shutil.rmtree(self.scratch / name, ignore_errors=True)

    def judge(self, fault):
        begin = time.monotonic()

        def result(outcome, by):
            return Result(fault, outcome, by, time.monotonic() - begin)

        text = (ROOT / RULES / fault.file).read_text(encoding="utf-8")
        if text.count(fault.old) != 1:
            return result("error", f"its text is {text.count(fault.old)} times in {fault.file}: mend stay_faults.py")
        reached, sources = dependants(fault.file)
        if reached & self.fixed_headers:
            return result("error", f"{fault.file} goes into the tests' own objects: plant it in another file")
        with self.cleaned(fault.name):
            folder = self.folder_of(fault.name)
            (folder / fault.file).write_text(text.replace(fault.old, fault.new), encoding="utf-8")
            stage, said = self.test(folder, sources)
            if stage == "tests" and said:
                return result("killed", " ".join(said))
            if stage == "compile" and "static assertion failed" in said:
                return result("static_assert", "in the rules themselves")
            if stage != "tests":
                return result("error", f"does not {stage}: " + said.strip()[:300])
            examples = self.build.compile(ROOT / RULES / EXAMPLES, folder.parents[1], None)
            if "static assertion failed" in examples.stderr:
                return result("static_assert", EXAMPLES)
        return result("survived", "no test noticed")


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(description=__doc__, epilog=EPILOG,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=ROOT / "build/release", help="a finished build (build/release)")
    parser.add_argument("--ninja", default="ninja", help="the ninja that made it")
    parser.add_argument("--only", action="append", metavar="NAME", help="this fault only; may be given again")
    parser.add_argument("--jobs", type=int, default=2, help="faults at a time (2)")
    parser.add_argument("--every-test", action="store_true", help="go on after the first test that notices a fault")
    parser.add_argument("--list", action="store_true", help="print the names of the faults and stop")
    options = parser.parse_args(arguments)
    unknown = set(options.only or ()) - {fault.name for fault in FAULTS}
    if unknown:
        parser.error(f"no such fault: {', '.join(sorted(unknown))} (--list prints them)")
    return options


@contextlib.contextmanager
def scratch_folder(build):
    """A folder in the build, ours alone while we run; its name is the same every time, so that ccache helps."""
    place = build / "tests/faults"
    place.mkdir(parents=True, exist_ok=True)
    with open(place / "lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = place / "scratch"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def judge_all(planter, faults, jobs):
    results, lock = [], threading.Lock()

    def judge(fault):
        result = planter.judge(fault)
        with lock:
            results.append(result)
            if sys.stderr.isatty():
                print(f"\r\033[K{len(results)}/{len(faults)} {fault.name}", end="", file=sys.stderr, flush=True)
        return result

    pool = ThreadPoolExecutor(jobs)
    try:
        return list(pool.map(judge, faults))
    finally:
        pool.shutdown(cancel_futures=True)
        if sys.stderr.isatty():
            print("\r\033[K", end="", file=sys.stderr, flush=True)


def report(results, seconds):
    width = max(len(result.fault.name) for result in results)
    for result in results:
        print(f"{result.fault.name:<{width}}  {result.outcome:<13}  {result.by}")
    counts = {outcome: sum(result.outcome == outcome for result in results)
              for outcome in ("killed", "static_assert", "survived", "error")}
    print(f"{len(results)} faults: {counts['killed']} killed by a test, {counts['static_assert']} by a static_assert, "
          f"{counts['survived']} survived, {counts['error']} in error; {seconds:.0f} s")
    return 1 if counts["survived"] or counts["error"] else 0


def main(arguments):
    options = parse_arguments(arguments)
    faults = [fault for fault in FAULTS if not options.only or fault.name in options.only]
    if options.list:
        print("\n".join(fault.name for fault in faults))
        return 0
    begin = time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        build = Build(options.build, options.ninja)
        with scratch_folder(build.folder) as scratch:
            planter = Planter(build, scratch, options.every_test)
            stage, said = planter.sound()
            if stage != "tests" or said:
                print(f"without a fault, {stage}: {said}", file=sys.stderr)
                return 1
            results = judge_all(planter, faults, options.jobs)
            if options.every_test:
                noticed = {name for result in results for name in result.by.split()}
                for name in planter.names_of_tests():
                    if name not in noticed:
                        print(f"no fault was noticed by {name}")
            return report(results, time.monotonic() - begin)
    except NoBuild as missing:
        print(missing, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
