// What becomes of the ways in which a connector of OpenIAM's can fail.
#include <functional>
#include <thread>

#include "connectors/soap_house.h"

namespace idm::connectors::test {

using namespace std::chrono_literals;
using Kind = Failure::Kind;

static const std::vector<Attribute> lovelace{
    {"sn", {"Lovelace"}}
};

/// An account that is there, and a server that is about to do something else than asked.
struct Trouble : SoapHouse {
  Trouble(const std::string& spoken, const json& how) : SoapHouse(spoken) {
    put("ada", lovelace);
    server.misbehave(how);
  }

  Failure suspend() {
    return failure([&] { connector().suspend("ada", call()); });
  }
  Failure set_password() {
    return failure([&] { connector().set_password("ada", "n3w", call()); });
  }
  Failure find() {
    return failure([&] { connector().find("ada", call()); });
  }
};

/// Only this text is sent, with a status.
static json plain(int status, const std::string& text, const std::string& type = "text/xml") {
  return {
      {"mode",   "body"},
      {"status", status},
      {"text",   text  },
      {"type",   type  }
  };
}

static json reply(const std::string& attributes, const std::string& inner = "") {
  return {
      {"mode",       "reply"   },
      {"attributes", attributes},
      {"text",       inner     }
  };
}

BOOST_AUTO_TEST_SUITE(soap_failures)

// connector.h: Unreachable: "nothing was changed there: try again later (no connection, refused,
// down)".
BOOST_DATA_TEST_CASE(without_a_connection_nothing_was_changed, both_protocols(), protocol) {
  SoapHouse house(protocol);
  house.target.url = "127.0.0.1:1/" + house.protocol;
  Connector& connector = house.connector();
  const Failure failure = house.failure([&] { connector.suspend("ada", house.call()); });
  BOOST_TEST(failure.kind() == Kind::Unreachable);
  BOOST_TEST(contains(failure.what(), "managed system 'hr': suspend 'ada': "));
}

// connector.h: Unknown: "sent, and no answer that says: look before doing it again". A lookup has
// changed nothing.
BOOST_DATA_TEST_CASE(without_an_answer_a_change_is_open_and_a_lookup_is_not, both_protocols(),
                     protocol) {
  for (const json& how : {
  // A kept connection that closes is replaced once.
           json{{"mode", "close"},   {"times", 2}                    },
           json{{"mode", "half"}   },
           plain(200, ""),
           plain(200, "garbage", "text/plain"),
           plain(200, "<html><body>Welcome</body></html>", "text/html"),
           plain(200,
                 "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body>"
                 "<other/></s:Body></s:Envelope>"),
           plain(202, ""), plain(500, "stack trace", "text/html"),
           plain(502, "<html/>", "text/html"), plain(504, "", "text/html"),
           json{{"mode", "fault"}, {"code", "Server"},                                 {"text", "NullPointerException"}},
           json{{"mode", "long"},    {"megabytes", 2}},
           plain(200,
                 "<!DOCTYPE x [<!ENTITY a 'b'>]><s:Envelope xmlns:s='http://schemas.xmlsoap.org/"
                 "soap/envelope/'><s:Body>&a;</s:Body></s:Envelope>")
  }) {
    BOOST_TEST_CONTEXT(how) {
      BOOST_TEST(Trouble(protocol, how).set_password().kind() == Kind::Unknown);
      BOOST_TEST(Trouble(protocol, how).find().kind() == Kind::Unreachable);
    }
  }
}

// connector-behaviour.md 6: REMOTE: "a reply of an unexpected type or empty body counts as success
// ODD"; local: "no reply body on add, modify, setPassword: failure". 4: "status is needed". Ours is
// open in both.
BOOST_DATA_TEST_CASE(a_reply_without_status_leaves_it_open, both_protocols(), protocol) {
  for (const json& how :
       {reply(""), reply(" status=''"), reply(" status='done'"), reply(" status='pending'")}) {
    BOOST_TEST_CONTEXT(how) {
      BOOST_TEST(Trouble(protocol, how).set_password().kind() == Kind::Unknown);
    }
  }
}

// connector-behaviour.md 4: add: "anything but failure counts as success; modifyUser: only
// success".
BOOST_DATA_TEST_CASE(an_add_that_is_pending_counts, both_protocols(), protocol) {
  SoapHouse house(protocol);
  json pending = reply(" status='pending'");
  pending["operation"] = "add";
  house.server.misbehave(pending);
  BOOST_TEST(house.put("ada", lovelace) == Put::Created);

  pending["operation"] = "modify";
  house.server.misbehave(pending);
  const Failure failure = house.failure([&] {
    house.put("ada", {
                         {"sn", {"King"}}
    });
  });
  BOOST_TEST(failure.kind() == Kind::Unknown);
}

// connector-behaviour.md 4 and 5: suspend, resume: what is read from the reply: "ignored". A
// failure that says so is believed all the same.
BOOST_DATA_TEST_CASE(the_reply_to_a_suspension_may_say_nothing, both_protocols(), protocol) {
  SoapHouse house(protocol);
  house.put("ada", lovelace);
  house.server.misbehave(reply(""));
  house.connector().suspend("ada", house.call());
  BOOST_TEST(house.account("ada").at("active") == false);
  house.server.misbehave({
      {"mode", "failure"  },
      {"text", "read only"}
  });
  BOOST_TEST(house.failure([&] { house.connector().resume("ada", house.call()); }).kind() ==
             Kind::Refused);
}

// connector-behaviour.md 6: failure, error and errorMessage.
BOOST_DATA_TEST_CASE(a_failure_is_a_refusal_with_its_text, both_protocols(), protocol) {
  const Failure failure = Trouble(protocol,
                                  {
                                      {"mode",  "failure"                },
                                      {"error", "directoryError"         },
                                      {"text",  "LDAP: error code 50 <x>"}
  })
                              .suspend();
  BOOST_TEST(failure.kind() == Kind::Refused);
  BOOST_TEST(failure.what() ==
             "managed system 'hr': suspend 'ada': it answered failure (directoryError): "
             "LDAP: error code 50 <x>");
  const Failure strange = Trouble(protocol,
                                  {
                                      {"mode",  "failure" },
                                      {"error", "brandNew"}
  })
                              .suspend();
  BOOST_TEST(contains(strange.what(), "brandNew"));
}

// connector-behaviour.md 7: "Connection failure: failure, directoryError, text". In a lookup it
// does not mean that the account is not there, or it would be added again.
BOOST_DATA_TEST_CASE(a_lookup_tells_a_missing_account_from_a_missing_directory, both_protocols(),
                     protocol) {
  const json down = {
      {"mode",      "failure"          },
      {"operation", "lookup"           },
      {"error",     "directoryError"   },
      {"text",      "connect timed out"}
  };
  Trouble house(protocol, down);
  BOOST_TEST(house.find().kind() == Kind::Unreachable);
  house.server.misbehave(down);
  BOOST_TEST(house.failure([&] { house.put("ada", lovelace); }).kind() == Kind::Unreachable);
  BOOST_TEST(house.sent("add").size() == 1U);
}

// connector-behaviour.md 6: "resent ... when failure text contains 'This is likely a transient
// condition' (any case)".
BOOST_DATA_TEST_CASE(a_transient_condition_is_busy, both_protocols(), protocol) {
  const std::string text = "Oops. this is LIKELY a transient condition.";
  const json failing = {
      {"mode", "failure"},
      {"text", text     }
  };
  BOOST_TEST(Trouble(protocol, failing).suspend().kind() == Kind::Busy);
  BOOST_TEST(Trouble(protocol, failing).find().kind() == Kind::Busy);
  const json fault = {
      {"mode", "fault" },
      {"code", "Server"},
      {"text", text    }
  };
  BOOST_TEST(Trouble(protocol, fault).suspend().kind() == Kind::Busy);
}

BOOST_DATA_TEST_CASE(a_server_that_asks_for_patience_gets_it, both_protocols(), protocol) {
  const Failure failure = Trouble(protocol, plain(503, "later")).suspend();
  BOOST_TEST(failure.kind() == Kind::Busy);
  BOOST_REQUIRE(failure.retry_after());
  BOOST_TEST(failure.retry_after()->count() == 7);
}

BOOST_DATA_TEST_CASE(what_never_works_is_refused, both_protocols(), protocol) {
  for (const json& how : {
           plain(404, "not here"), plain(401, ""), plain(302, ""), plain(405, ""),
           json{{"mode", "fault"},
                {"code", "Client"},
                {"text", "Message part was not recognized"}}
  }) {
    BOOST_TEST_CONTEXT(how) {
      BOOST_TEST(Trouble(protocol, how).suspend().kind() == Kind::Refused);
      BOOST_TEST(Trouble(protocol, how).find().kind() == Kind::Refused);
    }
  }
}

// connector-behaviour.md 5: lookup: "Success without user: fault".
BOOST_AUTO_TEST_CASE(a_remote_lookup_that_succeeds_without_a_user_says_nothing) {
  BOOST_TEST(Trouble("remote", reply(" status='success'")).find().kind() == Kind::Unreachable);
}

// connector.h: "the whole verb ends before [the deadline], by Failure if need be".
BOOST_DATA_TEST_CASE(the_deadline_holds_whatever_comes, both_protocols(), protocol) {
  for (const json& how : {
           json{{"mode", "close"}, {"seconds", 3}},
           json{{"mode", "drip"}                }
  }) {
    BOOST_TEST_CONTEXT(how) {
      Trouble house(protocol, how);
      const auto start = Clock::now();
      const Failure failure =
          house.failure([&] { house.connector().suspend("ada", house.call(700ms)); });
      BOOST_TEST(failure.kind() == Kind::Unknown);
      BOOST_TEST((Clock::now() - start < 1500ms));
    }
  }
}

// connector.h: "one that broke is opened anew by the next call". Nor does a restart between two
// calls cost one.
BOOST_DATA_TEST_CASE(a_connector_that_is_back_is_used_again, both_protocols(), protocol) {
  idm::test::OpeniamConnector own;
  SoapHouse house(protocol, own);
  house.put("ada", lovelace);
  own.stop();
  const Failure failure = house.failure([&] { house.connector().find("ada", house.call()); });
  BOOST_TEST(failure.kind() == Kind::Unreachable);
  own.start();
  BOOST_TEST(house.connector().find("ada", house.call()).has_value());
  own.stop();
  own.start();
  BOOST_TEST(house.connector().find("ada", house.call()).has_value());
}

// connector.h: "Unknown: sent, and no answer that says". What hangs may still do it.
BOOST_DATA_TEST_CASE(a_connector_that_hangs_leaves_it_open, both_protocols(), protocol) {
  idm::test::OpeniamConnector own;
  SoapHouse house(protocol, own);
  house.put("ada", lovelace);
  own.hang();
  const Failure failure =
      house.failure([&] { house.connector().suspend("ada", house.call(500ms)); });
  own.go_on();
  BOOST_TEST(failure.kind() == Kind::Unknown);
  const auto end = Clock::now() + 5s;
  while (house.account("ada").at("active") == true && Clock::now() < end)
    std::this_thread::sleep_for(10ms);
  BOOST_TEST(house.account("ada").at("active") == false);
  house.connector().resume("ada", house.call());
  BOOST_TEST(house.account("ada").at("active") == true);
}

// connector.h: "Every verb may be repeated". connector-behaviour.md 6: "Retries ... mean connectors
// see duplicates: DO make add and delete idempotent".
BOOST_DATA_TEST_CASE(an_add_whose_answer_was_lost_is_not_done_twice, both_protocols(), protocol) {
  SoapHouse house(protocol);
  house.server.misbehave({
      {"mode",      "half"},
      {"operation", "add" }
  });
  BOOST_TEST(house.failure([&] { house.put("ada", lovelace); }).kind() == Kind::Unknown);
  BOOST_TEST(house.put("ada", lovelace) == Put::Changed);
  BOOST_TEST(house.server.state().at("created") == 1);
  BOOST_TEST(house.sent("add").size() == 1U);
}

// A control character would make the request no XML, and a NUL would cut a password short.
BOOST_DATA_TEST_CASE(what_xml_cannot_hold_is_not_sent, both_protocols(), protocol) {
  SoapHouse house(protocol);
  Connector& connector = house.connector();
  const std::string nul("n3w\0secret", 10);
  const std::vector<std::function<void()>> attempts{
      [&] { connector.find("a\x01", house.call()); },
      [&] { connector.remove("a\x01", house.call()); },
      [&] { connector.rename("ada", "\xFF", house.call()); },
      [&] { connector.set_password("ada", nul, house.call()); },
      [&] { house.put("\x1F", lovelace); }};
  for (const auto& attempt : attempts) {
    const Failure failure = house.failure(attempt);
    BOOST_TEST(failure.kind() == Kind::Refused);
    BOOST_TEST(!contains(failure.what(), "n3w"));
  }
  BOOST_TEST(house.sent("add").empty());
  BOOST_TEST(house.sent("setPassword").empty());
}

// connector.h: "what() names system, verb and cause ...; no secret".
BOOST_DATA_TEST_CASE(no_secret_is_repeated, both_protocols(), protocol) {
  const json how = {
      {"mode", "fault"                               },
      {"code", "Server"                              },
      {"text", "cannot log in with s3cret&<, set n3w"}
  };
  const Failure failure = Trouble(protocol, how).set_password();
  BOOST_TEST(contains(failure.what(), "cannot log in with ***, set ***"));
}

BOOST_DATA_TEST_CASE(tls_is_spoken_to_connectors_that_are_believed, both_protocols(), protocol) {
  const idm::test::OpeniamConnector secure(true);
  SoapHouse house(protocol);
  house.target.url = "https://" + secure.address(protocol);
  house.target.options["tls_ca"] = secure.certificate();
  house.connector().test(house.call());

  SoapHouse distrustful(protocol);
  distrustful.target.url = house.target.url;
  const Failure failure = house.failure([&] { distrustful.connector().test(distrustful.call()); });
  BOOST_TEST(failure.kind() == Kind::Refused);
}

// The connector of these tests must notice a namespace that is wrong, or they would prove little.
BOOST_AUTO_TEST_CASE(the_connector_of_the_tests_is_strict) {
  SoapHouse house;
  house.put("ada", lovelace);
  const std::string good = house.sent("add").at(0);
  const auto answer = [&](const std::string& from, const std::string& to) {
    std::string body = good;
    for (std::size_t at = body.find(from); at != body.npos; at = body.find(from, at + to.size()))
      body.replace(at, from.size(), to);
    BOOST_TEST((from == to || body != good), from);
    HttpClient client({});
    HttpRequest request;
    request.method = "POST";
    request.url = "http://" + house.server.address("local");
    request.headers = {
        "Content-Type: text/xml",
        "SOAPAction: \"http://www.openiam.org/service/connector/ConnectorService/add\""};
    request.body = body;
    return client.send(request, house.call().deadline).status;
  };
  BOOST_TEST(answer("reqType", "reqType") == 200);
  BOOST_TEST(answer("reqType", "conn:reqType") == 500);
  BOOST_TEST(answer("conn:psoID", "susp:psoID") == 500);
  BOOST_TEST(answer("conn:data", "data") == 500);
  BOOST_TEST(answer("types:attributes", "attributes") == 500);
  BOOST_TEST(answer("types:extensibleUser", "types:extensibleObject") == 500);
  BOOST_TEST(answer(" ID=", " conn:ID=") == 500);
  house.server.fresh();  // these requests are not the connector's
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm::connectors::test
