#include <boost/test/unit_test.hpp>
#include <iterator>
#include <set>
#include <sstream>

#include "identity/search_people.h"

// behaviour.md section 9.2 with its DO lines.
namespace idm {
using namespace test;
using users::SearchCriteria;

BOOST_AUTO_TEST_SUITE(searching_names)

// "LIKE, pattern as given (`%`, `_` are the client's; no implicit wildcard)"; without case, folded
BOTH_DATABASES(names_match_patterns_without_case) {
  SoughtPeople people(dialect);
  const auto first = &SearchCriteria::first_name, last = &SearchCriteria::last_name;
  BOOST_TEST(people.with(first, "ada") == "Ada");
  BOOST_TEST(people.with(first, "ad") == "");
  BOOST_TEST(people.with(first, "ad%") == "Ada");
  BOOST_TEST(people.with(first, "%d%") == "Ada");
  BOOST_TEST(people.with(first, "%x%") == "");
  BOOST_TEST(people.with(last, "%OPP%") == "Grace");
  BOOST_TEST(people.with(last, "%opp_r") == "Grace");
  BOOST_TEST(people.with(last, "h%r") == "Grace");
  BOOST_TEST(people.with(last, "h%x") == "");
  BOOST_TEST(people.with(last, "h_pper") == "Grace");
  BOOST_TEST(people.with(last, "_h_pper") == "");
  BOOST_TEST(people.with(last, "STRASSE") == "Jörg");
  BOOST_TEST(people.with(last, "%") == "Grace No Ada Jörg");
  BOOST_TEST(people.with(first, "JÖ%") == "Jörg");
  BOOST_TEST(people.with(first, "%ÖR%") == "Jörg");
  BOOST_TEST(people.with(first, "%ö%") == "Jörg");
  BOOST_TEST(people.with(first, "%\xC3%") == "");  // half a letter is none
  BOOST_TEST(people.with(&SearchCriteria::nick_name, "count%") == "Ada");
  BOOST_TEST(people.with(&SearchCriteria::nick_name, "%TESS") == "Ada");
  BOOST_TEST(people.with(&SearchCriteria::nick_name, "count") == "");
}

// "LIKE, pattern as given", also of what goes on with a character that comes before a blank:
// MariaDB compares as if texts were filled with blanks.
BOTH_DATABASES(line_breaks_and_blanks_after_a_beginning_are_found) {
  SoughtPeople people(dialect);
  people.add(SoughtPeople::person("Break", "Main St 1\nTown", "break", "HR"));
  people.add(SoughtPeople::person("Tab", "Main St 1\tTown", "tab\tlogin", "HR"));
  people.add(SoughtPeople::person("Plain", "Main St 1", "plain", "HR"));
  const auto last = &SearchCriteria::last_name;
  const auto all = [](std::string names) {
    std::istringstream stream(names);
    return std::set<std::string>(std::istream_iterator<std::string>(stream), {});
  };
  const std::set<std::string> three = {"Break", "Plain", "Tab"}, two = {"Break", "Tab"};
  BOOST_TEST((all(people.with(last, "main st 1%")) == three));
  BOOST_TEST((all(people.with(last, "main st 1_town")) == two));
  BOOST_TEST(people.with(&SearchCriteria::principal, "tab%") == "Tab");
  BOOST_TEST(people.with(last, "main st 1 %") == "");
  BOOST_TEST((all(people.with(last, "main st %")) == three));
}

BOTH_DATABASES(a_backslash_takes_a_wildcards_meaning_away) {
  SoughtPeople people(dialect);
  people.add(SoughtPeople::person("Percy", "50%_off", "percy", "HR"));
  const auto last = &SearchCriteria::last_name;
  BOOST_TEST(people.with(last, "50\\%\\_off") == "Percy");
  BOOST_TEST(people.with(last, "50\\%%") == "Percy");
  BOOST_TEST(people.with(last, "%\\_off") == "Percy");
  BOOST_TEST(people.with(last, "%\\_%") == "Percy");
  BOOST_TEST(people.with(last, "h\\_pper") == "");
  BOOST_TEST(people.with(last, "%pp\\%") == "");
  // At the end there is nothing to take it from.
  people.add(SoughtPeople::person("Dos", "C:\\dir\\", "dos", "HR"));
  BOOST_TEST(people.with(last, "%\\") == "Dos");
  BOOST_TEST(people.with(last, "C:%\\") == "Dos");
}

// "Empty-string criterion is a criterion (`LIKE ''` finds nothing)"
BOTH_DATABASES(an_empty_text_is_a_criterion) {
  SoughtPeople people(dialect);
  BOOST_TEST(people.with(&SearchCriteria::first_name, "") == "");
  BOOST_TEST(people.with(&SearchCriteria::email, "") == "");
  BOOST_TEST(people.with(&SearchCriteria::location, "") == "");
}

BOTH_DATABASES(a_pattern_longer_than_any_column_is_refused) {
  SoughtPeople people(dialect);
  const std::string endless = "%" + std::string(4000, 'a') + "%";
  BOOST_CHECK_EXCEPTION(people.with(&SearchCriteria::last_name, endless.c_str()), Error,
                        fails_with(ErrorCode::InvalidArgument));
}

// "ORDER BY LAST_NAME, FIRST_NAME, row limit = maxResultSize if > 0 else fetch.size"
BOTH_DATABASES(no_criterion_finds_the_first_users_in_order) {
  SoughtPeople people(dialect);
  BOOST_TEST(people.names([](auto&) {}) == "Grace No Ada Jörg");
  BOOST_TEST(people.names([](auto& c) { c.max_results = 2; }) == "Grace No");
  BOOST_TEST(people.names([](auto& c) { c.max_results = 0; }) == "Grace No Ada Jörg");
  BOOST_TEST(people.names([](auto& c) { c.max_results = -1; }) == "Grace No Ada Jörg");
  people.repository.config.search_limit = 3;
  BOOST_TEST(people.names([](auto&) {}) == "Grace No Ada");
}

// "unlimited in OpenIAM": our bound is said, never silent. Who asked for a number knows.
BOTH_DATABASES(an_answer_that_our_limits_cut_off_says_so) {
  SoughtPeople people(dialect);
  Config& config = people.repository.config;
  BOOST_TEST(people.search([](auto&) {}).note == "");
  BOOST_TEST(people.search([](auto& c) { c.max_results = 2; }).note == "");
  config.search_limit = 4;
  BOOST_TEST(people.search([](auto&) {}).note == "");
  config.search_limit = 3;
  BOOST_TEST(people.search([](auto&) {}).note.starts_with("only the first 3 users are here"));
  BOOST_TEST(people.search([](auto& c) { c.max_results = 10; }).note == "");
  config.search_max = 2;
  BOOST_TEST(people.search([](auto&) {}).users.size() == 2u);
  const users::SearchAnswer many = people.search([](auto& c) { c.max_results = 10; });
  BOOST_TEST(many.users.size() == 2u);
  BOOST_TEST(many.note.find("identity.search_max") != std::string::npos);
  const users::SearchAnswer all = users::search_all(people.repository.services, {});
  BOOST_TEST(all.users.size() == 2u);
  BOOST_TEST(all.note == many.note);
}

BOTH_DATABASES(more_users_than_one_statement_names_come_back_in_order) {
  Repository repository(dialect);
  repository.services.store.transact([](Db& db) {
    for (int i = 0; i < 1203; ++i) {
      User user;
      user.id = "u" + std::to_string(i);
      user.last_name = std::to_string(10000 + (i * 7) % 1203);
      db.insert(user);
    }
  });
  const std::vector<User> found = users::search_all(repository.services, {}).users;
  BOOST_REQUIRE_EQUAL(found.size(), 1203u);
  for (std::size_t i = 0; i < found.size(); ++i)
    BOOST_REQUIRE_EQUAL(*found[i].last_name, std::to_string(10000 + i));
}

// "LIKE on EMAIL_ADDRESS.EMAIL_ADDRESS or USERS.EMAIL_ADDRESS"; "emailAddress needs no e-mail row"
BOTH_DATABASES(e_mail_is_found_in_both_places) {
  SoughtPeople people(dialect);
  UserRequest rows_only = SoughtPeople::person("Row", "Only", "row", "HR");
  rows_only.emails = {email("WORK", "Row@Example.com")};
  people.add(rows_only);
  UserRequest column_only = SoughtPeople::person("Column", "Only", "column", "HR");
  column_only.user.email = text("Column@Example.com");
  people.add(column_only);
  const auto mail = &SearchCriteria::email;
  BOOST_TEST(people.with(mail, "ada@example.org") == "Ada");
  BOOST_TEST(people.with(mail, "ROW@example.com") == "Row");
  BOOST_TEST(people.with(mail, "column@%") == "Column");
  BOOST_TEST(people.with(mail, "%@EXAMPLE.%") == "Ada Column Row");
  BOOST_TEST(people.with(mail, "nobody@example.org") == "");
  // Beside a sharper criterion the rows are asked in another way.
  for (const auto& [address, finds] : {
           std::pair{"row@example.com", "Row"   },
           {"%column@%",       "Column"},
           {"ada@example.org", ""      }
  })
    BOOST_TEST(people.names([&, address = address](auto& c) {
      c.last_name = text("only");
      c.email = text(address);
    }) == finds);
}

// A walk through all names looks at the other criteria, too.
BOTH_DATABASES(a_part_of_a_name_goes_with_other_criteria) {
  SoughtPeople people(dialect);
  const auto part_and = [&](Text SearchCriteria::*field, const char* value) {
    return people.names([&](SearchCriteria& criteria) {
      criteria.last_name = text("%o%");
      criteria.*field = text(value);
    });
  };
  BOOST_TEST(part_and(&SearchCriteria::status, "active") == "Grace Ada");
  BOOST_TEST(part_and(&SearchCriteria::status, "leave") == "");
  BOOST_TEST(part_and(&SearchCriteria::first_name, "%A%") == "Grace Ada");
  BOOST_TEST(part_and(&SearchCriteria::first_name, "a%") == "Ada");
  BOOST_TEST(part_and(&SearchCriteria::employee_id, "e1") == "Ada");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
