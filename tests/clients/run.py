#!/usr/bin/env python3
"""Makes a client with each of several SOAP stacks from our live ?wsdl, and lets each hold the conversation of README.md.

usage: run.py --program build/dev/provisiond --work build/dev/clients [--results FILE] [-k REGEX] [--client NAME]...
"""

import argparse
import collections
import glob
import hashlib
import os
import re
import shutil
import ssl
import subprocess
import sys
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(HERE, "..", "support"))

from running import Program  # noqa: E402
from soap import PROVISIONING_PATH, USER_DATA_PATH  # noqa: E402

STEPS = ("example", "dependents", "add", "read_back", "search", "contacts", "modify", "lock", "passwords", "any_type",
         "failures", "fault")
FIELDS = os.path.join(HERE, "fields.tsv")
WSDLS = {"Provisioning": PROVISIONING_PATH, "UserData": USER_DATA_PATH}
TIME_LIMIT = 300


class Failed(Exception):
    """A tool or a client that ended badly; the text is what it said."""


def run(command, **more):
    """Runs one command to its end; returns what it wrote, raises Failed when it did not succeed."""
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment.update(more.pop("environment", {}), PYTHONDONTWRITEBYTECODE="1")
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              encoding="utf-8", errors="replace", timeout=TIME_LIMIT, env=environment, **more)
    except subprocess.TimeoutExpired as error:
        raise Failed(f"{command[0]} did not end within {TIME_LIMIT} s") from error
    except OSError as error:
        raise Failed(f"{command[0]}: {error.strerror}; ./dev install clients installs it") from error
    if done.returncode != 0:
        raise Failed(done.stdout[-6000:])
    return done.stdout


class Stack:
    """One way to make a client. `source` is our program; proxies are made anew only when a WSDL or make-proxy.sh changed,
    the program only when these, its folder or the fields did."""

    name = None
    source = None
    steps = STEPS

    def __init__(self, work, server):
        self.folder, self.server = os.path.join(work, self.name), server
        self.make_proxy = os.path.join(HERE, self.name, "make-proxy.sh")

    def prepare(self):
        texts = {name: self._fetch(path) for name, path in WSDLS.items()}
        proxies = self._digest([re.sub(r'location="[^"]*"', "", text) for text in texts.values()], self.make_proxy)
        if not self._is("proxies-made-from", proxies):
            shutil.rmtree(self.folder, ignore_errors=True)
            os.makedirs(self.folder)
            for name, text in texts.items():
                with open(os.path.join(self.folder, name + ".wsdl"), "w", encoding="utf-8") as file:
                    file.write(text)
            self.generate()
            self._mark("proxies-made-from", proxies)
        program = self._digest([proxies], *sorted(glob.glob(f"{os.path.dirname(self.source)}/*.*")), FIELDS)
        if not self._is("program-made-from", program):
            self.build()
            self._mark("program-made-from", program)

    def _fetch(self, path):
        context = ssl.create_default_context(cafile=self.server.certificate())
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
        with opener.open(self.server.url(path + "?wsdl", tls=True), timeout=30) as answer:
            return answer.read().decode("utf-8")

    @staticmethod
    def _digest(texts, *paths):
        digest = hashlib.sha256("".join(texts).encode())
        for path in paths:
            if os.path.exists(path):
                with open(path, "rb") as file:
                    digest.update(file.read())
        return digest.hexdigest()

    def _is(self, stamp, digest):
        path = os.path.join(self.folder, stamp)
        if not os.path.exists(path):
            return False
        with open(path, encoding="utf-8") as file:
            return file.read() == digest

    def _mark(self, stamp, digest):
        with open(os.path.join(self.folder, stamp), "w", encoding="utf-8") as file:
            file.write(digest)

    def generate(self):
        """Proxies from the live ?wsdl. Stacks that read it at run time have no make-proxy.sh."""
        if os.path.exists(self.make_proxy):
            ccache = "/usr/lib/ccache" + os.pathsep + os.environ["PATH"]
            run(["sh", self.make_proxy], cwd=self.folder,
                environment={"ESB": self.server.url("/openiam-idm-esb/idmsrvc"), "PATH": ccache})

    def build(self):
        """The program, where it must be compiled."""

    def converse(self):
        """Runs the client; returns what it wrote."""
        raise NotImplementedError


class Java(Stack):
    """wsimport and javac, over HTTPS with the development certificate in a trust store."""

    name = "java"
    source = os.path.join(HERE, "java", "Conversation.java")
    jars = "/usr/share/jaxws/lib/*"

    def build(self):
        run(["javac", "-nowarn", "-encoding", "UTF-8", "-cp", self.folder + os.pathsep + self.jars, "-d", self.folder,
             *glob.glob(f"{HERE}/java/*.java")])

    def converse(self):
        trust = os.path.join(self.folder, "trust.p12")
        if os.path.exists(trust):
            os.unlink(trust)
        run(["keytool", "-importcert", "-noprompt", "-alias", "provisiond", "-file", self.server.certificate(),
             "-keystore", trust, "-storepass", "changeit", "-storetype", "PKCS12"])
        return run(["java", "-Dfile.encoding=UTF-8", f"-Djavax.net.ssl.trustStore={trust}",
                    "-Djavax.net.ssl.trustStorePassword=changeit", "-cp", self.folder + os.pathsep + self.jars,
                    "Conversation", self.server.url(tls=True), FIELDS])


class Mono(Stack):
    """wsdl and mcs, over HTTP: trusting a certificate would change this machine's certificate store."""

    name = "mono"
    source = os.path.join(HERE, "mono", "Conversation.cs")

    def build(self):
        run(["mcs", "-out:Conversation.exe", "-r:System.Web.Services,System.Xml,Proxies.dll", self.source], cwd=self.folder)

    def converse(self):
        return run(["mono", f"{self.folder}/Conversation.exe", self.server.url(), FIELDS])


class Zeep(Stack):
    """Debian's own Python has Debian's zeep; a python3 found earlier on the path need not."""

    name = "zeep"
    source = os.path.join(HERE, "zeep", "client.py")

    def converse(self):
        return run(["/usr/bin/python3", self.source, self.server.url(tls=True), self.server.certificate(), FIELDS])


class Php(Stack):
    name = "php"
    source = os.path.join(HERE, "php", "conversation.php")

    def converse(self):
        return run(["php", self.source, self.server.url(tls=True), self.server.certificate(), FIELDS])


class Perl(Stack):
    """Debian's own Perl has Debian's SOAP::Lite."""

    name = "perl"
    source = os.path.join(HERE, "perl", "conversation.pl")

    def converse(self):
        return run(["/usr/bin/perl", self.source, self.server.url(tls=True), self.server.certificate(), FIELDS])


class Node(Stack):
    """The packages of node/package-lock.json, which scripts/install-packages.sh puts into build/node-clients."""

    name = "node"
    source = os.path.join(HERE, "node", "conversation.js")
    modules = os.path.join(ROOT, "build", "node-clients", "node_modules")

    def converse(self):
        if not os.path.isdir(self.modules):
            raise Failed(f"there is no {self.modules}; ./dev install clients makes it")
        return run(["node", self.source, self.server.url(tls=True), FIELDS],
                   environment={"NODE_PATH": self.modules, "NODE_EXTRA_CA_CERTS": self.server.certificate()})


class Gsoap(Stack):
    """wsdl2h, soapcpp2 and g++. It has no reflection, so the fields become macro calls."""

    name = "gsoap"
    source = os.path.join(HERE, "gsoap", "conversation.cpp")
    prefixes = collections.defaultdict(lambda: "udto", address="cont", emailAddress="cont", phone="cont")

    def build(self):
        self._write_fields()
        flags = run(["pkg-config", "--cflags", "gsoapssl++"]).split()
        libraries = run(["pkg-config", "--libs", "gsoapssl++"]).split() + ["-lssl", "-lcrypto", "-lz"]
        run(["g++", "-std=c++17", "-I.", *flags, "-c", "-o", "conversation.o", self.source], cwd=self.folder)
        objects = [os.path.basename(path) for path in glob.glob(f"{self.folder}/soap*.o")]
        run(["g++", "-o", "conversation", "conversation.o", *objects, *libraries], cwd=self.folder)

    def _write_fields(self):
        lines = collections.defaultdict(list)
        with open(FIELDS, encoding="utf-8") as file:
            for owner, field, _, value in (line.rstrip("\n").split("\t") for line in file):
                # A member with the name of its own type ends in an underscore.
                member = f"{self.prefixes[owner]}__{field}" + ("_" if field == owner else "")
                value = value.replace("\\", "\\\\").replace('"', '\\"')
                lines[owner].append(f'FIELD({member}, "{value}")\n')
        os.makedirs(os.path.join(self.folder, "fields"), exist_ok=True)
        for owner, text in lines.items():
            with open(os.path.join(self.folder, "fields", owner + ".inc"), "w", encoding="utf-8") as file:
                file.writelines(text)

    def converse(self):
        return run([f"{self.folder}/conversation", self.server.url(tls=True), self.server.certificate()])


class Older(Stack):
    """zeep again, with WSDLs as other OpenIAM releases published them: what those have and lack is their conversation."""

    name = "older"
    source = os.path.join(HERE, "older", "client.py")
    steps = ("older", "later")

    def converse(self):
        return run(["/usr/bin/python3", self.source, self.server.url(tls=True), self.server.certificate(), self.folder])


STACKS = (Java, Mono, Zeep, Php, Perl, Node, Gsoap, Older)


def hold(stack):
    """(steps that went well, what went wrong or "")."""
    try:
        stack.prepare()
        output, trouble = stack.converse(), ""
    except Failed as failure:
        output = trouble = str(failure)
    done = [step for step in stack.steps if f"ok {step}\n" in output]
    if not trouble and len(done) != len(stack.steps):
        trouble = "ended early\n" + output[-2000:]
    return done, trouble


def report(stack, server, work):
    """Lets one stack hold its conversation, prints how it went; returns its lines for the results file."""
    begin = time.monotonic()
    done, trouble = hold(stack(work, server))
    word, seconds = "failed" if trouble else "passed", time.monotonic() - begin
    print(f"  {word}  clients/{stack.name}  {len(done)} of {len(stack.steps)} steps, {seconds:.1f} s", flush=True)
    lines = [f"passed clients/{stack.name}/{step} 1" for step in done]
    if trouble:
        missed = [step for step in stack.steps if step not in done] or ["end"]
        lines += [f"failed clients/{stack.name}/{step} 1" for step in missed]
        told = [line for line in trouble.strip().splitlines() if not line.startswith("ok ")]
        print("    " + "\n    ".join(told), flush=True)
    return lines


def chosen(options):
    named = {stack.name: stack for stack in STACKS}
    unknown = sorted(set(options.client) - set(named))
    if unknown:
        sys.exit(f"clients: there is no client {', '.join(unknown)}; there are {', '.join(named)}")
    stacks = [named[name] for name in options.client] if options.client else STACKS
    return [stack for stack in stacks if re.search(options.k, f"clients/{stack.name}")]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default="build/dev/provisiond")
    parser.add_argument("--work", default="build/dev/clients")
    parser.add_argument("--results")
    parser.add_argument("-k", default="", metavar="REGEX", help="only clients whose name matches")
    parser.add_argument("--client", action="append", default=[], metavar="NAME",
                        help=f"only this one: {', '.join(stack.name for stack in STACKS)}; may be repeated")
    options = parser.parse_args()
    if not os.access(options.program, os.X_OK):
        sys.exit(f"clients: no program at {options.program}; ./dev build makes it")
    stacks, work, lines = chosen(options), os.path.abspath(options.work), []
    if stacks:
        data = os.path.join(work, "data")
        shutil.rmtree(data, ignore_errors=True)
        server = Program(options.program, data).start()
        try:
            for stack in stacks:
                lines += report(stack, server, work)
        finally:
            server.kill()
    if options.results:
        with open(options.results, "w", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in lines)
    sys.exit(1 if any(line.startswith("failed") for line in lines) else 0)


if __name__ == "__main__":
    main()
