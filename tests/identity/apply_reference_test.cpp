#include "identity/apply_reference.h"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <orm/group-odb.hxx>
#include <orm/policy-odb.hxx>
#include <orm/reference_generation-odb.hxx>
#include <sstream>

#include "identity/reference_columns.h"
#include "support/database.h"

using namespace idm;
using test::TestStore;

namespace {

const std::string example = IDM_SOURCE_DIR "/conf/reference-example.toml";

/// Applies texts to a fresh database.
struct Fixture {
  explicit Fixture(Dialect dialect) : database(dialect), store(database.store) {}

  std::vector<std::string> apply(const std::string& toml, bool dry_run = false) {
    const std::string path = folder.path() + "/reference.toml";
    std::ofstream(path) << toml;
    return apply_reference(store, path, {"USR_SEC_DOMAIN", dry_run, std::string(32, 't')});
  }

  /// What a text is refused with, from the line number on.
  std::string refusal(const std::string& toml) {
    try {
      apply(toml);
    } catch (const Error& error) {
      const std::string text = error.what();
      return error.code() == ErrorCode::InvalidArgument ? text.substr(text.find(".toml:") + 6)
                                                        : "not InvalidArgument";
    }
    return "accepted";
  }

  template <class Row, class Key>
  std::optional<Row> find(const Key& key) {
    return store.read([&](Db& db) { return db.find<Row>(key); });
  }

  std::int64_t generation() {
    return find<ReferenceGeneration>(std::string("REFERENCE")).value().generation;
  }

  test::TemporaryFolder folder;
  TestStore database;
  Store& store;
};

bool all_end_with(const std::vector<std::string>& lines, const std::string& ending) {
  return std::all_of(lines.begin(), lines.end(),
                     [&](const std::string& line) { return line.ends_with(ending); });
}

void check_named(const std::string& text, const ReferenceKind& kind) {
  for (const ReferenceKey& key : kind.keys)
    BOOST_TEST(text.find("\n" + key.name + " = ") != std::string::npos,
               kind.name << "." << key.name);
  for (const ReferenceKind& nested : kind.nested)
    for (const ReferenceKey& key : nested.keys)
      BOOST_TEST(text.find("\n  " + key.name + " = ") != std::string::npos,
                 nested.name << "." << key.name);
}

void refused(Fixture& fixture, const std::string& toml, const std::string& text) {
  BOOST_CHECK_EXCEPTION(fixture.apply(toml), Error, [&](const Error& error) {
    return std::string(error.what()).find(text) != std::string::npos;
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(apply_reference_rules)

BOOST_AUTO_TEST_CASE(the_example_names_every_kind_and_key) {
  std::stringstream text;
  text << std::ifstream(example).rdbuf();
  for (const ReferenceKind& kind : reference_kinds()) {
    BOOST_TEST(text.str().find("[[" + kind.name + "]]") != std::string::npos, kind.name);
    check_named(text.str(), kind);
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(applying_reference_files)

BOOST_DATA_TEST_CASE(the_example_is_created_and_then_unchanged, test::both_dialects, dialect) {
  Fixture fixture(dialect);
  const auto generation = fixture.generation();

  const auto first =
      apply_reference(fixture.store, example, {"USR_SEC_DOMAIN", false, std::string(32, 't')});
  BOOST_TEST(first.size() == 8u);
  BOOST_TEST(all_end_with(first, " created"));
  BOOST_TEST(fixture.generation() > generation);

  const auto again = fixture.generation();
  const auto second =
      apply_reference(fixture.store, example, {"USR_SEC_DOMAIN", false, std::string(32, 't')});
  BOOST_TEST(second.size() == 8u);
  BOOST_TEST(all_end_with(second, " unchanged"));
  BOOST_TEST(fixture.generation() == again);

  const auto admin = fixture.find<Role>(RoleId{"PARTNER_ADMIN", "PARTNERS"});
  BOOST_REQUIRE(admin);
  BOOST_TEST(*admin->parent_role_id == "PARTNER");
  BOOST_TEST(
      fixture.find<ResourceRole>(ResourceRoleId{"partner-directory", "PARTNERS", "PARTNER", "NA"})
          .has_value());
  BOOST_TEST(
      fixture.find<GroupRole>(GroupRoleId{"PARTNERS", "PARTNER", "PARTNER_GRP"}).has_value());
  BOOST_TEST(*fixture.find<ManagedSystem>(std::string("partner-directory"))->resource_id ==
             "partner-directory");
}

BOOST_DATA_TEST_CASE(changes_are_told_field_by_field, test::both_dialects, dialect) {
  Fixture fixture(dialect);
  const auto lines = fixture.apply(
      "[[role]]\nid = \"HR\"\nname = \"People\"\ndescription = \"d\"\nstatus = \"\"\n");
  BOOST_REQUIRE(lines.size() == 1u);
  BOOST_TEST(lines[0] ==
             "role USR_SEC_DOMAIN/HR changed (name: \"Human resources\" -> \"People\", "
             "description: nothing -> "
             "\"d\", status: \"ACTIVE\" -> nothing)");
  BOOST_TEST(!fixture.find<Role>(RoleId{"HR", "USR_SEC_DOMAIN"})->status);
}

// The credentials of targets come with the connectors, which will keep them sealed; till then none
// is taken.
BOOST_DATA_TEST_CASE(a_secret_is_refused_rather_than_stored_in_clear, test::both_dialects,
                     dialect) {
  Fixture fixture(dialect);
  BOOST_CHECK_THROW(fixture.apply("[[managed_system]]\nid = \"101\"\npassword = \"s3cret\"\n"),
                    Error);
  BOOST_TEST(fixture.find<ManagedSystem>(std::string("101"))->password.null());
}

BOOST_DATA_TEST_CASE(the_list_of_roles_is_the_whole_list, test::both_dialects, dialect) {
  Fixture fixture(dialect);
  const auto lines =
      fixture.apply("[[group]]\nid = \"HR_GRP\"\nroles = [\"MANAGER\", \"IDM/SEC_ADMIN\"]\n");
  BOOST_TEST(
      lines.at(0) ==
      "group HR_GRP changed (roles: - USR_SEC_DOMAIN/HR, roles: + USR_SEC_DOMAIN/MANAGER, roles: + "
      "IDM/SEC_ADMIN)");
  BOOST_TEST(!fixture.find<GroupRole>(GroupRoleId{"USR_SEC_DOMAIN", "HR", "HR_GRP"}));
  BOOST_TEST(fixture.find<GroupRole>(GroupRoleId{"IDM", "SEC_ADMIN", "HR_GRP"}).has_value());

  BOOST_TEST(fixture.apply("[[group]]\nid = \"HR_GRP\"\n").at(0) == "group HR_GRP unchanged");
  BOOST_TEST(fixture.find<GroupRole>(GroupRoleId{"IDM", "SEC_ADMIN", "HR_GRP"}).has_value());
}

BOOST_DATA_TEST_CASE(one_rule_of_a_policy_changes_and_the_others_stay, test::both_dialects,
                     dialect) {
  Fixture fixture(dialect);
  const auto lines = fixture.apply(
      "[[policy]]\nid = \"4000\"\n[[policy.attribute]]\nname = \"PWD_LEN\"\nvalue2 = \"64\"\n"
      "[[policy.attribute]]\nname = \"PWD_EQ_PWD\"\nvalue1 = \"true\"\n");
  BOOST_TEST(lines.at(0) ==
             "policy 4000 changed (attribute PWD_LEN.value2: \"12\" -> \"64\", attribute "
             "PWD_EQ_PWD created)");
  BOOST_TEST(*fixture.find<PolicyAttribute>(std::string("4000-112"))->value1 == "8");
  BOOST_TEST(*fixture.find<PolicyAttribute>(std::string("4000-113"))->value1 == "1");
}

BOOST_DATA_TEST_CASE(a_dry_run_shows_and_stores_nothing, test::both_dialects, dialect) {
  Fixture fixture(dialect);
  const auto generation = fixture.generation();
  const auto lines =
      fixture.apply("[[domain]]\nid = \"NEW\"\n[[role]]\nid = \"R\"\ndomain = \"NEW\"\n", true);
  BOOST_TEST(lines.at(0) == "domain NEW created");
  BOOST_TEST(lines.at(1) == "role NEW/R created");
  BOOST_TEST(lines.at(2) == "dry run: nothing was stored");
  BOOST_TEST(!fixture.find<SecurityDomain>(std::string("NEW")));
  BOOST_TEST(fixture.generation() == generation);
}

BOOST_DATA_TEST_CASE(a_reference_to_nothing_is_named_and_nothing_is_stored, test::both_dialects,
                     dialect) {
  Fixture fixture(dialect);
  BOOST_TEST(
      fixture.refusal("[[domain]]\nid = \"NEW\"\n[[role]]\nid = \"R\"\ndomain = \"NOWHERE\"\n") ==
      "3: domain: there is no domain \"NOWHERE\"");
  BOOST_TEST(!fixture.find<SecurityDomain>(std::string("NEW")));
  BOOST_TEST(fixture.refusal("[[role]]\nid = \"R\"\nparent = \"X\"\n") ==
             "3: there is no role USR_SEC_DOMAIN/X");
  BOOST_TEST(fixture.refusal("[[group]]\nid = \"G\"\ntype = \"X\"\n") ==
             "3: type: there is no metadata_type \"X\"");
  BOOST_TEST(fixture.refusal("[[group]]\nid = \"G\"\nroles = [\"HR\",\n \"X\"]\n") ==
             "4: there is no role USR_SEC_DOMAIN/X");
  BOOST_TEST(fixture.refusal("[[managed_system]]\nid = \"M\"\nconnector = \"X\"\n") ==
             "3: connector: there is no connector \"X\"");
  BOOST_TEST(
      fixture.refusal("[[policy]]\nid = \"4000\"\n[[policy.attribute]]\nname = \"PWD_LENN\"\n") ==
      "3: policies of definition \"100\" have no rule \"PWD_LENN\" (did you mean \"PWD_LEN\"?)");
  BOOST_TEST(fixture.refusal("[[policy]]\nid = \"P\"\n") == "1: policy P lacks its definition");
}

BOOST_AUTO_TEST_CASE(what_a_file_must_not_say_is_named_with_its_line) {
  Fixture fixture(Dialect::Sqlite);
  BOOST_TEST(fixture.refusal("[[roel]]\nid = \"R\"\n") ==
             "1: unknown table \"roel\" (did you mean \"role\"?)");
  BOOST_TEST(fixture.refusal("[[role]]\nid = \"R\"\nnmae = \"x\"\n") ==
             "3: unknown key of [[role]] \"nmae\" (did you mean \"name\"?)");
  BOOST_TEST(fixture.refusal("[[role]]\nname = \"x\"\n") == "1: this [[role]] lacks its id");
  BOOST_TEST(fixture.refusal("[role]\nid = \"R\"\n").starts_with("1: \"role\" must be tables"));
  BOOST_TEST(fixture.refusal("[[role]]\nid = \"\"\n") == "2: id must not be empty");
  BOOST_TEST(fixture.refusal("[[role]]\nid = \"R\"\nname = 5\n") == "3: name must be a string");
  BOOST_TEST(fixture.refusal("[[role]]\nid = \"R\"\ninherit_from_parent = true\n") ==
             "3: inherit_from_parent must be a whole number");
  BOOST_TEST(fixture.refusal("[[domain]]\nid = \"" + std::string(21, 'x') + "\"\n") ==
             "2: id is longer than 20 characters");
  BOOST_TEST(fixture.refusal("[[role]]\nid = \"R\"\n[[role]]\nid = \"R\"\n")
                 .starts_with("3: role USR_SEC_DOMAIN/R stands here a second time"));
  BOOST_TEST(fixture.refusal("[[group]]\nid = \"G\"\nroles = [\"HR\", \"HR\"]\n") ==
             "3: role HR is listed twice");
  BOOST_TEST(
      fixture.refusal("[[policy]]\nid = \"4000\"\n[[policy.association]]\nlevel = \"GLOBAL\"\n") ==
      "3: this [[association]] lacks its value");
  BOOST_TEST(fixture.refusal("[[role]]\nid = \n").starts_with("2: "));
  BOOST_CHECK_THROW(apply_reference(fixture.store, "/nowhere.toml",
                                    {"USR_SEC_DOMAIN", false, std::string(32, 't')}),
                    Error);
}

BOOST_AUTO_TEST_CASE(lengths_count_characters_and_not_bytes) {
  Fixture fixture(Dialect::Sqlite);
  std::string name;
  for (int i = 0; i < 80; ++i) name += "ö";
  BOOST_TEST(fixture.apply("[[role]]\nid = \"R\"\nname = \"" + name + "\"\n").at(0) ==
             "role USR_SEC_DOMAIN/R created");
}

BOOST_DATA_TEST_CASE(a_value_that_a_rule_cannot_use_is_refused, test::both_dialects, dialect) {
  Fixture fixture(dialect);
  const std::string rule = "id = \"4000\"\n[[policy.attribute]]\nname = \"PWD_LEN\"\n";
  refused(fixture, "[[policy]]\n" + rule + "value1 = \"eight\"\n",
          "'eight', which is not a number");
  refused(fixture,
          "[[policy]]\nid = \"4001\"\n[[policy.attribute]]\nname = \"AUTO_UNLOCK_TIME\"\n"
          "value1 = \"soon\"\n",
          "AUTO_UNLOCK_TIME has the value 'soon'");
}

BOOST_DATA_TEST_CASE(parents_that_lead_back_are_refused, test::both_dialects, dialect) {
  Fixture fixture(dialect);
  refused(fixture, "[[role]]\nid = \"HR\"\nparent = \"HR\"\n", "lead back to it");
  refused(fixture,
          "[[role]]\nid = \"HR\"\nparent = \"MANAGER\"\n[[role]]\nid = \"MANAGER\"\n"
          "parent = \"HR\"\n",
          "lead back to it");
  refused(fixture, "[[group]]\nid = \"HR_GRP\"\nparent = \"HR_GRP\"\n", "lead back to it");
  BOOST_TEST(!fixture.find<Role>(RoleId{"HR", "USR_SEC_DOMAIN"})->parent_role_id);
}

BOOST_AUTO_TEST_SUITE_END()
