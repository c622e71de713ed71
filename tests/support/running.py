"""Programs that tests start and stop: provisiond itself, and a MariaDB of their own."""

import os
import shutil
import signal
import subprocess
import time


class DidNotStart(Exception):
    """A program was not ready in time; the text ends with what it said."""


def wait_until(ready, seconds, step=0.02):
    """Waits until ready() is true; returns whether it became so in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if ready():
            return True
        time.sleep(step)
    return ready()


def tail(path, lines=25):
    try:
        with open(path, errors="replace") as file:
            return "".join(file.readlines()[-lines:])
    except OSError:
        return ""


class Program:
    """One `provisiond serve` on free loopback ports.

    It writes DATA/provisiond.ports once it is ready; from there come the addresses."""

    def __init__(self, binary, data, database=None, options=()):
        self.binary, self.data, self.database = os.path.abspath(binary), os.path.abspath(data), database
        self.options = list(options)
        self.log = os.path.join(self.data, "provisiond.log")
        self.process = None
        self.http_port = self.https_port = None
        os.makedirs(self.data, exist_ok=True)

    def command(self):
        command = [self.binary, "serve", "--data", self.data, "--listen", "127.0.0.1:0"]
        command += ["--listen-tls", "127.0.0.1:0"]
        if self.database:
            command += ["--database", self.database]
        return command + self.options

    def start(self, seconds=60):
        """Starts it and waits until it serves; 60 s leave room for a sanitizer's first migration."""
        ports = os.path.join(self.data, "provisiond.ports")
        if os.path.exists(ports):
            os.unlink(ports)
        with open(self.log, "a") as log:
            self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log)

        def has_ports():
            if self.process.poll() is not None:
                return True
            return os.path.exists(ports) and len(self._read_ports(ports)) >= 2

        if not wait_until(has_ports, seconds) or self.process.poll() is not None:
            self.kill()
            raise DidNotStart(f"{' '.join(self.command())} did not start:\n{tail(self.log)}")
        found = self._read_ports(ports)
        self.http_port, self.https_port = found["http"], found["https"]
        return self

    @staticmethod
    def _read_ports(path):
        with open(path) as file:
            pairs = [line.strip().split("=", 1) for line in file if line.endswith("\n") and "=" in line]
        return {name: int(port) for name, port in pairs}

    def url(self, path="", tls=False):
        if tls:
            return f"https://127.0.0.1:{self.https_port}{path}"
        return f"http://127.0.0.1:{self.http_port}{path}"

    def certificate(self):
        """The development certificate in the data folder."""
        for folder, _, names in sorted(os.walk(self.data)):
            for name in sorted(names):
                path = os.path.join(folder, name)
                if name.endswith((".pem", ".crt", ".cert")):
                    with open(path, errors="replace") as file:
                        if "BEGIN CERTIFICATE" in file.read():
                            return path
        raise FileNotFoundError(f"no certificate below {self.data}")

    def resident_bytes(self):
        with open(f"/proc/{self.process.pid}/status") as file:
            for line in file:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) * 1024
        return 0

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def terminate(self, seconds=10):
        """SIGTERM; returns (exit status, seconds it took)."""
        begin = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(seconds)
        return status, time.monotonic() - begin

    def kill(self):
        """kill -9, if it still runs."""
        if self.alive():
            self.process.kill()
        if self.process is not None:
            self.process.wait()


class MariaDb:
    """A MariaDB of its own in `folder`, on a unix socket and a loopback port; full durability."""

    def __init__(self, folder, port, options=()):
        """`options` are mariadbd's."""
        self.folder, self.port, self.options = os.path.abspath(folder), port, options
        self.data = os.path.join(self.folder, "data")
        # A unix socket's path may be no longer than 107 bytes, which a deep checkout exceeds.
        self.runtime = f"/tmp/provisiond-mariadb-{os.getpid()}-{port}"
        self.socket = os.path.join(self.runtime, "s")
        self.log = os.path.join(self.folder, "mariadbd.log")
        self.process = None

    def install(self):
        os.makedirs(self.folder, exist_ok=True)
        command = ["mariadb-install-db", "--no-defaults", f"--datadir={self.data}", "--skip-test-db"]
        command += ["--auth-root-authentication-method=normal", f"--tmpdir={self.folder}"] + self._as_root()
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            raise DidNotStart(f"mariadb-install-db failed:\n{done.stdout[-3000:]}")
        return self

    @staticmethod
    def _as_root():
        return ["--user=root"] if os.getuid() == 0 else []

    def start(self, seconds=60):
        os.makedirs(self.runtime, exist_ok=True)
        binary = shutil.which("mariadbd") or "/usr/sbin/mariadbd"
        command = [binary, "--no-defaults", f"--datadir={self.data}", f"--socket={self.socket}"]
        # In a shared one a server that starts deletes the temporary tables of the others.
        command += [f"--tmpdir={self.folder}"]
        command += [f"--port={self.port}", "--bind-address=127.0.0.1", f"--pid-file={self.runtime}/pid"]
        command += ["--character-set-server=utf8mb4", "--collation-server=utf8mb4_unicode_ci"]
        command += ["--innodb-flush-log-at-trx-commit=1", "--max-connections=300", *self._as_root()]
        command += self.options
        with open(self.log, "a") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        if not wait_until(lambda: self.process.poll() is not None or self._answers(), seconds, 0.1):
            self.kill()
        if self.process.poll() is not None:
            raise DidNotStart(f"mariadbd did not start:\n{tail(self.log)}")
        return self

    def _answers(self):
        return self._client("SELECT 1").returncode == 0

    def _client(self, statement, database=""):
        command = ["mariadb", "--no-defaults", f"--socket={self.socket}", "-u", "root", "-N", "-B"]
        return subprocess.run(command + ["-e", statement] + ([database] if database else []),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def query(self, statement, database=""):
        """The rows, as lists of texts."""
        done = self._client(statement, database)
        if done.returncode != 0:
            raise RuntimeError(f"{statement}: {done.stderr}")
        return [line.split("\t") for line in done.stdout.splitlines()]

    def create(self, name):
        """An empty database and a user for it; returns the URL for --database."""
        self.query(f"CREATE DATABASE `{name}` CHARACTER SET utf8mb4")
        self.query("CREATE USER IF NOT EXISTS 'idm'@'localhost' IDENTIFIED BY 'idm-secret';"
                   "CREATE USER IF NOT EXISTS 'idm'@'127.0.0.1' IDENTIFIED BY 'idm-secret';"
                   f"GRANT ALL ON `{name}`.* TO 'idm'@'localhost';GRANT ALL ON `{name}`.* TO 'idm'@'127.0.0.1'")
        return f"mysql://idm:idm-secret@/{name}?socket={self.socket}"

    def stop(self):
        """An orderly end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self):
        if self.process is not None:
            if self.process.poll() is None:
                self.process.kill()
            self.process.wait()

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self.runtime, ignore_errors=True)
