#!/usr/bin/env python3
"""Runs the journeys: the real program, over real sockets, on SQLite and on a MariaDB of its own.

usage: run.py --program build/dev/provisiond [--results FILE] [-k REGEX] [--databases sqlite,mariadb] [--keep] [--jobs N]
"""

import argparse
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(HERE, "..", "support")]

import stage as stage_module  # noqa: E402

# The long ones first: they run side by side.
MODULES = ("workforce", "faults", "targets", "comebacks", "endurance", "lost_database", "conversation", "bad_input",
           "limits", "mid_provider", "rest_guide", "command_line")


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

    def addSubTest(self, test, subtest, error):
        super().addSubTest(test, subtest, error)
        if error is not None:
            kept = self.failures if issubclass(error[0], test.failureException) else self.errors
            self._trouble(subtest, kept[-1][1])

    def _trouble(self, test, text):
        self.troubles.append(test)
        if not hasattr(self, "begin"):
            self.begin = time.monotonic()
        self._note("failed", test)
        print("    " + text.strip().replace("\n", "\n    "), flush=True)


def run_apart(options):
    """Each module in a process of its own, with servers of its own, `--jobs` at once."""
    def run(module, folder):
        results = os.path.join(folder, module)
        command = [sys.executable, os.path.abspath(__file__), "--modules", module, "--results", results]
        command += ["--program", options.program, "-k", options.k, "--databases", options.databases]
        said = []
        with subprocess.Popen(command + ["--keep"] * options.keep, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True) as process:
            for line in process.stdout:
                # What failed is told in one piece when the module ends.
                if line.startswith("  passed"):
                    print(line, end="", flush=True)
                else:
                    said.append(line)
        lines = open(results).read() if os.path.exists(results) else ""
        if process.returncode != 0 and "failed" not in lines:
            lines += f"failed journeys/{module} 1\n"
        return process.returncode, "".join(said), lines

    failed = False
    with tempfile.TemporaryDirectory() as folder, \
            concurrent.futures.ThreadPoolExecutor(max_workers=options.jobs) as pool:
        for running in concurrent.futures.as_completed([pool.submit(run, module, folder) for module in options.modules]):
            code, said, lines = running.result()
            print(said, end="", flush=True)
            failed = failed or code != 0
            if options.results:
                with open(options.results, "a") as file:
                    file.write(lines)
    sys.exit(1 if failed else 0)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=os.path.join(HERE, "../../build/dev/provisiond"))
    parser.add_argument("--results")
    parser.add_argument("-k", default="", metavar="REGEX", help="only journeys whose name matches")
    parser.add_argument("--databases", default="sqlite,mariadb")
    parser.add_argument("--keep", action="store_true", help="keep data and logs")
    parser.add_argument("--modules", type=lambda text: text.split(","), default=MODULES, help="default: all")
    parser.add_argument("--jobs", type=int, default=1, help="modules at once (default 1)")
    options = parser.parse_args()
    if not os.access(options.program, os.X_OK):
        sys.exit(f"journeys: no program at {options.program}; ./dev build makes it")
    if options.jobs > 1:
        run_apart(options)

    suite = unittest.TestSuite()
    for module in map(__import__, options.modules):
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
