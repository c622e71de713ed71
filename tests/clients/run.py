#!/usr/bin/env python3
"""Generates a client with each of three stacks from our live ?wsdl, and lets each hold the conversation of README.md.

usage: run.py --program build/dev/provisiond --work build/dev/clients [--results FILE] [-k REGEX]
"""

import argparse
import glob
import hashlib
import os
import re
import shutil
import ssl
import subprocess
import sys
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "support"))

from running import Program  # noqa: E402
from soap import PROVISIONING_PATH, USER_DATA_PATH  # noqa: E402

STEPS = ("add", "read_back", "search", "contacts", "modify", "lock", "passwords", "fault")
SCALARS = os.path.join(HERE, "scalars.tsv")
TIME_LIMIT = 180


class Failed(Exception):
    """A tool or a client that ended badly; the text is what it said."""


def run(command, **more):
    """Runs one command to its end; returns what it wrote, raises Failed when it did not succeed."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, timeout=TIME_LIMIT, **more)
    except subprocess.TimeoutExpired as error:
        raise Failed(f"{command[0]} did not end within {TIME_LIMIT} s") from error
    if done.returncode != 0:
        raise Failed(done.stdout[-4000:])
    return done.stdout


class Stack:
    """One way to make a client. `source` is our part of it; generate() runs only when it or a WSDL changed."""

    name = None
    source = None

    def __init__(self, work, server):
        self.folder, self.server = os.path.join(work, self.name), server

    def prepare(self):
        os.makedirs(self.folder, exist_ok=True)
        stamp = os.path.join(self.folder, "made-from")
        texts = {name: self._fetch(path) for name, path in (("Provisioning", PROVISIONING_PATH), ("UserData", USER_DATA_PATH))}
        with open(self.source, encoding="utf-8") as file:
            inputs = file.read() + "".join(re.sub(r'location="[^"]*"', "", text) for text in texts.values())
        digest = hashlib.sha256(inputs.encode()).hexdigest()
        if os.path.exists(stamp) and open(stamp).read() == digest:
            return
        shutil.rmtree(self.folder)
        os.makedirs(self.folder)
        for name, text in texts.items():
            with open(os.path.join(self.folder, name + ".wsdl"), "w", encoding="utf-8") as file:
                file.write(text)
        self.generate()
        with open(stamp, "w") as file:
            file.write(digest)

    def _fetch(self, path):
        context = ssl.create_default_context(cafile=self.server.certificate())
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
        with opener.open(self.server.url(path + "?wsdl", tls=True), timeout=30) as answer:
            return answer.read().decode("utf-8")

    def generate(self):
        raise NotImplementedError

    def converse(self):
        """Runs the client; returns what it wrote."""
        raise NotImplementedError


class Java(Stack):
    """wsimport and javac, over HTTPS with the development certificate in a trust store."""

    name = "java"
    source = os.path.join(HERE, "java", "Conversation.java")
    jars = os.pathsep.join(sorted(glob.glob("/usr/share/jaxws/lib/*.jar")))

    def generate(self):
        for wsdl, package in (("Provisioning", "provisioning"), ("UserData", "userdata")):
            run(["wsimport", "-Xnocompile", "-extension", "-quiet", "-p", package, "-s", self.folder, "-d", self.folder,
                 f"file:{self.folder}/{wsdl}.wsdl"])
        sources = glob.glob(f"{self.folder}/*/*.java") + [self.source]
        run(["javac", "-nowarn", "-encoding", "UTF-8", "-cp", self.jars, "-d", self.folder, *sources])

    def converse(self):
        trust = os.path.join(self.folder, "trust.p12")
        if os.path.exists(trust):
            os.unlink(trust)
        run(["keytool", "-importcert", "-noprompt", "-alias", "provisiond", "-file", self.server.certificate(),
             "-keystore", trust, "-storepass", "changeit", "-storetype", "PKCS12"])
        return run(["java", "-Dfile.encoding=UTF-8", f"-Djavax.net.ssl.trustStore={trust}",
                    "-Djavax.net.ssl.trustStorePassword=changeit", "-cp", self.folder + os.pathsep + self.jars,
                    "Conversation", self.server.url(tls=True), SCALARS])


class Mono(Stack):
    """wsdl and mcs, over HTTP: trusting a certificate would change this machine's certificate store."""

    name = "mono"
    source = os.path.join(HERE, "mono", "Conversation.cs")

    def generate(self):
        for name in ("Provisioning", "UserData"):
            run(["wsdl", f"-namespace:{name}", f"-out:{self.folder}/{name}.cs", f"{self.folder}/{name}.wsdl"])
        run(["mcs", f"-out:{self.folder}/Conversation.exe", "-r:System.Web.Services,System.Xml",
             f"{self.folder}/Provisioning.cs", f"{self.folder}/UserData.cs", self.source])

    def converse(self):
        return run(["mono", f"{self.folder}/Conversation.exe", self.server.url(), SCALARS])


class Zeep(Stack):
    """zeep reads the WSDL itself, over HTTPS."""

    name = "zeep"
    source = os.path.join(HERE, "zeep", "client.py")

    def generate(self):
        # Nothing to make: zeep builds its classes in memory, each time, from the live ?wsdl.
        pass

    def converse(self):
        # Debian's own Python has Debian's zeep; a python3 found earlier on the path need not.
        return run(["/usr/bin/python3", self.source, self.server.url(tls=True), self.server.certificate(), SCALARS])


def hold(stack):
    """(steps that went well, what went wrong or "")."""
    try:
        stack.prepare()
        output, trouble = stack.converse(), ""
    except Failed as failure:
        output = trouble = str(failure)
    done = [step for step in STEPS if f"ok {step}\n" in output]
    if not trouble and len(done) != len(STEPS):
        trouble = "ended early"
    return done, trouble


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default="build/dev/provisiond")
    parser.add_argument("--work", default="build/dev/clients")
    parser.add_argument("--results")
    parser.add_argument("-k", default="", metavar="REGEX", help="only clients whose name matches")
    options = parser.parse_args()
    if not os.access(options.program, os.X_OK):
        sys.exit(f"clients: no program at {options.program}; ./dev build makes it")
    stacks = [stack for stack in (Java, Mono, Zeep) if re.search(options.k, f"clients/{stack.name}")]
    work, lines, failed = os.path.abspath(options.work), [], False
    if stacks:
        data = os.path.join(work, "data")
        shutil.rmtree(data, ignore_errors=True)
        server = Program(options.program, data).start()
        try:
            for stack in stacks:
                done, trouble = hold(stack(work, server))
                lines += [f"passed clients/{stack.name}/{step} 1" for step in done]
                print(f"  {'failed' if trouble else 'passed'}  clients/{stack.name}  {', '.join(done)}", flush=True)
                if trouble:
                    failed = True
                    missed = next((step for step in STEPS if step not in done), "end")
                    lines.append(f"failed clients/{stack.name}/{missed} 1")
                    print("    " + trouble.strip().replace("\n", "\n    "), flush=True)
        finally:
            server.kill()
    if options.results:
        with open(options.results, "w") as file:
            file.write("".join(line + "\n" for line in lines))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
