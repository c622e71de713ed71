#include <boost/test/unit_test.hpp>

#include <functional>

#include "identity/search_users.h"
#include "identity/users.h"
#include "provisioning/provision_user.h"
#include "support/repository.h"
#include "support/rows.h"

// behaviour.md section 9.2 with its DO lines.
namespace idm {
using namespace test;
using users::SearchCriteria;

namespace {

/// Three people to look for.
struct People {
  explicit People(Dialect dialect) : repository(dialect) {
    UserRequest ada = test::ada();
    ada.user.email = text("Ada@Example.org");
    ada.user.department = text("MATH");
    ada.user.employee_id = text("E1");
    ada.user.start_date = now();
    Phone desk;
    desk.name = text("DESK");
    desk.area_code = text("212");
    desk.number = text("555");
    ada.phones = {wanted(desk)};
    add(ada);
    add(person("Grace", "Hopper", "grace", "MANAGER"));
    add(person("Jörg", "Straße", "joerg", "HR"));
    UserRequest nameless;
    nameless.user.first_name = text("No");
    nameless.user.last_name = text("Login");
    users::add(repository.services, nameless);
  }

  static UserRequest person(const char* first, const char* last, const char* login,
                            const char* job) {
    UserRequest request;
    request.user.first_name = text(first);
    request.user.last_name = text(last);
    request.user.status = text("ACTIVE");
    request.principals = {principal(login)};
    request.roles = {role(job)};
    return request;
  }

  void add(const UserRequest& request) { provisioning::add_user(repository.services, request); }

  /// First names, in the order found.
  std::string names(const std::function<void(SearchCriteria&)>& fill) {
    SearchCriteria criteria;
    fill(criteria);
    std::string all;
    for (const User& user : users::search(repository.services, criteria))
      all += (all.empty() ? "" : " ") + *user.first_name;
    return all;
  }

  Repository repository;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(searching_users)

// "LIKE, pattern as given (`%`, `_` are the client's; no implicit wildcard)"; without case, folded
BOTH_DATABASES(names_match_patterns_without_case) {
  People people(dialect);
  BOOST_TEST(people.names([](auto& c) { c.first_name = text("ada"); }) == "Ada");
  BOOST_TEST(people.names([](auto& c) { c.first_name = text("ad"); }) == "");
  BOOST_TEST(people.names([](auto& c) { c.first_name = text("ad%"); }) == "Ada");
  BOOST_TEST(people.names([](auto& c) { c.last_name = text("%OPP%"); }) == "Grace");
  BOOST_TEST(people.names([](auto& c) { c.last_name = text("h_pper"); }) == "Grace");
  BOOST_TEST(people.names([](auto& c) { c.last_name = text("h\\_pper"); }) == "");
  BOOST_TEST(people.names([](auto& c) { c.last_name = text("STRASSE"); }) == "Jörg");
  BOOST_TEST(people.names([](auto& c) { c.first_name = text("JÖ%"); }) == "Jörg");
  BOOST_TEST(people.names([](auto& c) { c.first_name = text(""); }) == "");
}

// "ORDER BY LAST_NAME, FIRST_NAME, row limit = maxResultSize if > 0 else fetch.size"
BOTH_DATABASES(no_criterion_finds_the_first_users_in_order) {
  People people(dialect);
  BOOST_TEST(people.names([](auto&) {}) == "Grace No Ada Jörg");
  BOOST_TEST(people.names([](auto& c) { c.max_results = 2; }) == "Grace No");
}

// "LIKE on EMAIL_ADDRESS.EMAIL_ADDRESS or USERS.EMAIL_ADDRESS"; "emailAddress needs no e-mail row"
BOTH_DATABASES(e_mail_is_found_in_both_places) {
  People people(dialect);
  BOOST_TEST(people.names([](auto& c) { c.email = text("ada@example.org"); }) == "Ada");
  BOOST_TEST(people.names([](auto& c) { c.email = text("%@example.org"); }) == "Ada");
  BOOST_TEST(people.names([](auto& c) { c.email = text("nobody@example.org"); }) == "");
}

// "principal and domainId must hit the same login row"; "principal without domainId: … DO default
// domain"; "users without any login are never found … DO left join unless principal, domainId or
// loggedIn is used"
BOTH_DATABASES(principals_are_looked_for_in_one_domain) {
  People people(dialect);
  BOOST_TEST(people.names([](auto& c) { c.principal = text("GRACE"); }) == "Grace");
  BOOST_TEST(people.names([](auto& c) {
    c.principal = text("grace");
    c.domain_id = text("IDM");
  }) == "");
  BOOST_TEST(people.names([](auto& c) { c.first_name = text("No"); }) == "No");
  BOOST_TEST(people.names([](auto& c) { c.domain_id = text("USR_SEC_DOMAIN"); }) ==
             "Grace Ada Jörg");
  BOOST_TEST(people.names([](auto& c) { c.logged_in = text("Yes"); }) == "");
}

// "IN over view USER_ROLE_VW (direct roles union roles through groups) and SERVICE_ID = domainId";
// "roleIdList without domainId: … DO the default domain"
BOTH_DATABASES(roles_count_through_groups_too) {
  People people(dialect);
  BOOST_TEST(people.names([](auto& c) { c.role_ids = {"MANAGER"}; }) == "Grace");
  BOOST_TEST(people.names([](auto& c) { c.role_ids = {"MANAGER", "HR"}; }) == "Grace Jörg");
  BOOST_TEST(people.names([](auto& c) { c.group_ids = {"END_USER_GRP"}; }) == "Ada");
  BOOST_TEST(people.names([](auto& c) {
    c.role_ids = {"MANAGER"};
    c.domain_id = text("IDM");
  }) == "");
}

BOTH_DATABASES(other_fields_are_compared) {
  People people(dialect);
  BOOST_TEST(people.names([](auto& c) { c.status = text("active"); }) == "Grace Ada Jörg");
  BOOST_TEST(people.names([](auto& c) { c.department = text("math"); }) == "Ada");
  BOOST_TEST(people.names([](auto& c) { c.employee_id = text("E1"); }) == "Ada");
  BOOST_TEST(people.names([](auto& c) {
    c.phone_area_code = text("212");
    c.phone_number = text("555");
  }) == "Ada");
  BOOST_TEST(people.names([](auto& c) {
    c.attribute_name = text("COSTcenter");
    c.attribute_value = text("47%");
  }) == "Ada");
  BOOST_TEST(people.names([](auto& c) {
    c.attribute_name = text("costCenter");
    c.attribute_value = text("5%");
  }) == "");
  BOOST_TEST(people.names([](auto& c) {
    c.attributes = {
        {text("costCenter"), text("4711")}
    };
  }) == "Ada");
}

// "createDate, startDate, lastDate, dateOfBirth: equal to that day"; "raw pasting = SQL injection:
// DO whitelist"
BOTH_DATABASES(dates_are_days_and_columns_are_listed) {
  People people(dialect);
  BOOST_TEST(people.names([](auto& c) { c.start_date = now(); }) == "Ada");
  BOOST_TEST(people.names([](auto& c) { c.start_date = now() - std::chrono::hours(48); }) == "");
  BOOST_TEST(people.names([](auto& c) {
    c.dates = {
        {"u.START_DATE", "IS NOT NULL", {}}
    };
  }) == "Ada");
  BOOST_TEST(people.names([](auto& c) {
    c.dates = {
        {"START_DATE", "<", Moment(now() + std::chrono::hours(48))}
    };
  }) == "Ada");
  BOOST_CHECK_EXCEPTION(people.names([](auto& c) {
    c.dates = {
        {"1=1 OR START_DATE", "=", Moment(now())}
    };
  }),
                        Error, fails_with(ErrorCode::InvalidArgument));
  BOOST_CHECK_EXCEPTION(people.names([](auto& c) {
    c.dates = {
        {"START_DATE", "= 1 OR 1", Moment(now())}
    };
  }),
                        Error, fails_with(ErrorCode::InvalidArgument));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
