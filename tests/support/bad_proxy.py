"""A TCP proxy in front of a healthy server, which misbehaves as it is told while it runs.

For http and ldap it ends TLS and speaks plainly to the server, so that it can cut, hold and replace what is inside. For
mysql, where TLS begins later, it hands everything through and stands in the way of the greeting."""

import contextlib
import os
import select
import socket
import ssl
import struct
import threading
import time

HEALTHY = "healthy"
REFUSED = "connection refused"
BLACK_HOLE = "black hole"
DRIP = "one byte a second"
LATE = "answer after the deadline"
ERROR = "protocol error"
GARBAGE = "garbage"
EXPIRED = "expired certificate"
HALF_CLOSE = "half close"
FAULTS = (REFUSED, BLACK_HOLE, DRIP, LATE, ERROR, GARBAGE, EXPIRED, HALF_CLOSE)
# The request is carried out and only its answer suffers. Where the proxy understands, questions are answered as ever,
# so that the answer which suffers is that to a change.
OF_ANSWERS = (DRIP, LATE, GARBAGE, HALF_CLOSE)


class Http:
    """As an error: 502 to every request."""

    def __init__(self):
        self.received = b""

    @staticmethod
    def is_question(data):
        """None: the rest of what came before."""
        if data.startswith(b"GET "):
            return True
        return b"/ConnectorService/lookup" in data if data.split(b" ")[0].isupper() else None

    def errors(self, data):
        self.received += data
        while b"\r\n\r\n" in self.received:
            head, _, rest = self.received.partition(b"\r\n\r\n")
            length = next((int(line.split(b":")[1]) for line in head.split(b"\r\n")
                           if line.lower().startswith(b"content-length:")), 0)
            if len(rest) < length:
                return
            self.received = rest[length:]
            yield b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"


class Ldap:
    """As an error: result 52, unavailable, to every request."""

    responses = {0x60: 0x61, 0x63: 0x65, 0x66: 0x67, 0x68: 0x69, 0x4A: 0x6B, 0x6C: 0x6D, 0x77: 0x78}

    def __init__(self):
        self.received = b""

    @classmethod
    def is_question(cls, data):
        """Binds and searches."""
        if not (place := cls.element(data)):
            return None
        message = data[place[0]:place[1]]
        return message[cls.element(message)[1]] in (0x60, 0x63)

    @staticmethod
    def element(data):
        """Where the content of the BER element in front begins and ends; None while it is not whole."""
        if len(data) < 2:
            return None
        begin, length = 2, data[1]
        if length & 0x80:
            begin += length & 0x7F
            if len(data) < begin:
                return None
            length = int.from_bytes(data[2:begin], "big")
        return (begin, begin + length) if len(data) >= begin + length else None

    def errors(self, data):
        self.received += data
        while place := self.element(self.received):
            message, self.received = self.received[place[0]:place[1]], self.received[place[1]:]
            number_end = self.element(message)[1]
            response = self.responses.get(message[number_end])
            if response is None:  # An unbind or abandon, which has no answer.
                continue
            result = bytes([response, 7]) + b"\x0a\x01\x34\x04\x00\x04\x00"
            yield bytes([0x30, number_end + len(result)]) + message[:number_end] + result


class Mysql:
    """As an error: what a server that is full says in place of its greeting."""

    payload = b"\xff" + struct.pack("<H", 1040) + b"#08004Too many connections"
    refusal = struct.pack("<I", len(payload))[:3] + b"\x00" + payload

    @staticmethod
    def is_question(_):
        return False

    @staticmethod
    def read_packet(one):
        """One, and not what may come after it."""
        head = one.recv(4, socket.MSG_WAITALL)
        return head + one.recv(int.from_bytes(head[:3], "little"), socket.MSG_WAITALL)


PROTOCOLS = {"http": Http, "ldap": Ldap, "mysql": Mysql}


class BadProxy:
    """Serves until stop(). `mode` is one of the words above, and counts at once for all connections, also those that
    are open; becoming healthy closes these."""

    late_seconds = 2.5
    resets = False  # also for a new certificate, which otherwise comes with an orderly end

    def __init__(self, port, protocol, certificates):
        self.target, self.protocol = port, protocol
        self.contexts = {}
        for name, files in (("good", certificates.good), ("expired", certificates.expired)):
            self.contexts[name] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.contexts[name].load_cert_chain(*files)
        self.lock, self.generation, self.listener, self.port = threading.Lock(), 0, None, 0
        self.open = []  # the generation of each connection
        self._mode = HEALTHY
        self._listen()

    @property
    def mode(self):
        return self._mode

    @mode.setter
    def mode(self, mode):
        with self.lock:
            self._mode = mode
            # Others go wrong on connections that were good until now.
            if mode in (HEALTHY, REFUSED, EXPIRED) or (mode == ERROR and self.protocol == "mysql"):
                self.generation += 1
            if mode == REFUSED:
                self._close()
            elif self.listener is None:
                self._listen()
        while any(generation < self.generation for generation in list(self.open)):
            time.sleep(0.01)

    def stop(self):
        with self.lock:
            self.generation += 1
            self._close()

    def _listen(self):
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.listener.bind(("127.0.0.1", self.port))
        self.listener.listen(64)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def _close(self):
        if self.listener is not None:
            # Wakes accept(), which close() alone does not.
            self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
            self.listener = None

    def _accept(self, listener):
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client, self.generation), daemon=True).start()

    def _serve(self, client, generation):
        self.open.append(generation)
        try:
            client.settimeout(5)
            mode = self.mode
            if mode == BLACK_HOLE:
                while self.generation == generation:
                    time.sleep(0.02)
            elif mode == ERROR and self.protocol == "mysql":
                return client.sendall(Mysql.refusal)
            else:
                client = self._begin(client, mode)
                with socket.create_connection(("127.0.0.1", self.target), 5) as server:
                    Connection(self, client, server, generation).run()
            # A reset, which nobody takes for an orderly end.
            if self.resets or self.mode != EXPIRED:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        except OSError:
            pass  # The client gave up, or the server behind is gone.
        finally:
            with contextlib.suppress(OSError):
                client.close()
            self.open.remove(generation)

    def _begin(self, client, mode):
        """The client with TLS, where that is ours to do."""
        context = self.contexts["expired" if mode == EXPIRED else "good"]
        if self.protocol == "mysql":
            if mode != EXPIRED:
                return client
            # The server's own greeting, the client's wish for TLS, and then the wrong certificate.
            with socket.create_connection(("127.0.0.1", self.target), 5) as server:
                client.sendall(Mysql.read_packet(server))
            Mysql.read_packet(client)
        return context.wrap_socket(client, server_side=True)


class Connection:
    """One connection, handled by one thread, because TLS takes no two."""

    def __init__(self, proxy, client, server, generation):
        self.proxy, self.client, self.server, self.generation = proxy, client, server, generation
        self.protocol = PROTOCOLS[proxy.protocol]()
        self.is_question = False  # what the client sent last
        self.held, self.since = b"", 0.0
        self.is_half_closed = False

    def run(self):
        while self.proxy.generation == self.generation:
            if self._readable(self.client) and not self._from_client():
                return
            if self._readable(self.server, 0) and not self._from_server():
                return
            self._release()

    def _readable(self, one, seconds=0.02):
        if isinstance(one, ssl.SSLSocket) and one.pending():
            return True
        both = [self.client, self.server] if seconds else [one]
        return one in select.select(both, [], [], seconds)[0]

    def _from_client(self):
        data = self.client.recv(65536)
        if not data:
            return False
        is_question = self.protocol.is_question(data)
        self.is_question = self.is_question if is_question is None else is_question
        mode = self.proxy.mode
        if mode == ERROR:
            for answer in self.protocol.errors(data):
                self.client.sendall(answer)
        elif mode != BLACK_HOLE and not self.is_half_closed:
            self.server.sendall(data)
        return True

    def _from_server(self):
        data = self.server.recv(65536)
        if not data:
            return False
        mode = HEALTHY if self.is_question and self.proxy.mode in OF_ANSWERS else self.proxy.mode
        if mode in (DRIP, LATE):
            self.since = self.since if self.held else time.monotonic()
            self.held += data
        elif mode == GARBAGE:
            self.client.sendall(os.urandom(max(64, len(data))))
        elif mode == HALF_CLOSE and not self.is_half_closed:
            # Not even what HTTP calls a status line.
            self.client.sendall(data[:8])
            # Below TLS, which would say goodbye.
            socket.socket.shutdown(self.client, socket.SHUT_WR)
            self.is_half_closed = True
        elif mode not in (BLACK_HOLE, HALF_CLOSE):
            self.client.sendall(data)
        return True

    def _release(self):
        """What is held back and has waited long enough."""
        waited = time.monotonic() - self.since
        if self.held and self.proxy.mode == DRIP and waited >= 1:
            self.client.sendall(self.held[:1])
            self.held, self.since = self.held[1:], time.monotonic()
        elif self.held and self.proxy.mode != DRIP and waited >= self.proxy.late_seconds:
            self.client.sendall(self.held)
            self.held = b""
