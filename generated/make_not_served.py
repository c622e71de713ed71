#!/usr/bin/env python3
"""From the contract's operations and the list of those that we serve to one C++ class a service, which answers all
others with a fault. An endpoint derives from it, so that an operation that is on the list and has no code is a
compile error; so is one that has code and is not on the list (its class there is final).

make_not_served.py SERVED OUT
"""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "wsdl"))
import contract_tables  # noqa: E402

HEADER = """// Made by generated/make_not_served.py from wsdl/contract/operations.tsv and src/soap/served_operations.txt.
#pragma once

#include "soap/not_served.h"
"""


def read_served(path):
    lines = (line.split("#")[0].split() for line in path.read_text().splitlines())
    return {tuple(words) for words in lines if words}


def write_class(service, served):
    stub = f"{service.properties['wsdl_binding_name']}Service"
    prefix = contract_tables.PREFIXES[service.namespace]
    name = f"{service.name}NotServed"
    out = [f'#include "soap/soap{stub}.h"', "", "namespace idm::soap {", ""]
    out += [f"class {name} : public {stub} {{", " public:", f"  using {stub}::{stub};"]
    for operation in service.operations:
        if (service.name, operation.name) in served:
            continue
        arguments = f"{prefix}__{operation.request}*, {prefix}__{operation.response}&"
        out += [f"  int {operation.name}({arguments}) final {{", f'    return not_served(soap, "{operation.name}");', "  }"]
    return "\n".join(out + ["};", "", "}  // namespace idm::soap", ""])


def main(served_file, out):
    services = contract_tables.services()
    served = read_served(pathlib.Path(served_file))
    known = {(service.name, operation.name) for service in services for operation in service.operations}
    if served - known:
        raise SystemExit(f"{served_file}: the contract has no {sorted(served - known)}")
    text = "\n".join([HEADER] + [write_class(service, served) for service in services])
    out = pathlib.Path(out)
    if not out.exists() or out.read_text() != text:
        out.write_text(text)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__.strip())
    main(*sys.argv[1:])
