// What a SCIM service may do wrong, and what it means for the account.
#include <boost/test/unit_test.hpp>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "connectors/scim_house.h"
#include "http/certificate.h"
#include "support/database.h"

using namespace idm;
using namespace idm::connectors;
using namespace idm::test;

namespace {

using Json = nlohmann::json;
using Cause = Failure::Kind;

struct House : ScimHouse {
  using ScimHouse::ScimHouse;

  /// What a creation ends with when the service behaves so on its POST.
  Cause kind_of_create(const Json& wrong) {
    fault(wrong);
    try {
      connector({
                    {"read_timeout_ms", "1000"}
      })
          ->put(ada_account(), true, within(1500));
    } catch (const Failure& failure) {
      BOOST_TEST_MESSAGE(failure.what());
      return failure.kind();
    }
    BOOST_FAIL("no failure with " << wrong);
    return Cause::Refused;
  }
};

/// The development certificate's twin, which ended yesterday.
http::CertificateFiles expired_certificate(const std::string& folder) {
  http::CertificateFiles files = http::development_certificate(folder);
  FILE* file = fopen(files.certificate.c_str(), "r");
  X509* certificate = PEM_read_X509(file, nullptr, nullptr, nullptr);
  fclose(file);
  file = fopen(files.key.c_str(), "r");
  EVP_PKEY* key = PEM_read_PrivateKey(file, nullptr, nullptr, nullptr);
  fclose(file);
  BOOST_REQUIRE(certificate && key);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -7L * 24 * 3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), -24L * 3600);
  X509_sign(certificate, key, EVP_sha256());
  file = fopen(files.certificate.c_str(), "w");
  PEM_write_X509(file, certificate);
  fclose(file);
  X509_free(certificate);
  EVP_PKEY_free(key);
  return files;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(scim_faults)

BOOST_FIXTURE_TEST_CASE(a_service_that_is_not_there_is_unreachable, House) {
  Target nowhere = target();
  nowhere.url = "http://127.0.0.1:1/scim";
  BOOST_CHECK_EXCEPTION(make(nowhere)->put(ada_account(), true, within(2000)), Failure,
                        failure(Cause::Unreachable, "managed system SCIM1, put 'ada': "));
  nowhere.url = "http://no-such-host.invalid/scim";
  BOOST_CHECK_EXCEPTION(make(nowhere)->test(within(5000)), Failure, failure(Cause::Unreachable));
}

// Connector: "Every verb throws Failure and keeps to Call::deadline, connecting included."
BOOST_FIXTURE_TEST_CASE(an_answer_after_the_deadline_is_not_waited_for, House) {
  fault({
      {"mode",    "hang"},
      {"seconds", 30    },
      {"times",   9     }
  });
  const auto start = Clock::now();
  BOOST_CHECK_EXCEPTION(connector()->find("ada", within(300)), Failure,
                        failure(Cause::Unreachable));
  BOOST_CHECK(Clock::now() - start < std::chrono::milliseconds(900));
  BOOST_CHECK_EXCEPTION(connector()->find("ada", within(-1)), Failure, failure(Cause::Unreachable));
}

BOOST_FIXTURE_TEST_CASE(a_long_silence_ends_a_call_before_its_deadline, House) {
  fault({
      {"mode",    "hang"},
      {"seconds", 30    }
  });
  const auto start = Clock::now();
  BOOST_CHECK_THROW(connector({
                                  {"read_timeout_ms", "1000"}
  })
                        ->find("ada", within(20000)),
                    Failure);
  BOOST_CHECK(Clock::now() - start < std::chrono::seconds(5));
}

BOOST_FIXTURE_TEST_CASE(a_creation_without_an_answer_that_says_has_an_unknown_end, House) {
  for (const char* mode : {"hang", "trickle", "garbage", "html", "half_close", "huge"}) {
    BOOST_TEST_CONTEXT(mode) {
      BOOST_CHECK(kind_of_create({
                      {"mode",   mode  },
                      {"method", "POST"}
      }) == Cause::Unknown);
      BOOST_TEST(user("ada").is_null());
    }
  }
  BOOST_CHECK(kind_of_create({
                  {"mode",   "status"},
                  {"status", 500     },
                  {"method", "POST"  }
  }) == Cause::Unknown);
}

BOOST_FIXTURE_TEST_CASE(a_look_up_without_an_answer_has_changed_nothing, House) {
  for (const char* mode : {"hang", "trickle", "garbage", "html", "half_close", "huge"}) {
    BOOST_TEST_CONTEXT(mode) {
      BOOST_CHECK(kind_of_create({
                      {"mode",   mode },
                      {"method", "GET"}
      }) == Cause::Unreachable);
      BOOST_TEST(changes().empty());
    }
  }
}

BOOST_FIXTURE_TEST_CASE(a_creation_that_was_done_unseen_is_found_by_the_next_attempt, House) {
  for (const char* mode : {"half_close", "garbage", "html"}) {
    BOOST_TEST_CONTEXT(mode) {
      BOOST_CHECK(kind_of_create({
                      {"mode",   mode  },
                      {"method", "POST"},
                      {"after",  true  }
      }) == Cause::Unknown);
      BOOST_CHECK(connector()->put(ada_account(), true, within(5000)) == Put::Changed);
      BOOST_TEST(control()["users"].size() == 1u);
      connector()->remove("ada", within(5000));
    }
  }
}

BOOST_FIXTURE_TEST_CASE(a_busy_service_says_when_to_come_back, House) {
  for (const int status : {429, 503}) {
    fault({
        {"mode",        "status"},
        {"status",      status  },
        {"retry_after", 7       }
    });
    BOOST_CHECK_EXCEPTION(
        connector()->find("ada", within(5000)), Failure, [](const Failure& failure) {
          return failure.kind() == Cause::Busy && failure.retry_after() == std::chrono::seconds(7);
        });
  }
  fault({
      {"mode",   "status"},
      {"status", 429     }
  });
  BOOST_CHECK_EXCEPTION(connector()->find("ada", within(5000)), Failure, failure(Cause::Busy));
}

BOOST_FIXTURE_TEST_CASE(a_broken_service_is_tried_again_where_that_is_harmless, House) {
  const auto scim = connector();
  scim->put(ada_account(), true, within(5000));
  fault({
      {"mode",   "status"},
      {"status", 502     },
      {"method", "PATCH" },
      {"times",  1       }
  });
  BOOST_CHECK_EXCEPTION(scim->suspend("ada", within(5000)), Failure,
                        failure(Cause::Unreachable, "HTTP 502"));
  fault({
      {"mode",   "status"},
      {"status", 500     },
      {"method", "DELETE"}
  });
  BOOST_CHECK_EXCEPTION(scim->remove("ada", within(5000)), Failure, failure(Cause::Unreachable));
  scim->remove("ada", within(5000));
  BOOST_TEST(user("ada").is_null());
}

BOOST_FIXTURE_TEST_CASE(a_refusal_is_told_in_the_services_words, House) {
  fault({
      {"mode",   "status"                              },
      {"status", 403                                   },
      {"detail", "not on\r\nSundays " + std::string(400, 'x')},
      {"scim_type",        "sensitive"                                   }
  });
  BOOST_CHECK_EXCEPTION(connector()->find("ada", within(5000)), Failure,
                        [](const Failure& failure) {
                          const std::string words = failure.what();
                          return failure.kind() == Cause::Refused && words.size() < 400 &&
                                 words.find("HTTP 403 sensitive not on  Sundays") != words.npos;
                        });
  fault({
      {"mode",     "status"                  },
      {"status",   301                       },
      {"location", "https://new.example/scim"}
  });
  BOOST_CHECK_EXCEPTION(connector()->find("ada", within(5000)), Failure,
                        failure(Cause::Refused, "https://new.example/scim"));
}

BOOST_FIXTURE_TEST_CASE(a_value_that_another_user_has_is_refused, House) {
  const auto scim = connector();
  scim->put(ada_account(), true, within(5000));
  Account twin = ada_account();
  twin.name = "eve";
  BOOST_CHECK_EXCEPTION(scim->put(twin, true, within(5000)), Failure,
                        failure(Cause::Refused, "409 uniqueness an e-mail is taken"));
}

BOOST_AUTO_TEST_CASE(only_a_believed_certificate_is_spoken_to) {
  const TemporaryFolder folder;
  const http::CertificateFiles files = http::development_certificate(folder.path());
  House house({"--certificate", files.certificate, "--key", files.key});
  const auto over_tls = [&](const std::map<std::string, std::string>& options) {
    Target target = house.target(options);
    target.url = "https://127.0.0.1:" + std::to_string(house.server.port()) + "/scim/v2";
    return ScimHouse::make(target);
  };
  over_tls({
               {"tls_ca", files.certificate}
  })
      ->test(within(5000));
  BOOST_CHECK_EXCEPTION(over_tls({})->test(within(5000)), Failure,
                        failure(Cause::Refused, "certificate"));
  BOOST_CHECK_EXCEPTION(over_tls({
                                     {"tls_ca", "/nowhere.pem"}
  })
                            ->test(within(5000)),
                        Failure, failure(Cause::Refused, "/nowhere.pem"));
}

BOOST_AUTO_TEST_CASE(an_expired_certificate_is_refused_by_its_reason) {
  const TemporaryFolder folder;
  const http::CertificateFiles files = expired_certificate(folder.path());
  House house({"--certificate", files.certificate, "--key", files.key});
  Target target = house.target({
      {"tls_ca", files.certificate}
  });
  target.url = "https://127.0.0.1:" + std::to_string(house.server.port()) + "/scim/v2";
  BOOST_CHECK_EXCEPTION(ScimHouse::make(target)->put(ada_account(), true, within(5000)), Failure,
                        failure(Cause::Refused, "expired"));
}

BOOST_AUTO_TEST_SUITE_END()
