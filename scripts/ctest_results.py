"""Turns ctest's JUnit file into lines "passed NAME COUNT" and "failed NAME COUNT" with Boost.Test's own cases.

usage: ctest_results.py ctest.xml
"""

import re
import sys
import xml.etree.ElementTree as ElementTree


def lines_of(test):
    """The lines for one program of ctest."""
    name = test.get("name")
    output = test.findtext("system-out") or ""
    running = re.search(r"Running (\d+) test cases?", output)
    cases = int(running.group(1)) if running else 1
    if test.get("status") == "run":
        return [f"passed {name} {cases}"]
    # A program that crashed or ran out of time may have named no case: then it counts as one failure itself.
    broken = sorted(set(re.findall(r'error: in "([^"]+)"', output)))
    if not broken:
        return [f"failed {name} 1"]
    return [f"passed {name} {max(0, cases - len(broken))}"] + [f"failed {name}/{case} 1" for case in broken]


def main():
    try:
        tests = ElementTree.parse(sys.argv[1]).getroot().iter("testcase")
    except (OSError, ElementTree.ParseError) as error:
        sys.exit(f"ctest left no results: {error}")
    for test in tests:
        print("\n".join(lines_of(test)))


if __name__ == "__main__":
    main()
