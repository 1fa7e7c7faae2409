"""The planter itself: what it plants, what it recompiles, what it calls a failure. It compiles nothing."""

import contextlib
import io
import tempfile
import unittest
from pathlib import Path

import plant_stay_faults as planter
from stay_faults import FAULTS, Fault


class FakeBuild:
    """Compiles and links at once; what it says is set by the test."""

    def __init__(self, compiles=True, said="", examples=""):
        self.compiled, self.compiles, self.said, self.examples = [], compiles, said, examples

    def compile(self, source, _include, target):
        if target is None:
            return planter.subprocess.CompletedProcess([], 0, "", self.examples)
        self.compiled.append(source)
        return planter.subprocess.CompletedProcess([], 0 if self.compiles else 1, "", self.said)

    def link_with(self, _objects, program):
        program.write_text("#!/bin/sh\n" + self.script, encoding="utf-8")
        program.chmod(0o755)
        return planter.subprocess.CompletedProcess([], 0, "", "")

    script = "exit 0\n"


class PlanterTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.scratch = Path(folder.name)
        self.build = FakeBuild()
        self.planter = planter.Planter(self.build, self.scratch)
        self.fault = next(fault for fault in FAULTS if fault.file == "counted_record.cc")

    def judge(self, fault=None):
        result = self.planter.judge(fault or self.fault)
        self.assertEqual(list(self.scratch.iterdir()), [], "the scratch folder is left behind")
        return result

    def test_every_fault_applies_and_has_a_name_of_its_own(self):
        self.assertGreaterEqual(len(FAULTS), 24)
        self.assertEqual(len({fault.name for fault in FAULTS}), len(FAULTS))
        for fault in FAULTS:
            text = (planter.ROOT / planter.RULES / fault.file).read_text(encoding="utf-8")
            self.assertEqual(text.count(fault.old), 1, fault.name)
            self.assertNotIn(fault.old, text.replace(fault.old, fault.new, 1), f"{fault.name} changes nothing")

    def test_a_fault_nobody_notices_survives(self):
        self.assertEqual(self.judge().outcome, "survived")

    def test_a_failing_test_kills(self):
        self.build.script = 'echo "[  FAILED  ] StayGoldenTest.OurOwnRows (1 ms)"; exit 1\n'
        self.assertEqual(self.judge()[1:3], ("killed", "StayGoldenTest.OurOwnRows"))

    def test_a_crash_kills(self):
        self.build.script = "exit 3\n"
        self.assertEqual(self.judge()[1:3], ("killed", "(crash, status 3)"))

    def test_a_static_assert_is_counted_apart(self):
        self.build.compiles, self.build.said = False, "error: static assertion failed"
        self.assertEqual(self.judge().outcome, "static_assert")
        self.build.compiles, self.build.examples = True, "error: static assertion failed"
        self.assertEqual(self.judge().outcome, "static_assert")

    def test_what_does_not_compile_is_no_fault(self):
        self.build.compiles, self.build.said = False, "error: expected ';'"
        self.assertEqual(self.judge().outcome, "error")

    def test_a_text_that_is_gone_is_an_error(self):
        self.assertEqual(self.judge(Fault("gone", "counted_record.cc", "no such line", "")).outcome, "error")

    def test_a_header_of_the_tests_own_objects_is_an_error(self):
        self.assertEqual(self.judge(Fault("deep", "stay_bound.h", "struct StayBound", "struct StayBound ")).outcome,
                         "error")

    def test_only_what_depends_on_the_file_is_compiled(self):
        self.judge()
        self.assertEqual([path.name for path in self.build.compiled], ["counted_record.cc"])
        _, sources = planter.dependants("limit_use.h")
        self.assertEqual(sources, ["limit_use.cc", "stay_account.cc", "stay_reasons.cc"])

    def test_a_survivor_or_an_error_fails_the_run(self):
        def status(*outcomes):
            with contextlib.redirect_stdout(io.StringIO()):
                return planter.report([planter.Result(self.fault, outcome, "", 0) for outcome in outcomes], 0)

        self.assertEqual(status("killed", "static_assert"), 0)
        self.assertEqual(status("killed", "survived"), 1)
        self.assertEqual(status("error"), 1)

    def test_the_compiler_is_told_nothing_that_is_not_needed(self):
        command = ["env", "X=1", "ccache", "/usr/bin/g++", "-I/x", "-O2", "-Wall", "-Werror", "-fsanitize=address",
                   "-std=c++20", "-MD", "-MT", "a.o", "-MF", "a.d", "-o", "a.o", "-c", "a.cc"]
        self.assertEqual(planter.without_noise(command), ["/usr/bin/g++", "-I/x", "-std=c++20", "-w", "-O1"])


if __name__ == "__main__":
    unittest.main()
