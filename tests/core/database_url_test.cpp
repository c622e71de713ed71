#include "core/database_url.h"

#include <boost/test/unit_test.hpp>

#include "core/error.h"

using namespace idm;

namespace {

DatabaseConfig read(const std::string& url) {
  DatabaseConfig database;
  set_database_url(database, url);
  return database;
}

std::string refusal(const std::string& url) {
  try {
    read(url);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(database_url_rules)

BOOST_AUTO_TEST_CASE(sqlite_names_a_file) {
  BOOST_TEST(read("sqlite:/var/lib/idm/a.db").path == "/var/lib/idm/a.db");
  BOOST_TEST(read("sqlite:a%20b%25.db?connections=3").path == "a b%.db");
  BOOST_TEST(read("sqlite:a.db?connections=3").connections == 3u);
}

BOOST_AUTO_TEST_CASE(mysql_names_user_host_port_and_name) {
  const auto database =
      read("mysql://id%40m:p%3As%2Fs@db.example:3307/repo?tls_ca=/etc/ca.pem&connections=8");
  BOOST_TEST((database.kind == DatabaseConfig::Kind::MySql));
  BOOST_TEST(database.user == "id@m");
  BOOST_TEST(database.password == "p:s/s");
  BOOST_TEST(database.host == "db.example");
  BOOST_TEST(database.port == 3307);
  BOOST_TEST(database.name == "repo");
  BOOST_TEST(database.tls_ca == "/etc/ca.pem");
  BOOST_TEST(database.connections == 8u);
}

BOOST_AUTO_TEST_CASE(mysql_may_use_a_socket_or_an_address_in_brackets) {
  BOOST_TEST(read("mysql://u:p@/n?socket=/run/my%20sql.sock").socket == "/run/my sql.sock");
  BOOST_TEST(read("mysql://u:p@[::1]/n").host == "::1");
  BOOST_TEST(read("mysql://u:p@[::1]/n").port == 3306);
}

BOOST_AUTO_TEST_CASE(a_url_survives_being_printed) {
  for (const char* url : {"sqlite:a%20b.db?connections=3", "mysql://u%40:p%2F@h:3306/n?tls_ca=/c",
                          "mysql://u:@/n?socket=/s", "mysql://u:p@[::1]:1/n"}) {
    BOOST_TEST(database_url(read(url), Passwords::Shown) == url);
  }
}

BOOST_AUTO_TEST_CASE(what_makes_no_sense_is_refused_without_the_password) {
  for (const char* url :
       {"", "oracle://x", "sqlite:", "sqlite::memory:", "sqlite:a%2", "sqlite:a%00b",
        "sqlite:a?x=1", "mysql://u:s3cret@h", "mysql://h/n", "mysql://u:s3cret@/n",
        "mysql://:s3cret@h/n", "mysql://u:s3cret@h:0/n", "mysql://u:s3cret@h:99999/n",
        "mysql://u:s3cret@h/", "mysql://u:s3cret@h/n?socket=/s", "mysql://u:s3/cret@h/n",
        "mysql://u:s3cret@h/n?conections=1", "mysql://u:s3cret@[::1/n",
        "mysql://u:s3cret@h/n?connections=0"}) {
    const std::string text = refusal(url);
    BOOST_TEST(text != "accepted", url);
    BOOST_TEST(text.find("cret") == std::string::npos, text);
  }
}

BOOST_AUTO_TEST_CASE(the_time_out_is_not_the_urls_business) {
  DatabaseConfig database;
  database.timeout = std::chrono::milliseconds(77);
  set_database_url(database, "sqlite:a");
  BOOST_TEST(database.timeout.count() == 77);
}

BOOST_AUTO_TEST_SUITE_END()
