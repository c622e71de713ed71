#!/usr/bin/env python3
"""wsdl2h and soapcpp2: from the WSDLs to C++ in a folder. A file is rewritten only when its content changes.

make_soap_stubs.py OUT PARTS WSDL...
PARTS is how many soapC_NNN.cpp the build compiles; unused ones are written empty.
"""

import fcntl
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
GSOAP = pathlib.Path(os.environ.get("GSOAP_SHARE", "/usr/share/gsoap"))


def run(command, folder):
    done = subprocess.run(command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stdout}")


def without_forms(folder, wsdl):
    """A copy whose elements leave their form to the schema's default, which is the same; said by the element, it would
    become part of the member's name."""
    copy = folder / wsdl.name
    copy.write_text(re.sub(r' form="(un)?qualified"', "", wsdl.read_text(encoding="utf-8")), encoding="utf-8")
    return copy.name


def remove_swallower(api):
    """The root type gets a member that swallows the first unknown child of every class unseen."""
    text, swallowers = re.subn(r"^ *_XML +__item *;.*\n", "", api.read_text(), flags=re.MULTILINE)
    if swallowers == 0:
        raise SystemExit("api.h: xsd__anyType has no _XML __item any more; see toolchain.md 4.7")
    api.write_text(text)


def generate(folder, wsdls):
    # wsdl2h reads only the last -t, so gSOAP's own typemap and ours become one file.
    typemap = (GSOAP / "WS/typemap.dat").read_text() + (HERE / "prefixes.dat").read_text()
    (folder / "typemap.dat").write_text(typemap)
    copies = [without_forms(folder, wsdl) for wsdl in wsdls]
    run(["wsdl2h", "-c++17", "-L", "-x", "-p", "-t", "typemap.dat", "-o", "api.h", *copies], folder)
    for copy in copies:
        (folder / copy).unlink()
    remove_swallower(folder / "api.h")
    flags = ["-c++17", "-j", "-S", "-L", "-w", "-x", "-f", "100"]
    run(["soapcpp2", *flags, f"-I{GSOAP}/import:{GSOAP}", "api.h"], folder)


def add_namespaces(folder):
    # libgsoap wants one table of that name in every program; both bindings' tables are the same.
    name = sorted(folder.glob("*.nsmap"))[0].name
    (folder / "namespaces.cpp").write_text(f'#include "soapH.h"\n#include "{name}"\n')


def pad(folder, parts):
    names = {f"soapC_{number:03}.cpp" for number in range(1, parts + 1)}
    made = {path.name for path in folder.glob("soapC_*.cpp")}
    if made - names:
        raise SystemExit(f"soapcpp2 made {len(made)} parts: raise SOAP_PARTS in generated/soap.cmake")
    for name in names - made:
        (folder / name).write_text("// Nothing is left for this part.\n")


def publish(folder, out):
    for path in folder.iterdir():
        target = out / path.name
        if not target.exists() or target.read_bytes() != path.read_bytes():
            shutil.copyfile(path, target)


def main(out, parts, *wsdls):
    out = pathlib.Path(out)
    out.mkdir(parents=True, exist_ok=True)
    # Several build presets share the folder and may run at once.
    with open(out / ".lock", "w") as lock, tempfile.TemporaryDirectory() as folder:
        fcntl.flock(lock, fcntl.LOCK_EX)
        generate(pathlib.Path(folder), [pathlib.Path(wsdl).resolve() for wsdl in wsdls])
        pad(pathlib.Path(folder), int(parts))
        add_namespaces(pathlib.Path(folder))
        publish(pathlib.Path(folder), out)


if __name__ == "__main__":
    if len(sys.argv) < 4:
        raise SystemExit(__doc__.strip())
    main(*sys.argv[1:])
