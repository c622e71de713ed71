#include <set>
#include <thread>

#include "connectors/registry.h"
#include "policies/policy_house.h"
#include "policies/unique_values.h"

using namespace idm;
using namespace idm::test;
using policies::Usage;

BOOST_AUTO_TEST_SUITE(render)

// render.h: "its own, else the default of its connector's kind, else nothing"
BOOST_DATA_TEST_CASE(the_kinds_default_holds_without_a_policy, both_dialects, dialect) {
  PolicyHouse house(dialect);
  const std::string kim = house.add("Kim", "Oda", "koda");
  BOOST_TEST(house.shown(kim) == "koda: firstName=Kim lastName=Oda");
  BOOST_TEST(house.shown(kim, Usage::Update) == "koda: firstName=Kim lastName=Oda email=");
  BOOST_TEST(house.shown(kim, Usage::Delete) == "koda:");
  house.policy("CREATE", R"([{"name":"cn","attributes":{"template":"${displayName}"}}])");
  BOOST_TEST(house.shown(kim) == "koda: cn=Kim Oda");
}

// transforms.md 3: "`$displayName@example.org` in mail works when displayName precedes it"; 7: "two
// fields using each other in both orders"
BOOST_DATA_TEST_CASE(fields_see_those_before_them, both_dialects, dialect) {
  PolicyHouse house(dialect);
  const std::string kim = house.add("Kim", "Oda", "koda");
  const std::string name =
      R"({"name":"nick","transform":{"type":"lower","attributes":{"input":"$identity.firstname"}}})";
  const std::string mail =
      R"({"name":"mail","transform":{"type":"static","attributes":{"value":"$nick@example.org"}}})";
  house.policy("CREATE", "[" + name + "," + mail + "]");
  BOOST_TEST(house.shown(kim) == "koda: nick=kim mail=kim@example.org");
  house.policy("CREATE", "[" + mail + "," + name + "]");
  BOOST_TEST(
      has(house.refusal(kim),
          "policy CREATE of managed system dir, field \"mail\": static: $nick has no value"));
}

// 6: "Required field without value: … fail that account, name the field."
BOOST_DATA_TEST_CASE(a_required_field_needs_a_value, both_dialects, dialect) {
  PolicyHouse house(dialect);
  const std::string kim = house.add("Kim", "Oda", "koda");
  const std::string field = R"([{"name":"title","attributes":{"template":"${title}"})";
  house.policy("CREATE", field + "}]");
  BOOST_TEST(house.shown(kim) == "koda:");
  house.policy("CREATE", field + R"(,"isRequired":true}])");
  BOOST_TEST(has(house.refusal(kim), "field \"title\": is required and has no value"));
}

// connector.h: "No values: it is cleared"; a new account has nothing to clear, and a field that
// says nothing about its value leaves the account alone.
BOOST_DATA_TEST_CASE(an_update_clears_what_the_user_lost, both_dialects, dialect) {
  PolicyHouse house(dialect);
  const std::string kim = house.add("Kim", "Oda", "koda");
  house.policy("UPDATE", R"([{"name":"title","attributes":{"template":"${title}"}},{"name":"other"},
    {"name":"password","type":"secret"}])");
  BOOST_TEST(house.shown(kim, Usage::Update) == "koda: title=");
}

BOOST_DATA_TEST_CASE(secrets_are_marked_and_only_secrets_see_them, both_dialects, dialect) {
  PolicyHouse house(dialect);
  const std::string kim = house.add("Kim", "Oda", "koda");
  house.policy("CREATE", R"([{"name":"password","type":"secret"},
    {"name":"unicodePwd","type":"secret","transform":{"type":"static","attributes":{"value":"<$password>"}}}])");
  BOOST_TEST(house.shown(house.render(kim, Usage::Create, "", "s3cret")) ==
             "koda: !password=s3cret !unicodePwd=<s3cret>");
  house.policy("CREATE", R"([{"name":"password","type":"secret"},
    {"name":"info","transform":{"type":"static","attributes":{"value":"$!password"}}}])");
  BOOST_TEST(house.shown(house.render(kim, Usage::Create, "", "s3cret")) ==
             "koda: !password=s3cret info=");
}

// 6: "Create Password: initial password that satisfies the password policy assigned to the source"
BOOST_DATA_TEST_CASE(a_password_is_made_for_a_new_account_only, both_dialects, dialect) {
  PolicyHouse house(dialect);
  const std::string kim = house.add("Kim", "Oda", "koda");
  const std::string fields =
      R"([{"name":"pw","transform":{"type":"rule","attributes":{"name":"Create Password"}},
    "attributes":{"template":""}}])";
  house.policy("CREATE", fields);
  house.policy("UPDATE", fields);
  const policies::Rendered created = house.render(kim);
  BOOST_REQUIRE(created.attributes.size() == 1U);
  BOOST_TEST(created.attributes[0].secret);
  BOOST_TEST(created.attributes[0].values.at(0).size() >= 8U);
  BOOST_TEST(house.shown(house.render(kim, Usage::Create, "", "given1Pw")) == "koda: !pw=given1Pw");
  BOOST_TEST(house.shown(kim, Usage::Update) == "koda:");
}

BOOST_DATA_TEST_CASE(a_multi_valued_field_takes_all_values_of_an_attribute, both_dialects,
                     dialect) {
  PolicyHouse house(dialect);
  UserRequest request = ada();
  request.emails = {email("WORK", "a@example.org"), email("HOME", "b@example.org")};
  const std::string id = users::add(house.services(), request).user.user.id;
  const std::string transform =
      R"("transform":{"type":"identityAttribute","attributes":{"name":"email"}})";
  house.policy(
      "CREATE",
      R"([{"name":"all","isMultiValued":true,)" + transform + R"(},{"name":"one",)" + transform +
          R"(},{"name":"mail","isMultiValued":true,"attributes":{"template":"${email}"}}])");
  BOOST_TEST(
      house.shown(id) ==
      "ada: all=a@example.org|b@example.org one=a@example.org mail=a@example.org|b@example.org");
}

BOOST_DATA_TEST_CASE(values_fit_their_type, both_dialects, dialect) {
  PolicyHouse house(dialect);
  const std::string kim = house.add("Kim", "Oda", "koda");
  for (const char* type : {"int", "long", "boolean"}) {
    house.policy("CREATE",
                 std::string(R"([{"name":"x","type":")") + type +
                     R"(","transform":{"type":"static","attributes":{"value":"seven"}}}])");
    BOOST_TEST(has(house.refusal(kim), "field \"x\": its value is"));
  }
  house.policy(
      "CREATE",
      R"([{"name":"x","type":"int","transform":{"type":"static","attributes":{"value":7}}}])");
  BOOST_TEST(house.shown(kim) == "koda: x=7");
}

// render.h: "The account's name, when a principal or an earlier change gave it one"
BOOST_DATA_TEST_CASE(a_given_account_name_is_the_value_of_the_field_that_names, both_dialects,
                     dialect) {
  PolicyHouse house(dialect);
  const std::string kim = house.add("Kim", "Oda", "koda");
  house.policy(
      "CREATE",
      R"([{"name":"dn","attributes":{"template":"cn=${displayName}","accountName":"true"}}])");
  BOOST_TEST(house.shown(kim) == "cn=Kim Oda: dn=cn=Kim Oda");
  BOOST_TEST(house.shown(house.render(kim, Usage::Create, "cn=K")) == "cn=K: dn=cn=K");
  house.policy("CREATE", "[" + unique_id + "]");
  const std::string sam = house.add("Sam", "Oda", "soda");
  BOOST_TEST(house.shown(sam) == "Sam: uid=Sam");
  BOOST_TEST(house.render(sam, Usage::Update).account_name == "Sam");
  BOOST_TEST(house.render(sam, Usage::Delete).account_name == "Sam");
}

BOOST_DATA_TEST_CASE(an_account_needs_a_name, both_dialects, dialect) {
  PolicyHouse house(dialect);
  const std::string kim = house.add("Kim", "Oda", "");
  BOOST_TEST(has(house.refusal(kim), "the account has no name"));
}

// transforms.md 6: "counter until unique … same attribute among all accounts of that source,
// case-insensitive"; "plain value first, then 1, 2 ..."; a value once reserved stays the user's.
BOOST_DATA_TEST_CASE(unique_attributes_count_up_and_stay, both_dialects, dialect) {
  PolicyHouse house(dialect);
  const std::string a = house.add("Kim", "Oda", "k1"), b = house.add("KIM", "ODA", "k2");
  const std::string c = house.add("kim", "oda", "k3");
  house.policy("CREATE", "[" + unique_mail + "]");
  house.policy("UPDATE", "[" + unique_mail + "]");
  BOOST_TEST(house.shown(a) == "k1: mail=Kim.Oda@example.org");
  BOOST_TEST(house.shown(b) == "k2: mail=KIM.ODA1@example.org");
  BOOST_TEST(house.shown(c) == "k3: mail=kim.oda2@example.org");
  BOOST_TEST(house.shown(b, Usage::Update) == "k2: mail=KIM.ODA1@example.org");
  house.store().transact([&](Db& db) { policies::release(db, "dir", a); });
  const std::string d = house.add("Kim", "Oda", "k4");
  BOOST_TEST(house.shown(d) == "k4: mail=Kim.Oda@example.org");
}

// "unique as account id of the source": principals of that system count, whatever their case, but
// not one's own.
BOOST_DATA_TEST_CASE(account_ids_avoid_the_principals_of_the_system, both_dialects, dialect) {
  PolicyHouse house(dialect);
  const auto with_principal = [&](const char* first, const char* login) {
    UserRequest request;
    request.user.first_name = text(first);
    request.user.last_name = text("Oda");
    WantedPrincipal there = principal(login);
    there.login.id.managed_system_id = "dir";
    request.principals = {there};
    return users::add(house.services(), request).user.user.id;
  };
  const std::string other = with_principal("Zoe", "KIM"), own = with_principal("Sam", "sam");
  house.policy("CREATE", "[" + unique_id + "]");
  BOOST_TEST(house.shown(house.add("Kim", "Oda", "koda")) == "Kim1: uid=Kim1");
  BOOST_TEST(house.shown(own) == "Sam: uid=Sam");
  BOOST_TEST(house.shown(house.render(other, Usage::Create, "KIM")) == "KIM: uid=KIM");
}

// A name that nobody gave must not take over somebody's account.
BOOST_DATA_TEST_CASE(a_primary_principal_does_not_take_over_an_account, both_dialects, dialect) {
  PolicyHouse house(dialect);
  house.policy("CREATE", "[" + unique_id + "]");
  house.render(house.add("Kim", "Oda", "koda"));
  house.policy("CREATE", "[]");
  const std::string other = house.add("Sam", "Oda", "kim");
  BOOST_TEST(has(house.refusal(other), "the account name \"kim\" belongs to another user"));
}

// "Checks stop after field attribute cloudMaxUniqueChecks"; "DO count checks, the plain value
// included"; "DO cut the part before the counter so that counters differ"
BOOST_DATA_TEST_CASE(counters_end_and_fit, both_dialects, dialect) {
  PolicyHouse house(dialect);
  const auto field = [](const char* checks, const char* size) {
    return std::string(
               R"([{"name":"uid","transform":{"type":"rule","attributes":{"name":"Create Unique Account ID"}},
      "attributes":{"template":"${firstname}${uniqueCounter}","cloudMaxUniqueChecks":")") +
           checks + R"(","cloudMaxSize":)" + size + R"(,"cloudRequired":"true"}}])";
  };
  house.policy("CREATE", field("3", "4"));
  BOOST_TEST(house.shown(house.add("Kimberly", "Oda", "k1")) == "Kimb: uid=Kimb");
  BOOST_TEST(house.shown(house.add("Kimberly", "Oda", "k2")) == "Kim1: uid=Kim1");
  BOOST_TEST(house.shown(house.add("Kimberly", "Oda", "k3")) == "Kim2: uid=Kim2");
  BOOST_TEST(has(house.refusal(house.add("Kimberly", "Oda", "k4")),
                 "all 3 values that were tried are taken"));
  house.policy("CREATE", field("50", "1"));
  BOOST_TEST(has(house.refusal(house.add("Lee", "Oda", "k5")), "does not fit into cloudMaxSize 1"));
}

// 5: "patterns ["$fi$ln","$fi.$ln","$fi$ln${uniqueCounter}"], fi=k, ln=oda, taken: koda, k.oda →
// third pattern: koda (taken) → koda1"; "Null variable in a pattern: DO skip that pattern"
BOOST_DATA_TEST_CASE(user_names_come_from_patterns, both_dialects, dialect) {
  PolicyHouse house(dialect);
  const std::string letter =
      R"("fi":{"type":"lower","attributes":{"input":{"type":"substring","attributes":{"begin":0,"end":1,
        "input":{"type":"identityAttribute","attributes":{"name":"firstname"}}}}}},
        "ln":{"type":"lower","attributes":{"input":{"type":"identityAttribute","attributes":{"name":"lastname"}}}},
        "mn":{"type":"identityAttribute","attributes":{"name":"middlename"}})";
  house.policy(
      "CREATE",
      R"([{"name":"uid","transform":{"type":"usernameGenerator","attributes":{"sourceCheck":true,
    "patterns":["$mn$ln","$fi$ln","$fi.$ln","$fi$ln${uniqueCounter}"],)" +
          letter + "}}}]");
  BOOST_TEST(house.shown(house.add("Kim", "Oda", "a1")) == "koda: uid=koda");
  BOOST_TEST(house.shown(house.add("Kim", "Oda", "a2")) == "k.oda: uid=k.oda");
  BOOST_TEST(house.shown(house.add("Kim", "Oda", "a3")) == "koda1: uid=koda1");
}

// The point of reserving: as many different names as users, whoever comes first.
BOOST_DATA_TEST_CASE(sixteen_at_once_get_sixteen_names, both_dialects, dialect) {
  PolicyHouse house(dialect);
  house.policy("CREATE", "[" + unique_id + "," + unique_mail + "]");
  std::vector<std::string> ids;
  for (int i = 0; i < 16; ++i)
    ids.push_back(house.add("Kim", "Oda", "kim" + std::to_string(100 + i)));
  std::vector<std::string> names(16), mails(16), failures(16);
  std::vector<UserGraph> graphs;
  for (const std::string& id : ids) graphs.push_back(stored(house.repository, id));
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < 16; ++i)
    threads.emplace_back([&, i] {
      try {
        const policies::Rendered made =
            policies::render(house.services(), {"dir", Usage::Create, graphs[i]});
        names[i] = made.account_name;
        mails[i] = made.attributes.at(1).values.at(0);
      } catch (const std::exception& error) {
        failures[i] = error.what();
      }
    });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& failure : failures) BOOST_TEST(failure == "");
  BOOST_TEST(std::set<std::string>(names.begin(), names.end()).size() == 16U);
  BOOST_TEST(std::set<std::string>(mails.begin(), mails.end()).size() == 16U);
  BOOST_TEST(std::set<std::string>(names.begin(), names.end()).count("Kim15") == 1U);
}

BOOST_DATA_TEST_CASE(unknown_systems_and_broken_policies_are_named, both_dialects, dialect) {
  PolicyHouse house(dialect);
  const std::string kim = house.add("Kim", "Oda", "koda");
  const UserGraph user = stored(house.repository, kim);
  BOOST_CHECK_EXCEPTION(policies::render(house.services(), {"none", Usage::Create, user}), Error,
                        fails_with(ErrorCode::ObjectIdInvalid));
  house.policy("CREATE",
               R"([{"name":"x","transform":{"type":"reference","attributes":{"id":"gone"}}}])");
  BOOST_TEST(has(house.refusal(kim),
                 "policy CREATE of managed system dir: field \"x\".transform.attributes.id"));
}

// rest.md 4: "duplicate field names are kept"
BOOST_DATA_TEST_CASE(of_two_fields_of_one_name_the_later_decides, both_dialects, dialect) {
  PolicyHouse house(dialect);
  house.policy("CREATE", R"([{"name":"x","attributes":{"template":"${uid}"}},
    {"name":"y","attributes":{"template":"<${x}>"}},{"name":"x","attributes":{"template":"2"}},
    {"name":"x","attributes":{"template":"${title}"}}])");
  BOOST_TEST(house.shown(house.add("Kim", "Oda", "koda")) == "koda: y=<koda> x=2");
}

// What policies may ask of others is read from the store.
BOOST_DATA_TEST_CASE(other_people_are_found_in_the_store, both_dialects, dialect) {
  PolicyHouse house(dialect);
  const std::string kim = house.add("Kim", "Oda", "koda"),
                    ada = house.add("Ada", "Lovelace", "ada");
  const auto asks = [&] { return house.shown(kim); };
  house.policy("CREATE",
               R"j([{"name":"chief","attributes":{"template":"${manager} ${manager.lastname}"}},
    {"name":"ada","transform":{"type":"rule","attributes":{"name":"Cloud Services Deployment Utility",
      "operation":"getReferenceIdentityAttribute","uid":"ADA","attributeName":"firstname"}}},
    {"name":"is","transform":{"type":"static","attributes":{"value":"$!identity.manager.getManagerStatus()"
}
}
},
    {"name":"own","transform":{"type":"accountAttribute","attributes":{"sourceName":"Directory",
      "attributeName":"nativeIdentity"}}}])j");
  BOOST_TEST(asks() == "koda: ada=Ada is=");
  house.store().transact([&](Db& db) {
    Supervision row;
    row.id = "S1";
    row.supervisor_id = ada;
    row.employee_id = kim;
    db.insert(row);
    AccountState state;
    state.id = {kim, "dir"};
    state.state = "ACTIVE";
    state.last_verb = "CREATE";
    state.target_name = text("cn=koda");
    state.changed = now();
    db.insert(state);
  });
  BOOST_TEST(asks() == "koda: chief=ada Lovelace ada=Ada is=true own=cn=koda");
}

// Whoever writes a connector sees here that its defaults can be used.
BOOST_AUTO_TEST_CASE(the_defaults_of_every_kind_are_policies) {
  for (const connectors::Kind* kind : connectors::kinds()) {
    if (!kind->default_policies) continue;
    const policies::Json all = policies::parse_json(kind->default_policies, kind->name);
    BOOST_TEST(all.is_object(), kind->name);
    for (const auto& [usage, fields] : all.items())
      BOOST_CHECK_NO_THROW(policies::compile_fields(fields, {}));
  }
}

BOOST_AUTO_TEST_SUITE_END()
