#include <boost/test/unit_test.hpp>

#include "identity/search_people.h"

// behaviour.md section 9.2 with its DO lines.
namespace idm {
using namespace test;
using users::SearchCriteria;

BOOST_AUTO_TEST_SUITE(searching_memberships)

// "principal and domainId must hit the same login row"; "principal without domainId: … DO default
// domain"; "users without any login are never found … DO left join unless principal, domainId or
// loggedIn is used"
BOTH_DATABASES(principals_are_looked_for_in_one_domain) {
  SoughtPeople people(dialect);
  const auto principal = &SearchCriteria::principal;
  BOOST_TEST(people.with(principal, "GRACE") == "Grace");
  BOOST_TEST(people.with(principal, "gr%") == "Grace");
  BOOST_TEST(people.with(principal, "%rac%") == "Grace");
  BOOST_TEST(people.with(principal, "grac") == "");
  for (const auto& [domain, finds] : {
           std::pair{"IDM",            ""     },
           {"usr_sec_domain", "Grace"},
           {"nowhere",        ""     }
  })
    BOOST_TEST(people.names([&, domain = domain](auto& c) {
      c.principal = text("grace");
      c.domain_id = text(domain);
    }) == finds);
  BOOST_TEST(people.with(&SearchCriteria::first_name, "No") == "No");
  BOOST_TEST(people.with(&SearchCriteria::domain_id, "USR_SEC_DOMAIN") == "Grace Ada Jörg");
  BOOST_TEST(people.with(&SearchCriteria::domain_id, "IDM") == "");
}

BOTH_DATABASES(the_default_domain_is_the_configured_one) {
  SoughtPeople people(dialect);
  people.repository.config.default_domain = "IDM";
  BOOST_TEST(people.with(&SearchCriteria::principal, "grace") == "");
  BOOST_TEST(people.names([](auto& c) { c.role_ids = {"MANAGER"}; }) == "");
}

// "loggedIn: "Yes" (any case): LAST_LOGIN not null; any other text: null"
BOTH_DATABASES(who_has_logged_in_is_known_by_the_login_row) {
  SoughtPeople people(dialect);
  people.repository.services.store.transact([](Db& db) {
    std::optional<Login> login = db.find<Login>(LoginId{"USR_SEC_DOMAIN", "grace", "0"});
    login->last_login = now();
    db.update(*login);
  });
  const auto logged_in = &SearchCriteria::logged_in;
  BOOST_TEST(people.with(logged_in, "yES") == "Grace");
  BOOST_TEST(people.with(logged_in, "No") == "Ada Jörg");
  BOOST_TEST(people.with(logged_in, "") == "Ada Jörg");
  const auto beside = [&](const char* principal, const char* answer) {
    return people.names([&](auto& c) {
      c.principal = text(principal);
      c.logged_in = text(answer);
    });
  };
  BOOST_TEST(beside("grace", "yes") == "Grace");
  BOOST_TEST(beside("grace", "no") == "");
  BOOST_TEST(beside("ada", "yes") == "");
}

// "IN over view USER_ROLE_VW (direct roles union roles through groups) and SERVICE_ID = domainId";
// "roleIdList without domainId: … DO the default domain"
BOTH_DATABASES(roles_count_through_groups_too) {
  SoughtPeople people(dialect);
  UserRequest member = SoughtPeople::person("Mem", "Ber", "member", "END_USER");
  member.groups = {group("MNGR_GRP")};
  people.add(member);
  const auto roles = [&](const std::vector<std::string>& ids, Text domain = {}, Text last = {}) {
    return people.names([&](auto& c) {
      c.role_ids = ids;
      c.domain_id = domain;
      c.last_name = last;
    });
  };
  BOOST_TEST(roles({"manager"}) == "Mem Grace");
  BOOST_TEST(roles({"MANAGER", "HR"}) == "Mem Grace Jörg");
  BOOST_TEST(roles({"END_USER", "MANAGER"}) == "Mem Grace Ada");
  BOOST_TEST(roles({"MANAGER"}, text("IDM")) == "");
  BOOST_TEST(roles({"nothing"}) == "");
  // Beside a sharper criterion the rows are asked in another way.
  BOOST_TEST(roles({"MANAGER"}, {}, text("%")) == "Mem Grace");
  BOOST_TEST(roles({"MANAGER"}, {}, text("ber")) == "Mem");
  BOOST_TEST(roles({"HR"}, {}, text("ber")) == "");
}

// "groups: direct membership rows only"
BOTH_DATABASES(groups_are_direct_ones) {
  SoughtPeople people(dialect);
  const auto groups = [&](const std::vector<std::string>& ids, const char* last) {
    return people.names([&](auto& c) {
      c.group_ids = ids;
      if (last) c.last_name = text(last);
    });
  };
  BOOST_TEST(groups({"end_user_grp"}, nullptr) == "Ada");
  BOOST_TEST(groups({"HR_GRP", "END_USER_GRP"}, "l%") == "Ada");
  BOOST_TEST(groups({"END_USER_GRP"}, "hopper") == "");
  BOOST_TEST(groups({"HR_GRP"}, nullptr) == "");
}

// Beyond 5000 members the users are walked by name and each is asked.
BOTH_DATABASES(roles_and_groups_of_very_many_find_the_same) {
  Repository repository(dialect);
  repository.services.store.transact([](Db& db) {
    for (int i = 0; i < 5005; ++i) {
      User user;
      user.id = "u" + std::to_string(i);
      user.last_name = std::to_string(20000 - i);
      db.insert(user);
      // The first by name has neither.
      if (i == 5004) break;
      UserRole role;
      role.id = {"USR_SEC_DOMAIN", "END_USER", user.id};
      role.row_id = user.id;
      db.insert(role);
      UserGroup group;
      group.id = group.user_id = user.id;
      group.group_id = "HR_GRP";
      db.insert(group);
    }
  });
  const auto first_of = [&](const SoughtPeople::Fill& fill) {
    SearchCriteria criteria;
    criteria.max_results = 1;
    fill(criteria);
    return *users::search(repository.services, criteria).users.at(0).last_name;
  };
  BOOST_TEST(first_of([](auto&) {}) == "14996");
  BOOST_TEST(first_of([](auto& c) { c.role_ids = {"END_USER"}; }) == "14997");
  BOOST_TEST(first_of([](auto& c) { c.role_ids = {"HR"}; }) == "14997");
  BOOST_TEST(first_of([](auto& c) { c.group_ids = {"HR_GRP"}; }) == "14997");
}

// "attributeValue: LIKE; attributeName, attributeElementId `=` on the same attribute row"
BOTH_DATABASES(name_element_and_value_are_on_one_attribute) {
  SoughtPeople people(dialect);
  const auto found = [&](Text name, Text element, Text value) {
    return people.names([&](auto& c) {
      c.attribute_name = name;
      c.attribute_element_id = element;
      c.attribute_value = value;
    });
  };
  BOOST_TEST(found(text("COSTcenter"), {}, {}) == "Ada");
  BOOST_TEST(found(text("COST%"), {}, {}) == "");
  BOOST_TEST(found({}, text("101"), {}) == "Ada");
  BOOST_TEST(found({}, text("104"), {}) == "");
  BOOST_TEST(found({}, {}, text("47%")) == "Grace Ada");
  BOOST_TEST(found({}, {}, text("%71%")) == "Grace Ada");
  BOOST_TEST(found({}, {}, text("47")) == "");
  BOOST_TEST(found(text("rank"), {}, text("4711")) == "Grace");
  BOOST_TEST(found(text("rank"), {}, text("navy")) == "");
  BOOST_TEST(found(text("rank"), text("101"), {}) == "");
  BOOST_TEST(found(text("costcenter"), text("101"), text("4_11")) == "Ada");
}

// "attributeList: names IN and values IN on one row, pairs not kept together: any name with any
// value; several pairs are OR-ed"
BOTH_DATABASES(an_attribute_list_is_names_and_values) {
  SoughtPeople people(dialect);
  const auto found = [&](std::vector<SearchCriteria::Attribute> list) {
    return people.names([&](auto& c) { c.attributes = std::move(list); });
  };
  BOOST_TEST(found({
                 {text("COSTCENTER"), text("4711")}
  }) == "Ada");
  BOOST_TEST(found({
                 {text("costCenter"),  text("navy")},
                 {text("dlg_flt_org"), text("4711")}
  }) ==
             "Grace Ada");
  BOOST_TEST(found({
                 {text("costCenter"), text("navy")}
  }) == "");
  BOOST_TEST(found({
                 {text("rank"), {}}
  }) == "Grace");
  BOOST_TEST(found({
                 {{}, text("navy")}
  }) == "Grace");
}

// "searchByDelegationProperties: role = `=` USER_ROLE.ROLE_ID (no domain), delAdmin 1: DEL_ADMIN =
// 1, and with it orgFilter: attribute DLG_FLT_ORG LIKE"
BOTH_DATABASES(delegation_asks_for_a_direct_role_and_administrators) {
  SoughtPeople people(dialect);
  UserRequest sysadmin = SoughtPeople::person("Sys", "Admin", "sys", "END_USER");
  sysadmin.roles = {role("SEC_ADMIN", "IDM")};
  sysadmin.groups = {group("MNGR_GRP")};
  people.add(sysadmin);
  const auto role_found = [&](const char* id) {
    return people.names([&](auto& c) { c.role_in_any_domain = text(id); });
  };
  BOOST_TEST(role_found("sec_admin") == "Sys");
  BOOST_TEST(role_found("MANAGER") == "Grace");
  BOOST_TEST(role_found("HELPDESK") == "");
  BOOST_TEST(role_found("nothing") == "");
  BOOST_TEST(people.names([](auto& c) { c.delegated_administrators = true; }) == "Grace");
  BOOST_TEST(people.names([](auto& c) {
    c.delegated_administrators = true;
    c.role_in_any_domain = text("HR");
  }) == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
