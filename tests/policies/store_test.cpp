#include "policies/store.h"

#include <fstream>

#include "identity/apply_reference.h"
#include "orm/account_attribute-odb.hxx"
#include "policies/policy_house.h"
#include "policies/preview.h"
#include "policies/reference_kinds.h"

using namespace idm;
using namespace idm::test;

// Not an unnamed namespace: lambdas of the test cases have it as a member.
namespace policy_store {

struct StoreHouse : PolicyHouse {
  using PolicyHouse::PolicyHouse;

  ProvisioningPolicy put(const std::string& usage, const std::string& fields,
                         std::optional<std::uint64_t> version = std::nullopt) {
    policies::PolicyDocument document{usage};
    document.name = text("Accounts");
    document.fields = fields;
    return store().transact(
        [&](Db& db) { return policies::put_policy(db, "dir", document, version); });
  }
  bool put_transform(const std::string& name, const std::string& body) {
    return store().transact([&](Db& db) { return policies::put_transform(db, name, body); });
  }
  template <class Work>
  std::string refused(Work work) {
    try {
      work();
      return "accepted";
    } catch (const Error& error) {
      return error.what();
    }
  }
  std::string refused_fields(const std::string& fields) {
    return refused([&] { put("CREATE", fields); });
  }
  std::vector<std::string> apply(const std::string& toml, bool dry_run = false) {
    const std::string path = folder.path() + "/reference.toml";
    std::ofstream(path) << toml;
    return apply_reference(
        store(), path,
        {"USR_SEC_DOMAIN", dry_run, services().secret_key, policies::applied_kinds()});
  }

  TemporaryFolder folder;
};

const std::string reference =
    R"([{"name":"x","transform":{"type":"reference","attributes":{"id":"Low"}}}])";

}  // namespace policy_store

BOOST_AUTO_TEST_SUITE(policy_store)

// rest.md 4: "Free-form objects … must come back byte-equal in meaning: … number vs string kept,
// member order kept, `${…}` never expanded. Field order is kept; duplicate field names are kept."
BOOST_DATA_TEST_CASE(fields_come_back_as_they_were_sent, both_dialects, dialect) {
  StoreHouse house(dialect);
  const std::string fields =
      R"([{"name":"b","attributes":{"z":"50","a":50,"template":"${uid}"},"type":null},{"name":"b","type":""}])";
  const ProvisioningPolicy made = house.put("CREATE", fields);
  const auto found =
      house.store().read([](Db& db) { return policies::find_policy(db, "dir", "CREATE"); });
  BOOST_REQUIRE(found.has_value());
  BOOST_TEST(found->fields == fields);
  BOOST_TEST(*found->name == "Accounts");
  BOOST_TEST(found->policy_id == made.policy_id);
}

// "Exactly one policy per (source, usageType)"; "Order: by creation"; versions are optimistic.
BOOST_DATA_TEST_CASE(policies_are_replaced_listed_and_erased, both_dialects, dialect) {
  StoreHouse house(dialect);
  const std::uint64_t first = house.put("UPDATE", "[]", 0).version;
  house.put("CREATE", "[]");
  const ProvisioningPolicy second = house.put("UPDATE", R"([{"name":"x"}])", first);
  BOOST_TEST(second.version == first + 1);
  BOOST_TEST(house.refused([&] { house.put("UPDATE", "[]", first); }) ==
             "the policy UPDATE has been changed in the meantime");
  BOOST_TEST(house.refused([&] { house.put("UPDATE", "[]", 0); }) ==
             "the policy UPDATE has been changed in the meantime");
  const auto all = house.store().read([](Db& db) { return policies::list_policies(db, "dir"); });
  BOOST_REQUIRE(all.size() == 2U);
  BOOST_TEST(all[0].id.usage == "UPDATE");
  BOOST_TEST(all[1].id.usage == "CREATE");
  house.store().transact([](Db& db) {
    BOOST_TEST(policies::erase_policy(db, "dir", "UPDATE"));
    BOOST_TEST(!policies::erase_policy(db, "dir", "UPDATE"));
  });
}

// "UsageType: CREATE, UPDATE, … Case-sensitive."
BOOST_AUTO_TEST_CASE(sixteen_usage_types_are_known) {
  StoreHouse house(Dialect::Sqlite);
  BOOST_TEST(policies::usage_types().size() == 16U);
  for (const std::string& usage : policies::usage_types())
    BOOST_TEST(house.put(usage, "[]").id.usage == usage);
  BOOST_TEST(has(house.refused([&] { house.put("create", "[]"); }), "no usage type \"create\""));
  BOOST_CHECK_EXCEPTION(
      house.store().transact([](Db& db) { policies::put_policy(db, "none", {"CREATE"}); }), Error,
      fails_with(ErrorCode::ObjectIdInvalid));
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_field_is_named) {
  StoreHouse house(Dialect::Sqlite);
  const std::pair<const char*, const char*> cases[] = {
      {"{",                                                                                                                                                        "fields: is no JSON"                         },
      {"{}",                                                                                                                                                       "fields: must be an array"                   },
      {"[1]",                                                                                                                                                      "field 1: must be an object"                 },
      {R"([{"name":"a"},{"type":"string"}])",                                                                                                                      "field 2: has no name"                       },
      {R"([{"name":"a","type":"text"}])",                                                                                                                          R"(field "a".type: "text" is none of string)"},
      {R"([{"name":"a","isMultiValued":"yes"}])",
       R"(field "a".isMultiValued: must be true or false)"                                                                                                                                                      },
      {R"([{"name":"a","transform":[]}])",                                                                                                                         R"(field "a".transform: must be an object)"  },
      {R"([{"name":"a","transform":{"type":"lowwer"}}])",                                                                                                          "did you mean \"lower\""                     },
      {R"([{"name":"a","attributes":{"template":"${x"}}])",                                                                                                        R"(field "a".attributes.template: )"         },
      {R"([{"name":"a","attributes":{"template":"${uniqueCounter}"}}])",                                                                                           "names no generator"                         },
      {R"([{"name":"a","transform":{"type":"rule","attributes":{"name":"Create Unique Account ID"}}}])",
       "lacks template"                                                                                                                                                                                         },
      {R"([{"name":"a","transform":{"type":"rule","attributes":{"name":"Create Unique Account ID"}},"attributes":{"template":"x","cloudMaxUniqueChecks":"51"}}])",
       "cloudMaxUniqueChecks: must be from 1 to 50"                                                                                                                                                             },
      {R"([{"name":"a","transform":{"type":"usernameGenerator","attributes":{"patterns":["a${uniqueCounter}","b"]}}}])",
       "patterns[1]: is never reached"                                                                                                                                                                          },
      {R"([{"name":"a","transform":{"type":"lower","attributes":{"input":{"type":"usernameGenerator"}}}}])",
       "only directly in a policy's field"                                                                                                                                                                      },
      {R"([{"name":"a","transform":{"type":"rule","attributes":{"name":"Mine"}}}])",
       "no rule \"Mine\""                                                                                                                                                                                       },
      {R"([{"name":"a","attributes":{"accountName":"true"}},{"name":"b","attributes":{"accountName":true}}])",
       "more than one field is marked as accountName"                                                                                                                                                           },
  };
  for (const auto& [fields, why] : cases)
    BOOST_TEST(has(house.refused_fields(fields), why), fields);
}

// transforms.md 1: name "1..50 characters, unique, key used by `reference`"; "detect `reference`
// cycles"
BOOST_DATA_TEST_CASE(transforms_are_kept_while_somebody_refers_to_them, both_dialects, dialect) {
  StoreHouse house(dialect);
  BOOST_TEST(has(house.refused_fields(reference), "there is no transform \"Low\""));
  BOOST_TEST(house.put_transform("Low", R"({"type":"static","attributes":{"value":"low"}})"));
  BOOST_TEST(!house.put_transform("Low", R"({"type":"static","attributes":{"value":"low"}})"));
  house.put("CREATE", reference);
  BOOST_TEST(house.shown(house.add("Kim", "Oda", "koda")) == "koda: x=low");
  const auto erase = [&] {
    house.store().transact([](Db& db) { policies::erase_transform(db, "Low"); });
  };
  BOOST_TEST(has(house.refused(erase), "policy CREATE of managed system dir: field \"x\""));
  BOOST_TEST(has(house.refused([&] {
    house.put_transform("Low", R"({"type":"reference","attributes":{"id":"Low"}})");
  }),
                 "refers to itself"));
  BOOST_TEST(
      has(house.refused([&] { house.put_transform(std::string(51, 'x'), "{}"); }), "1 to 50"));
  house.put("CREATE", "[]");
  BOOST_TEST(house.refused(erase) == "accepted");
}

BOOST_DATA_TEST_CASE(a_reference_file_makes_policies_and_transforms, both_dialects, dialect) {
  StoreHouse house(dialect);
  std::ofstream(house.folder.path() + "/update.json") << R"([{"name":"y"}])";
  const std::string file = R"toml(
[[transform]]
name = "Low"
body = '{"type": "lower", "attributes": {"input": "$identity.firstname"}}'

[[provisioning_policy]]
system = "dir"
usage = "CREATE"
name = "New accounts"
description = "What they start with"
fields = '''[{"name":"x","transform":{"type":"reference","attributes":{"id":"Low"}}}]'''

[[provisioning_policy]]
system = "dir"
usage = "UPDATE"
fields_file = "update.json"
)toml";
  using Lines = std::vector<std::string>;
  BOOST_TEST(
      house.apply(file) == (Lines{"transform Low created", "provisioning_policy dir CREATE created",
                                  "provisioning_policy dir UPDATE created"}),
      boost::test_tools::per_element());
  BOOST_TEST(house.apply(file) ==
                 (Lines{"transform Low unchanged", "provisioning_policy dir CREATE unchanged",
                        "provisioning_policy dir UPDATE unchanged"}),
             boost::test_tools::per_element());
  BOOST_TEST(house.shown(house.add("Kim", "Oda", "koda")) == "koda: x=kim");
  BOOST_TEST(
      house.apply(
          "[[provisioning_policy]]\nsystem = \"dir\"\nusage = \"CREATE\"\nname = \"Other\"\n") ==
          (Lines{"provisioning_policy dir CREATE changed (name: \"New accounts\" -> \"Other\")"}),
      boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_reference_file_with_a_wrong_policy_changes_nothing) {
  StoreHouse house(Dialect::Sqlite);
  const std::string head = "[[provisioning_policy]]\nsystem = \"dir\"\nusage = \"CREATE\"\n";
  const auto refusal = [&](const std::string& toml) {
    return house.refused([&] { house.apply(toml); });
  };
  BOOST_TEST(
      has(refusal(head), "reference.toml:1: provisioning_policy dir CREATE lacks its fields"));
  BOOST_TEST(has(refusal(head + "fields = '[{}]'"), "reference.toml:1: field 1: has no name"));
  BOOST_TEST(has(refusal(head + "fields_file = 'none.json'"), "cannot read"));
  BOOST_TEST(
      has(refusal(head + "fields = '[]'\nfields_file = 'a'"), "either fields or fields_file"));
  BOOST_TEST(
      has(refusal("[[provisioning_policy]]\nsystem = \"no\"\nusage = \"CREATE\"\nfields = '[]'"),
          "no managed system \"no\""));
  BOOST_TEST(has(refusal("[[transform]]\nname = 'a'\nbody = '{\"type\":\"b\"}'"),
                 "no transform of type \"b\""));
  BOOST_TEST(count<ProvisioningPolicy>(house.repository) == 0U);
}

// conf/policies-example.toml: "koda, then k.oda, then koda1"
BOOST_DATA_TEST_CASE(the_example_works, both_dialects, dialect) {
  StoreHouse house(dialect);
  apply_reference(
      house.store(), IDM_SOURCE_DIR "/conf/policies-example.toml",
      {"USR_SEC_DOMAIN", false, house.services().secret_key, policies::applied_kinds()});
  for (const char* wanted : {"koda", "k.oda", "koda1"}) {
    const UserGraph user =
        stored(house.repository, house.add("Kåre", "Oda", std::string("login-of-") + wanted));
    const policies::Rendered made =
        policies::render(house.services(), {"staff-directory", policies::Usage::Create, user});
    BOOST_TEST(made.account_name == wanted);
    BOOST_TEST(made.attributes.size() == 6U);
  }
}

// `provisiond policy preview`: "prints a table of field, value (secrets as ***), note/error"
BOOST_DATA_TEST_CASE(a_preview_shows_everything_and_reserves_nothing, both_dialects, dialect) {
  StoreHouse house(dialect);
  house.add("Kim", "Oda", "koda");
  house.put("CREATE", "[" + unique_id + R"(,{"name":"password","type":"secret","transform":
    {"type":"static","attributes":{"value":"hush"}}},{"name":"title","isRequired":true,
    "attributes":{"template":"${title}"}},{"name":"phone","attributes":{"template":"${phone}"}}])");
  const auto lines =
      policies::preview_table(policies::preview(house.services(), {"dir", "CREATE", "koda", ""}));
  const std::vector<std::string> wanted{
      "FIELD           VALUE  NOTE",
      "(account name)  Kim",
      "uid             Kim",
      "password        ***",
      "title           -      ERROR: is required and has no value",
      "phone           -      is not written"};
  BOOST_TEST(lines == wanted, boost::test_tools::per_element());
  BOOST_TEST(count<AccountAttribute>(house.repository) == 0U);
  const auto tried = policies::preview_table(policies::preview(
      house.services(),
      {"dir", "UPDATE", "koda", R"([{"name":"a","attributes":{"template":"${title}"}}])"}));
  BOOST_TEST(tried.at(2) == "a               -      is cleared");
  BOOST_CHECK_EXCEPTION(policies::preview(house.services(), {"dir", "CREATE", "nobody", ""}), Error,
                        fails_with(ErrorCode::PrincipalNotFound));
  BOOST_CHECK_EXCEPTION(policies::preview(house.services(), {"dir", "UNLOCK", "koda", ""}), Error,
                        fails_with(ErrorCode::InvalidArgument));
}

BOOST_AUTO_TEST_SUITE_END()
