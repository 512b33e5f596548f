"""Runs the tests of this folder and prints a line of JSON for each: what sdk.test.ts reads."""

import json
import pathlib
import sys
import time
import unittest


class Lines(unittest.TestResult):
    def startTest(self, test):
        super().startTest(test)
        self.started, self.problem = time.monotonic(), ""

    def addError(self, test, err):
        super().addError(test, err)
        self.problem = self.errors[-1][1]
        # What fails outside of a test has no end of its own.
        if not isinstance(test, unittest.TestCase) or "_ErrorHolder" in type(test).__name__:
            self.line(test.id())

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.problem = self.failures[-1][1]

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.problem += f"{subtest}\n{self._exc_info_to_string(err, test)}\n"

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.problem = f"skipped: {reason}"

    def stopTest(self, test):
        super().stopTest(test)
        self.line(test.id())

    def line(self, name):
        seconds = round(time.monotonic() - self.started, 3) if hasattr(self, "started") else 0
        print(json.dumps({"name": name, "problem": getattr(self, "problem", ""), "seconds": seconds}), flush=True)


files = sorted(pathlib.Path(__file__).parent.glob("*_test.py"))
# The one that asks what the others have called comes last.
files.sort(key=lambda file: file.name == "coverage_test.py")
loader = unittest.TestLoader()
suite = unittest.TestSuite(loader.loadTestsFromName(file.stem) for file in files)
problems = Lines()
suite.run(problems)
for error in loader.errors:
    print(error, file=sys.stderr)
sys.exit(0 if problems.wasSuccessful() else 1)
