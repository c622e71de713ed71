#include "core/instant.h"
#include "policies/transform_bench.h"

using namespace idm;
using namespace idm::test;

namespace {

struct Identities : TransformBench {
  std::string value(const char* name) {
    return policies::Identity(user, config, *this).value(name).value_or("(null)");
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(identities, Identities)

// docs/policies.md has the table.
BOOST_AUTO_TEST_CASE(columns_have_the_names_of_both_worlds) {
  user.user.employee_id = text("E7");
  user.user.department = text("OPS");
  user.user.location = text("OSL");
  user.user.start_date = instant_from_fields({2024, 3, 1, 0, 0, 0, 0});
  const std::pair<const char*, const char*> rows[] = {
      {"uid",            "koda"                    },
      {"login",          "koda"                    },
      {"userId",         "U1"                      },
      {"firstname",      "Kimberly"                },
      {"firstName",      "Kimberly"                },
      {"lastname",       "Oda"                     },
      {"displayName",    "Kimberly Oda"            },
      {"employeeNumber", "E7"                      },
      {"employeeId",     "E7"                      },
      {"department",     "Ops"                     },
      {"departmentCode", "OPS"                     },
      {"deptCd",         "OPS"                     },
      {"location",       "OSL"                     },
      {"startDate",      "2024-03-01T00:00:00.000Z"},
      {"title",          "(null)"                  },
      {"FirstName",      "(null)"                  }
  };
  for (const auto& [name, wanted] : rows) BOOST_TEST(value(name) == wanted, name);
  user.user.department_name = Text();
  BOOST_TEST(value("department") == "OPS");
}

BOOST_AUTO_TEST_CASE(a_column_with_a_value_comes_before_an_attribute) {
  set("costCenter", "4711");
  set("shoeSize", "43");
  BOOST_TEST(value("costCenter") == "4711");
  BOOST_TEST(value("shoeSize") == "43");
  user.user.cost_center = text("12");
  BOOST_TEST(value("costCenter") == "12");
}

BOOST_AUTO_TEST_CASE(contacts_give_the_default_first) {
  user.user.email = text("row@example.org");
  BOOST_TEST(value("email") == "row@example.org");
  EmailAddress one, two;
  one.address = text("one@example.org");
  two.address = text("two@example.org");
  two.is_default = 1;
  user.emails = {one, two};
  BOOST_TEST(value("email") == "two@example.org");
  Phone phone;
  phone.country_code = text("47");
  phone.area_code = text("98");
  phone.number = text("765432");
  user.phones = {phone};
  BOOST_TEST(value("phone") == "+47 98 765432");
  Address address;
  address.city = text("Oslo");
  user.addresses = {address};
  BOOST_TEST(value("city") == "Oslo");
  user.user.city = text("Bergen");
  BOOST_TEST(value("city") == "Bergen");
}

BOOST_AUTO_TEST_CASE(the_manager_is_the_primary_supervisor) {
  BOOST_TEST(value("manager") == "(null)");
  BOOST_TEST(value("manager.firstname") == "(null)");
  give_chief();
  BOOST_TEST(value("manager") == "ada");
  BOOST_TEST(value("manager.firstname") == "Ada");
  Supervision other;
  other.supervisor_id = "nobody";
  other.is_primary = 1;
  user.supervisors.push_back(other);
  BOOST_TEST(value("manager") == "(null)");
  user.supervisors.clear();
  user.user.manager_id = text("U2");
  BOOST_TEST(value("manager") == "ada");
}

// logins.h: one that was ended comes after those in use
BOOST_AUTO_TEST_CASE(the_uid_is_the_primary_principal) {
  user.principals[0].login.status = text("INACTIVE");
  Principal other = user.principals[0];
  other.login.id.login = "kim";
  other.login.status = text("ACTIVE");
  user.principals.push_back(other);
  BOOST_TEST(value("uid") == "kim");
}

BOOST_AUTO_TEST_SUITE_END()
