"""Limits hold before memory is spent: hostile bodies, many at once, and a server no larger afterwards."""

import gzip
import http.client
import threading

from people import plain
from soap import PROVISIONING_PATH, Client, envelope, search
from stage import Journey, unique

MEBIBYTE = 1 << 20
GROWTH = 24 * MEBIBYTE  # of the whole process, under sixteen such requests at a time


def inside(xml):
    return envelope(f"<p:addUser><user>{xml}</user></p:addUser>").encode()


def names():
    """350,000 different ones, 64 to a tag."""
    tags = ("<b " + " ".join(f"a{n}=''" for n in range(start, start + 64)) + "/>" for start in range(0, 350000, 64))
    header = "<soap:Header>" + "".join(tags) + "</soap:Header>"
    return envelope("<p:lockUser/>").replace("<soap:Body>", header + "<soap:Body>").encode()


def entity_bomb():
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "boom">{entities}]><x>&e11;</x>'.encode()


HOSTILE = {
    # name: (body, headers, what the answer says)
    "a gzip bomb": (gzip.compress(b" " * (512 * MEBIBYTE // 4), 9), {"Content-Encoding": "gzip"}, None),
    "an entity bomb": (entity_bomb(), {}, "DOCTYPE"),
    "an external entity": (b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>', {}, "DOCTYPE"),
    "deep nesting": (inside("<a>" * 100000), {}, "max_depth|deep|not known"),
    "many elements": (inside("<phones/>" * 200000), {}, "max_elements|elements|phones"),
    "many attributes": (inside("<a " + " ".join(f'a{n}="1"' for n in range(100000)) + "/>"), {}, "attributes"),
    "many names": (names(), {}, "one new name too many"),
    "a long name": (inside("<" + "n" * 2000000 + "/>"), {}, "name|long|not known"),
    "a long text": (inside("<u:nickname xmlns:u='urn:idm.openiam.org/srvc/user/dto'>" + "t" * 3500000 + "</u:nickname>"),
                    {}, "nickname|text|long"),
}


class Limits(Journey):
    databases = ("sqlite",)

    def setUp(self):
        self.server = self.stage.server(self.database)

    def post(self, body, headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.http_port, timeout=30)
        try:
            connection.request("POST", PROVISIONING_PATH, body, dict(headers, **{"Content-Type": "text/xml"}))
            answer = connection.getresponse()
            return answer.status, answer.read().decode("utf-8", "replace")
        except (BrokenPipeError, ConnectionResetError):
            return 413, ""  # refused and closed while we were still sending
        finally:
            connection.close()

    def test_hostile_bodies_leave_the_process_as_small_as_it_was(self):
        for body, headers, _ in HOSTILE.values():
            self.post(body, headers)  # buffers of each thread reach their size
        before = self.server.resident_bytes()
        for name, (body, headers, says) in HOSTILE.items():
            with self.subTest(name):
                self.sixteen_at_once(body, headers, says)
                grown = self.server.resident_bytes() - before
                self.assertLess(grown, GROWTH, f"{name}: grown by {grown // MEBIBYTE} MiB")
        self.assert_usable()

    def sixteen_at_once(self, body, headers, says):
        answers = []
        threads = [threading.Thread(target=lambda: answers.append(self.post(body, headers))) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(answers), 16)
        for status, text in answers:
            self.assertIn(status, (413,) if says is None else (413, 500), text[:500])
            if status == 500:
                self.assertRegex(text, says)
                self.assertIn("Client", text)

    def assert_usable(self):
        name = unique("Limits")
        client = Client(self.server.url())
        self.assert_success(client.provisioning(plain(name)))
        self.assertEqual(len(client.user_data(search(lastName=name)).findall("*/return/userList")), 1)
        client.close()
