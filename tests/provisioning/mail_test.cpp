#include "provisioning/mail.h"

#include <boost/test/unit_test.hpp>

#include "connectors/failures.h"
#include "core/error.h"
#include "http/certificate.h"
#include "post_office.h"

namespace idm {
using namespace test;
namespace mail = provisioning::mail;

namespace {

using Cause = connectors::Failure::Kind;

}  // namespace

BOOST_AUTO_TEST_SUITE(mails)

BOOST_FIXTURE_TEST_CASE(a_message_arrives_as_it_was_written, PostOffice) {
  send("ada@example.org", account());
  const Json message = arrived();
  BOOST_TEST(message["from"] == "idm@example.org");
  BOOST_TEST(message["to"] == "ada@example.org");
  BOOST_TEST(message["user"] == "us");
  const auto reads =
      scripts.write("reads",
                    "import email, email.policy, json, sys\n"
                    "m = email.message_from_string(json.load(open(sys.argv[1]))['text'],"
                    " policy=email.policy.default)\n"
                    "print(m['Subject'] + '|' + m['To'] + '|' + m.get_content(), end='')\n");
  const std::string output = scripts.path("read");
  BOOST_REQUIRE(
      std::system(("python3 " + reads + " " + scripts.path("mail") + " > " + output).c_str()) == 0);
  BOOST_TEST(scripts.text("read") ==
             "Grüße an alle, die diese Zeile bis zu ihrem Ende lesen: äöü|ada@example.org|.\n"
             "Paßwort: x\n");
}

BOOST_FIXTURE_TEST_CASE(what_a_server_says_decides_what_becomes_of_a_mail, PostOffice) {
  const auto fails = [&](const std::string& to, Cause cause, const std::string& words = "") {
    BOOST_CHECK_EXCEPTION(send(to, account(), 1000), connectors::Failure, failure(cause, words));
  };
  fails("later@example.org", Cause::Busy, "451");
  fails("never@example.org", Cause::Refused, "550");
  fails("full@example.org", Cause::Busy);
  fails("hang@example.org", Cause::Unreachable);
  fails("lost@example.org", Cause::Unknown);
  for (const char* address : {"", "ada", "@", "a@b@c", "a b@c", "x@y\r\nRCPT TO:<z@y>", "<a@b>"})
    fails(address, Cause::Refused, "is no address");
  BOOST_TEST(scripts.text("mail").empty());
}

BOOST_FIXTURE_TEST_CASE(credentials_that_are_not_taken_are_not_repeated, PostOffice) {
  MailConfig wrong = account();
  wrong.password = "hunter2";
  BOOST_CHECK_EXCEPTION(send("ada@example.org", wrong), connectors::Failure,
                        [](const connectors::Failure& refusal) {
                          return refusal.kind() == Cause::Refused &&
                                 std::string(refusal.what()).find("hunter2") == std::string::npos;
                        });
  MailConfig nowhere = account();
  nowhere.server = "smtp://127.0.0.1:1";
  BOOST_CHECK_EXCEPTION(send("ada@example.org", nowhere), connectors::Failure,
                        failure(Cause::Unreachable, "mail by smtp://127.0.0.1:1: "));
}

BOOST_AUTO_TEST_CASE(mail_goes_over_tls_to_a_believed_server_or_not_at_all) {
  const TemporaryFolder folder;
  const http::CertificateFiles files = http::development_certificate(folder.path());
  PostOffice secure({"--certificate", files.certificate, "--key", files.key});
  MailConfig by = secure.account();
  by.start_tls = true;
  BOOST_CHECK_EXCEPTION(secure.send("ada@example.org", by), connectors::Failure,
                        failure(Cause::Refused, "certificate"));
  by.tls_ca = files.certificate;
  secure.send("ada@example.org", by);
  BOOST_TEST(secure.arrived()["secure"] == true);

  PostOffice plain;
  by = plain.account();
  by.start_tls = true;
  BOOST_CHECK_EXCEPTION(plain.send("ada@example.org", by), connectors::Failure,
                        failure(Cause::Refused));
  BOOST_TEST(plain.scripts.text("mail").empty());
}

BOOST_AUTO_TEST_CASE(a_template_is_filled_and_must_name_what_there_is) {
  const Scripts files;
  const std::string good = files.write("good", "Subject: For ${name}\n\nDear ${name},\n$5 ${x}\n");
  const mail::Message message = mail::from_template(good, "ada@example.org",
                                                    {
                                                        {"name", "Ada\n\n"},
                                                        {"x",    "${name}"}
  });
  BOOST_TEST(message.subject == "For Ada\n\n");
  BOOST_TEST(message.body == "Dear Ada\n\n,\n$5 ${name}\n");
  const auto refused = [](const std::string& words) {
    return [=](const Error& error) {
      return std::string(error.what()).find(words) != std::string::npos;
    };
  };
  BOOST_CHECK_EXCEPTION(mail::from_template(good, "a@b",
                                            {
                                                {"name", "x"}
  }),
                        Error, refused(good + ": there is no value \"x\""));
  BOOST_CHECK_EXCEPTION(mail::from_template(files.path("none"), "a@b", {}), Error,
                        refused("cannot be read"));
  for (const char* text : {"", "Hello\n\nbody", "Subject: x\nbody", "Subject: x\n\n${open"})
    BOOST_CHECK_THROW(mail::from_template(files.write("bad", text), "a@b", {}), Error);
}

BOOST_AUTO_TEST_CASE(the_shipped_templates_can_be_filled) {
  const mail::Values values = {
      {"firstName", "Ada"      },
      {"lastName",  "Lovelace" },
      {"login",     "ada"      },
      {"password",  "Passing51"}
  };
  for (const char* name : {"credentials", "credentials_supervisor", "password"}) {
    const mail::Message message =
        mail::from_template(mail::template_file({}, name), "ada@example.org", values);
    BOOST_TEST(message.body.find("Passing51") != std::string::npos);
  }
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace idm
