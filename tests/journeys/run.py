#!/usr/bin/env python3
"""Runs the journeys: the real program, over real sockets, on SQLite and on a MariaDB of its own.

usage: run.py --program build/dev/provisiond [--results FILE] [-k REGEX] [--databases sqlite,mariadb] [--keep]
"""

import argparse
import os
import re
import sys
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "support")]

import stage as stage_module  # noqa: E402

MODULES = ("command_line", "conversation", "bad_input", "limits", "endurance", "targets", "workforce", "faults",
           "comebacks", "mid_provider", "rest_guide", "lost_database")


def variants(journey, databases):
    """A class for each database and transport that the journey lists."""
    for database in journey.databases:
        if database not in databases:
            continue
        for transport in journey.transports:
            name = "_".join(filter(None, [journey.__name__, "on", database, transport]))
            yield type(name, (journey,), {"database": database, "transport": transport, "__module__": journey.__module__})


class Results(unittest.TestResult):
    """One line a journey as it ends."""

    def __init__(self, path):
        super().__init__()
        self.file = open(path, "w") if path else None
        self.passed = 0
        self.troubles = []

    def startTest(self, test):
        super().startTest(test)
        self.begin = time.monotonic()

    @staticmethod
    def name(test):
        return "journeys/" + test.id().split(".", 1)[1].replace(".", "/")

    def _note(self, word, test):
        print(f"  {word}  {self.name(test)}  {time.monotonic() - self.begin:.1f} s", flush=True)
        if self.file:
            self.file.write(f"{word} {self.name(test)} 1\n")
            self.file.flush()

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed += 1
        self._note("passed", test)

    def addFailure(self, test, error):
        super().addFailure(test, error)
        self._trouble(test, self.failures[-1][1])

    def addError(self, test, error):
        super().addError(test, error)
        self._trouble(test, self.errors[-1][1])

    def _trouble(self, test, text):
        self.troubles.append(test)
        if not hasattr(self, "begin"):
            self.begin = time.monotonic()
        self._note("failed", test)
        print("    " + text.strip().replace("\n", "\n    "), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=os.path.join(HERE, "../../build/dev/provisiond"))
    parser.add_argument("--results")
    parser.add_argument("-k", default="", metavar="REGEX", help="only journeys whose name matches")
    parser.add_argument("--databases", default="sqlite,mariadb")
    parser.add_argument("--keep", action="store_true", help="keep data and logs")
    options = parser.parse_args()
    if not os.access(options.program, os.X_OK):
        sys.exit(f"journeys: no program at {options.program}; ./dev build makes it")

    suite = unittest.TestSuite()
    for module in map(__import__, MODULES):
        for journey in vars(module).values():
            if isinstance(journey, type) and issubclass(journey, stage_module.Journey) \
                    and journey.__module__ == module.__name__:
                for variant in variants(journey, options.databases.split(",")):
                    tests = unittest.defaultTestLoader.loadTestsFromTestCase(variant)
                    suite.addTests(test for test in tests if re.search(options.k, Results.name(test)))

    stage_module.Journey.stage = stage = stage_module.Stage(options.program)
    results = Results(options.results)
    try:
        suite.run(results)
    finally:
        stage.close(keep=options.keep or bool(results.troubles))
    print(f"  {results.passed} journeys passed, {len(results.troubles)} failed")
    sys.exit(1 if results.troubles else 0)


if __name__ == "__main__":
    main()
