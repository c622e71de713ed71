#!/usr/bin/env python3
"""Keeps the code in docs/clients/*.md the same as in the programs of tests/clients.

client_docs.py          exit status 1, naming the pages, when one differs
client_docs.py --write  writes the pages anew

A page says where a block comes from in a comment before it: <!-- tests/clients/java/make-proxy.sh -->. The block is what
stands there between lines that hold "docs: begin" and "docs: end".
"""

import pathlib
import re
import sys
import textwrap

ROOT = pathlib.Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"(<!-- (?P<path>tests/clients/\S+) -->\n```\w*\n).*?(?=^```$)", re.DOTALL | re.MULTILINE)


def excerpt(path):
    text = (ROOT / path).read_text(encoding="utf-8")
    parts = re.findall(r"^[^\n]*docs: begin\n(.*?)^[^\n]*docs: end$", text, re.DOTALL | re.MULTILINE)
    if not parts:
        raise SystemExit(f"{path} has no lines between 'docs: begin' and 'docs: end'")
    return "\n".join(textwrap.dedent(part).strip("\n") + "\n" for part in parts)


def renewed(page):
    text, blocks = BLOCK.subn(lambda found: found.group(1) + excerpt(found.group("path")), page)
    return text, blocks


def main(arguments):
    if arguments not in ([], ["--write"]):
        raise SystemExit(__doc__.strip())
    pages = sorted(path for path in (ROOT / "docs/clients").glob("*.md") if path.name != "README.md")
    stale = []
    for path in pages:
        page = path.read_text(encoding="utf-8")
        text, blocks = renewed(page)
        if blocks == 0:
            raise SystemExit(f"{path.relative_to(ROOT)} has no block that comes from tests/clients")
        if text == page:
            continue
        if arguments:
            path.write_text(text, encoding="utf-8")
        else:
            stale.append(str(path.relative_to(ROOT)))
    if not pages:
        raise SystemExit("docs/clients has no pages")
    if stale:
        raise SystemExit(f"differ from tests/clients, run ./dev interop --write-docs: {', '.join(stale)}")


if __name__ == "__main__":
    main(sys.argv[1:])
