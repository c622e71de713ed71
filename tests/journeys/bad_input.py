"""What bad input gets: an answer that says what and where, nothing stored, and a server as usable as before."""

from people import plain
from soap import (PROVISIONING_PATH, USER_DATA_PATH, Client, envelope, principal, provision_user, search, user_data)
from stage import Journey, unique


class BadInput(Journey):
    databases = ("sqlite",)

    def setUp(self):
        self.server = self.stage.server(self.database)
        self.client = Client(self.server.url())
        self.name = unique("Bad")
        self.addCleanup(self.client.close)

    def assert_usable(self, client=None):
        """The same connection serves the next request, and nobody of that name was stored."""
        reply = (client or self.client).user_data(search(lastName=self.name))
        self.assertEqual(reply.status, 200, reply.text[:2000])
        self.assertEqual(reply.findall("*/return/userList"), [])

    def assert_refused(self, body, *patterns, path=PROVISIONING_PATH):
        self.assert_fault(self.client.post(path, body), "Client", *patterns)
        self.assert_usable()

    def person(self, children="", **more):
        return provision_user("addUser", dict({"firstName": "Bad", "lastName": self.name, "status": "active"}, **more),
                              children)

    def test_a_doctype(self):
        good = plain(self.name)
        head, rest = good.split("?>", 1)
        self.assert_refused(f'{head}?><!DOCTYPE x [<!ENTITY e "boom">]>{rest}', "DOCTYPE")

    def test_xml_that_cannot_be_read(self):
        self.assert_refused(plain(self.name).replace("</user>", ""), r"line \d+")
        self.assert_refused("this is no XML", "not XML")
        self.assert_refused("", "empty|envelope|line")

    def test_a_wrong_root(self):
        self.assert_refused("<shoe/>", "shoe|Envelope")

    def test_an_unknown_operation(self):
        self.assert_refused(envelope("<p:polishShoes/>"), "polishShoes")

    def test_an_operation_of_the_other_service(self):
        self.assert_refused(user_data("getUserWithDependent", {"id": "1", "dependants": "true"}), "getUserWithDependent")

    def test_an_unknown_element(self):
        self.assert_refused(self.person(shoeSize="41"), "shoeSize", r"line \d+")

    def test_an_element_in_the_wrong_namespace(self):
        self.assert_refused(self.person(children="<firstName>Bad</firstName>"), "firstName", r"line \d+")
        self.assert_refused(self.person(children="<u:principalList><u:id/></u:principalList>"), "id", r"line \d+")

    def test_a_bad_date(self):
        self.assert_refused(self.person(birthdate="yesterday"), "birthdate", "line")

    def test_a_bad_number(self):
        self.assert_refused(self.person(showInSearch="many"), "showInSearch")

    def test_an_unknown_status(self):
        self.assert_refused(self.person(status="sleepy"), "status", "sleepy")

    def test_a_value_that_is_too_long(self):
        self.assert_refused(self.person(title="t" * 101), "title", "100")
        self.assert_refused(self.person(children=principal("p" * 321)), "login", "320")

    def test_elements_nested_too_deep(self):
        self.assert_refused(envelope("<p:addUser><user>" + "<a>" * 500 + "</a>" * 500 + "</user></p:addUser>"),
                            "deep|depth|level|not known")

    def test_bytes_that_are_no_utf8(self):
        body = self.person(nickname="NICK").encode().replace(b"NICK", b"\xff\xfe\xc3")
        self.assert_refused(body, "UTF-8|encod|byte")

    def test_a_control_character(self):
        self.assert_refused(self.person(nickname="NICK").replace("NICK", "&#0;"), r"line \d+")

    def test_a_missing_status_is_an_error_code_not_a_fault(self):
        reply = self.client.provisioning(provision_user("addUser", {"firstName": "Bad", "lastName": self.name}))
        self.assert_failure(reply, "MISSING_REQUIRED_ATTRIBUTE")
        self.assert_usable()

    def test_unknown_references_are_error_codes(self):
        self.assert_failure(self.client.provisioning(self.person(metadataTypeId="NoSuchType")), "objectIdInvalid")
        own = "<memberOfRoles><r:id><r:roleId>NOBODY</r:roleId><r:serviceId>USR_SEC_DOMAIN</r:serviceId></r:id></memberOfRoles>"
        body = provision_user("addUser", {"lastName": self.name, "status": "active"}, "", own)
        self.assert_failure(self.client.provisioning(body), "roleIdInvalid")
        self.assert_usable()

    def test_a_body_that_is_too_large(self):
        self.too_large({})

    def test_a_chunked_body_that_is_too_large(self):
        self.too_large({"Transfer-Encoding": "chunked"})

    def too_large(self, headers):
        # The server may answer and close while we still send: what counts is that it answers others.
        client = Client(self.server.url())
        body = self.person(nickname="N" * (5 << 20)).encode()
        try:
            client.connection.request("POST", PROVISIONING_PATH, iter([body]) if headers else body,
                                      dict(headers, **{"Content-Type": "text/xml"}), encode_chunked=bool(headers))
            self.assertEqual(client.connection.getresponse().status, 413)
        except (BrokenPipeError, ConnectionResetError):
            pass
        finally:
            client.close()
        self.assert_usable()

    def test_a_wrong_content_type(self):
        reply = self.client.post(PROVISIONING_PATH, plain(self.name), "application/json")
        self.assertEqual(reply.status, 415, reply.text[:500])
        self.assertRegex(reply.text, "(?i)content.type|application/json")
        self.assert_usable()

    def test_methods_that_are_not_served(self):
        for path in (PROVISIONING_PATH, USER_DATA_PATH):
            self.assertEqual(self.client.get(path).status, 405)
            self.assertEqual(self.client.request("PUT", path, b"<a/>", {"Content-Type": "text/xml"}).status, 405)
        self.assert_usable()

    def test_an_unknown_path(self):
        self.assertEqual(self.client.get("/shoes").status, 404)
        self.assert_usable()

    def test_a_name_with_an_emoji_written_as_a_reference_arrives_as_it_is(self):
        reply = self.client.provisioning(self.person(nickname="NICK").replace("NICK", "&#x1F600;&#128512;&amp;"))
        user_id = self.assert_success(reply).user_id
        reply = self.client.user_data(user_data("getUserWithDependent", {"id": user_id, "dependants": "false"}))
        self.assertEqual(reply.text_of("user/u:nickname"), "\U0001F600\U0001F600&")
