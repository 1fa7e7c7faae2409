"""What a test in Python needs of the machine, and how it says that it could not be done here.

A test that was skipped must never look like one that passed: main() ends with 77, which ctest calls Skipped. Where
CI=true a program that can be installed is not allowed to be missing.
"""

import os
import shutil
import sys
import unittest

SKIPPED = 77  # SKIP_RETURN_CODE of clearance_python_test (cmake/targets.cmake)


def needs(*programs, root=False):
    """Of a class of tests: without root it is skipped, without a program too, but fails where CI=true."""
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    missing = [program for program in programs if not shutil.which(program, path=path)]
    if root and os.geteuid() != 0:
        return unittest.skip("needs root")
    if not missing:
        return lambda tests: tests
    why = f"not here: {', '.join(missing)}"
    if os.environ.get("CI") != "true":
        return unittest.skip(why)

    def failing(tests):
        def fail(_):
            raise AssertionError(why)

        tests.setUpClass = classmethod(fail)
        return tests

    return failing


def main():
    """In the place of unittest.main()."""
    result = unittest.main(exit=False).result
    for test, why in result.skipped:
        print(f"SKIPPED {test}: {why}", file=sys.stderr)
    if not result.wasSuccessful():
        sys.exit(1)
    sys.exit(SKIPPED if result.skipped else 0)
