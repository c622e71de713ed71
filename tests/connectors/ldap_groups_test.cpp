// Groups of a directory: a field that lists them is the whole truth about one account.
#include <boost/test/unit_test.hpp>

#include "directory.h"

namespace idm::test {
namespace {

using Strings = std::vector<std::string>;

/// Groups of this directory's own place.
struct DirectoryWithGroups : Directory {
  explicit DirectoryWithGroups(const std::string& names = "cn", Slapd& server = Slapd::shared())
      : Directory(
            {
                {"group_names", names}
  },
            server) {
    target.options["group_base_dn"] = "ou=groups," + place;
    connector = connect(target);
  }
};

BOOST_AUTO_TEST_SUITE(ldap_groups)

BOOST_AUTO_TEST_CASE(an_account_is_in_exactly_the_groups_that_it_lists) {
  DirectoryWithGroups directory;
  BOOST_TEST((directory.put("ada", {
                                       {"memberOf", {"staff", "Admins"}}
  }) == Put::Created));
  BOOST_TEST((directory.groups_of("ada") == Strings{"admins", "staff"}));
  BOOST_TEST(directory.has_member("staff", directory.dn("ada")));
  BOOST_TEST((directory.put("ada", {
                                       {"memberOf", {"staff"}}
  }) == Put::Changed));
  BOOST_TEST((directory.groups_of("ada") == Strings{"staff"}));
  // Not given: they stay.
  directory.put("ada");
  BOOST_TEST((directory.groups_of("ada") == Strings{"staff"}));
  directory.put("ada", {
                           {"memberOf", {}}
  });
  BOOST_TEST(directory.groups_of("ada").empty());
  directory.put("bob", {
                           {"memberOf", {"staff"}}
  });
  for (const Account& account : directory.connector->list("", 10, call()).accounts)
    BOOST_TEST(
        (values(account, "memberOf") == (account.name == "bob" ? Strings{"staff"} : Strings{})));
}

BOOST_AUTO_TEST_CASE(groups_may_be_named_by_dn) {
  DirectoryWithGroups directory("dn");
  directory.put("ada", {
                           {"memberOf", {directory.group_dn("staff")}}
  });
  BOOST_TEST((directory.groups_of("ada") == Strings{directory.group_dn("staff")}));
  BOOST_CHECK_EXCEPTION(directory.put("ada",
                                      {
                                          {"memberOf", {"cn=staff,dc=elsewhere"}}
  }),
                        Failure, fails(Failure::Kind::Refused, {"cn=staff,dc=elsewhere"}));
}

BOOST_AUTO_TEST_CASE(an_unknown_group_is_refused_before_anything_changes) {
  DirectoryWithGroups directory;
  BOOST_CHECK_EXCEPTION(directory.put("ada",
                                      {
                                          {"memberOf", {"staff", "chess"}}
  }),
                        Failure, fails(Failure::Kind::Refused, {"memberOf", "chess"}));
  BOOST_TEST(!directory.connector->find("ada", call()));
  Directory without;
  BOOST_CHECK_EXCEPTION(without.put("ada",
                                    {
                                        {"memberOf", {"staff"}}
  }),
                        Failure, fails(Failure::Kind::Refused, {"group_base_dn"}));
}

// "groupOfNames may not be empty" (RFC 4519 section 3.5)
BOOST_AUTO_TEST_CASE(the_last_member_of_a_group_may_leave) {
  DirectoryWithGroups directory;
  directory.slapd.load("dn: " + directory.group_dn("chess") +
                       "\nobjectClass: groupOfNames\nmember: " + directory.dn("ada") + "\n");
  directory.put("ada");
  BOOST_TEST((directory.groups_of("ada") == Strings{"chess"}));
  directory.connector->remove("ada", call());
  BOOST_TEST(!directory.has_member("chess", directory.dn("ada")));
  BOOST_TEST(directory.has_member("chess", "cn=nobody"));
}

BOOST_AUTO_TEST_CASE(groups_follow_a_new_name_and_forget_who_is_gone) {
  Slapd keeps_references(Slapd::Tls::StartTls,
                         "overlay refint\nrefint_attributes member\nrefint_nothing cn=nobody\n");
  for (Slapd* server : {&Slapd::shared(), &keeps_references}) {
    DirectoryWithGroups directory("cn", *server);
    directory.put("ada", {
                             {"memberOf", {"staff"}}
    });
    for (int times = 0; times < 2; ++times) directory.connector->rename("ada", "countess", call());
    BOOST_TEST((directory.groups_of("countess") == Strings{"staff"}));
    BOOST_TEST(!directory.has_member("staff", directory.dn("ada")));
    for (int times = 0; times < 2; ++times) directory.connector->remove("countess", call());
    BOOST_TEST(!directory.has_member("staff", directory.dn("countess")));
  }
}

// A rename whose answer was lost may have left the groups behind: the next try finds them.
BOOST_AUTO_TEST_CASE(a_rename_that_ended_half_way_is_completed) {
  DirectoryWithGroups directory;
  directory.put("ada", {
                           {"memberOf", {"staff"}}
  });
  Directory same_without_groups;
  same_without_groups.target.options["base_dn"] = directory.target.options["base_dn"];
  connect(same_without_groups.target)->rename("ada", "countess", call());
  BOOST_TEST(directory.has_member("staff", directory.dn("ada")));
  directory.connector->rename("ada", "countess", call());
  BOOST_TEST((directory.groups_of("countess") == Strings{"staff"}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace idm::test
