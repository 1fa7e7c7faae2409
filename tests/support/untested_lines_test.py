"""The script behind `./dev coverage` that says which untested lines nobody has accepted."""

import contextlib
import io
import json
import tempfile
import unittest
from pathlib import Path

import untested_lines

SOURCE = """int Half(int n) {
  if (n % 2 != 0) return -1;
  if (n < 0) return Fail("negative");
  return n / 2;
}
"""


def coverage(counts, path="a.cc", noncode=()):
    """Of a file with one count a line."""
    return {"files": [{"file": path,
                       "lines": [{"line_number": number, "count": count, "gcovr/noncode": number in noncode}
                                               for number, count in counts.items()]}]}


def compared(counts, accepted, text=SOURCE, wanted=(), **how):
    return untested_lines.compare(coverage(counts, **how), untested_lines.read_accepted(accepted),
                                  lambda path: text.splitlines() if path == "a.cc" else None, wanted)


class UntestedLinesTest(unittest.TestCase):
    def test_a_line_that_was_run_is_no_matter(self):
        self.assertEqual(compared({1: 1, 2: 7, 4: 1}, ""), ([], []))

    def test_an_untested_line_is_named_with_its_text(self):
        wrong, told = compared({1: 1, 2: 0}, "")
        self.assertEqual((wrong, told), (["a.cc:2: untested: if (n % 2 != 0) return -1;"], []))

    def test_what_is_no_code_is_not_untested(self):
        self.assertEqual(compared({2: 0}, "", noncode=(2,)), ([], []))

    def test_an_accepted_line_is_named_by_its_text_wherever_it_stands(self):
        accepted = '## nobody asks for negative ones\na.cc: if (n < 0) return Fail("negative");\n'
        self.assertEqual(compared({3: 0}, accepted), ([], []))
        self.assertEqual(len(compared({2: 0, 3: 0}, accepted)[0]), 1)

    def test_one_of_several_such_lines_is_named_by_what_stands_above_it(self):
        twice = "int A() {\n  return 0;\n}\nint B() {\n  return 0;\n}\n"
        for number, after, other in ((2, "int A()", 5), (5, "int B()", 2)):
            accepted = f"## why\na.cc: return 0; (after: {after})\n"
            self.assertEqual(compared({number: 0}, accepted, twice), ([], []))
            self.assertEqual(compared({other: 0}, accepted, twice)[0], [f"a.cc:{other}: untested: return 0;"])
        self.assertEqual(compared({2: 0}, "## why\na.cc: return 0;\n", twice)[0],
                         ["a.cc: has 2 such lines, say which by (after: ...) (entry in line 2): return 0;"])
        self.assertIn("no such line any more", compared({}, "## why\na.cc: return 0; (after: int C())\n", twice)[0][0])

    def test_or_by_a_pattern(self):
        self.assertEqual(compared({3: 0}, '## why\na.cc: /return Fail\\("/\n'), ([], []))
        self.assertEqual(len(compared({2: 0}, '## why\na.cc: /return Fail\\("/\n')[0]), 1)

    def test_the_same_text_in_another_file_is_not_accepted(self):
        wrong, _ = compared({3: 0}, '## why\nb.cc: if (n < 0) return Fail("negative");\n')
        self.assertEqual(wrong[0], 'a.cc:3: untested: if (n < 0) return Fail("negative");')
        self.assertIn("b.cc: has no such line any more (entry in line 2)", wrong[1])

    def test_part_of_a_text_is_no_line(self):
        wrong, _ = compared({3: 0}, "## why\na.cc: if (n < 0)\n")
        self.assertEqual(len(wrong), 2, wrong)

    def test_an_entry_whose_line_is_run_now_is_told(self):
        wrong, told = compared({3: 4}, '## why\na.cc: /Fail/\n')
        self.assertEqual(wrong, [])
        self.assertEqual(told, ["a.cc: is tested now, strike it (entry in line 2): /Fail/"])

    def test_an_entry_of_a_file_that_was_not_looked_at_is_no_matter(self):
        self.assertEqual(compared({1: 1}, "## why\na.cc: /Fail/\n", path="other.cc"), ([], []))

    def test_a_file_that_no_program_has_is_named_unless_that_is_accepted(self):
        self.assertEqual(compared({1: 1}, "", wanted=["a.cc"]), ([], []))
        missing = ["a.cc: no program of the tests that were run has it"]
        for accepted in ("", "## why\na.cc: /Fail/\n", "## why\nb.cc: (no line)\n"):
            self.assertEqual(compared({1: 1}, accepted, path="b.cc", wanted=["a.cc", "b.cc"])[0][:1], missing, accepted)
        self.assertEqual(compared({1: 1}, "## why\na.cc: (no line)\n", path="b.cc", wanted=["a.cc", "b.cc"]), ([], []))

    def test_an_entry_for_a_file_that_has_lines_or_is_gone_is_named(self):
        wrong, told = compared({1: 1}, "## why\na.cc: (no line)\nb.cc: (no line)\n", wanted=["a.cc"])
        self.assertEqual(told, ["a.cc: has lines now, strike it (entry in line 2): (no line)"])
        self.assertEqual(wrong, ["b.cc: there is no such file any more (entry in line 3)"])

    def test_what_must_be_there_is_every_source_below_the_folders_but_the_tests(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("a/b.cc", "a/c/d.cc", "a/b_test.cc", "a/b_long_test.cc", "a/e.h", "f/g.cc"):
                (Path(folder) / name).parent.mkdir(parents=True, exist_ok=True)
                (Path(folder) / name).touch()
            self.assertEqual(untested_lines.sources(folder, ["a/", "a/c", f"{folder}/a"]), ["a/b.cc", "a/c/d.cc"])

    def test_a_list_that_cannot_be_read_is_named_with_its_line(self):
        for text, complaint in (("a.cc: x\n", "1: has no reason"), ("## why\n\na.cc\n", "3: needs path: text"),
                                ("## why\na.cc: \n", "2: needs path: text")):
            with self.subTest(text), self.assertRaisesRegex(ValueError, complaint):
                untested_lines.read_accepted(text)

    def test_exit_codes(self):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            (root / "a.cc").write_text(SOURCE, encoding="utf-8")

            def ended(report, accepted):
                (root / "coverage.json").write_text(json.dumps(report), encoding="utf-8")
                (root / "accepted").write_text(accepted, encoding="utf-8")
                return exit_code()

            def exit_code(coverage_file="coverage.json"):
                with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as self.said:
                    return untested_lines.main(root / coverage_file, root / "accepted", ["."], root)

            self.assertEqual(ended(coverage({3: 1}), ""), 0)
            self.assertEqual(ended(coverage({3: 0}), ""), 1)
            self.assertEqual(ended(coverage({3: 0}), "## why\na.cc: /Fail/\n"), 0)
            self.assertEqual(ended(coverage({3: 0}), "a.cc: /Fail/\n"), 2)
            self.assertEqual(ended(coverage({3: 0}), "## why\na.cc: /(/\n"), 2)
            self.assertEqual(ended({"files": []}, ""), 2)
            (root / "b.cc").touch()
            self.assertEqual(ended(coverage({3: 1}), ""), 1)
            self.assertEqual(ended(coverage({3: 1}), "## why\nb.cc: (no line)\n"), 0)
            for broken in ([], {}, {"files": [{"file": "a.cc"}]}, coverage({3: "x"}),
                           {"files": [{"file": 1, "lines": []}]},
                           {"files": [{"lines": []}]}, coverage({3: None})):
                self.assertEqual(ended(broken, ""), 2, broken)
                self.assertIn("coverage.json: is no report of gcovr's", self.said.getvalue())
            (root / "coverage.json").write_text('{"files": [', encoding="utf-8")
            self.assertEqual(exit_code(), 2)
            self.assertEqual(exit_code("nowhere.json"), 2)
            self.assertIn("nowhere.json", self.said.getvalue())
            (root / "coverage.json").write_bytes(b"\xff")
            self.assertEqual(exit_code(), 2)


class AcceptedListTest(unittest.TestCase):
    def test_every_entry_of_ours_names_the_line_that_is_meant(self):
        root = Path(__file__).resolve().parents[2]
        entries = untested_lines.read_accepted((root / "tests/support/untested_lines.txt").read_text(encoding="utf-8"))
        wrong, _ = untested_lines.compare({"files": []}, entries,
                                          lambda path: (root / path).read_text(encoding="utf-8").splitlines())
        self.assertEqual(wrong, [])


if __name__ == "__main__":
    unittest.main()
