#include "identity/search_blocks.h"

#include <boost/test/unit_test.hpp>
#include <thread>

#include "core/ids.h"
#include "identity/search_block_builder.h"
#include "identity/search_people.h"
#include "identity/statement_text.h"
#include "provisioning/provision_user.h"
#include "support/rows.h"

// docs/decisions/0026: what blocks find is what asking everybody finds.
namespace idm {
using namespace test;
using search_blocks::Entry;
using users::SearchCriteria;

namespace {

const auto by_principal = &SearchCriteria::principal;
const auto by_email = &SearchCriteria::email;

std::string owners(const std::vector<Entry>& entries, const std::string& part) {
  const SearchBlock block = search_blocks::write(search_blocks::principals, entries);
  std::string ids;
  for (const std::string& id : search_blocks::owners({block.texts, block.user_ids}, part))
    ids += id + " ";
  return ids;
}

void insert_filler(Db& db, const char* kind) {
  db.insert(search_blocks::write(kind, {
                                           {"filler", {"nobody.at.all"}}
  }));
}

/// People in blocks, of which there are enough to be used; no changes wait.
struct PeopleInBlocks : SoughtPeople {
  explicit PeopleInBlocks(Dialect dialect) : SoughtPeople(dialect) {
    while (search_blocks::build_some(store()) > 0) {
    }
    BOOST_REQUIRE(changes().empty());
    store().transact([](Db& db) {
      for (int i = 0; i < 40; ++i) {
        insert_filler(db, search_blocks::principals);
        insert_filler(db, search_blocks::emails);
      }
    });
  }

  Store& store() { return repository.services.store; }

  void forget_changes() {
    store().transact([](Db& db) { db.odb().erase_query<SearchChange>(); });
  }
  void forget_blocks() {
    store().transact([](Db& db) { db.odb().erase_query<SearchBlock>(); });
  }

  /// Users that rows of SEARCH_CHANGE name, and what they say, in order.
  std::string changes() {
    std::string all;
    for (const SearchChange& change :
         store().read([](Db& db) { return rows_where<SearchChange>(db, all_changes()); }))
      all += change.what + (change.user_id.empty() ? " " : ":" + change.user_id + " ");
    return all;
  }
  static odb::query<SearchChange> all_changes() {
    return odb::query<SearchChange>(true) + "ORDER BY" + odb::query<SearchChange>::id;
  }

  std::string id_of(const char* first_name) {
    return search([&](SearchCriteria& criteria) { criteria.first_name = text(first_name); })
        .users.front()
        .id;
  }

  bool is_in_a_block(const std::string& part) {
    return store().read([&](Db& db) {
      for (const SearchBlock& block : rows_where<SearchBlock>(db, odb::query<SearchBlock>(true)))
        if (!search_blocks::owners({block.texts, block.user_ids}, part).empty()) return true;
      return false;
    });
  }
};

/// Users with a principal and nothing else, as many as fill a block.
void insert_crowd(Store& store, const std::string& name) {
  store.transact([&](Db& db) {
    for (int i = 0; i < 512; ++i) {
      User user;
      user.id = new_id();
      db.insert(user);
      Login login;
      login.id = {"USR_SEC_DOMAIN", name + std::to_string(i), "0"};
      login.user_id = user.id;
      db.insert(login);
    }
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(blocks_of_texts)

BOOST_AUTO_TEST_CASE(a_block_knows_whose_text_has_a_part) {
  const std::vector<Entry> entries{
      {"1", {"ada.lovelace", "ada", "ada.lovelace"}},
      {"2", {"grace", "hopper"}                    },
      {"3", {"ada"}                                }
  };
  BOOST_TEST(owners(entries, "ada") == "1 3 ");
  BOOST_TEST(owners(entries, "lovelace") == "1 ");
  BOOST_TEST(owners(entries, "hopp") == "2 ");
  BOOST_TEST(owners(entries, "gracehopper") == "");  // two texts are not one
  BOOST_TEST(owners(entries, "adagrace") == "");
  BOOST_TEST(owners({}, "ada") == "");
}

BOOST_AUTO_TEST_CASE(texts_may_hold_what_ends_texts) {
  const std::vector<Entry> entries{
      {"1", {"a\2b\1c\2d"}},
      {"2", {"needle"}    }
  };
  BOOST_TEST(owners(entries, "needle") == "2 ");
}

BOOST_AUTO_TEST_CASE(the_longest_piece_of_a_pattern_is_what_blocks_are_asked_for) {
  BOOST_TEST(users::longest_piece("%LoveLace%") == "lovelace");
  BOOST_TEST(users::longest_piece("_da%lovelace_x%") == "lovelace");
  BOOST_TEST(users::longest_piece("%50\\%off%") == "50%off");
  BOOST_TEST(users::longest_piece("%_%") == "");
}

BOTH_DATABASES(parts_are_found_through_blocks) {
  PeopleInBlocks people(dialect);
  BOOST_TEST(people.with(by_principal, "%rac%") == "Grace");
  BOOST_TEST(people.with(by_principal, "_race") == "Grace");
  BOOST_TEST(people.with(by_principal, "%RAC_") == "Grace");
  BOOST_TEST(people.with(by_principal, "%rac_e") == "");
  BOOST_TEST(people.with(by_principal, "%nobody%") == "");
  BOOST_TEST(people.with(by_email, "%EXAMPLE%") == "Ada");
  BOOST_TEST(people.with(by_email, "%a@ex%org") == "Ada");
  BOOST_TEST(people.with(by_email, "%xample.com%") == "");
  BOOST_TEST(people.names([](SearchCriteria& criteria) {
    criteria.principal = text("%race%");
    criteria.attribute_value = text("4711");
  }) == "Grace");
  BOOST_TEST(people.names([](SearchCriteria& criteria) {
    criteria.principal = text("%race%");
    criteria.domain_id = text("IDM");
  }) == "");
  // That it was the blocks that found them.
  people.forget_blocks();
  people.store().transact([](Db& db) {
    for (int i = 0; i < 40; ++i) insert_filler(db, search_blocks::principals);
  });
  BOOST_TEST(people.with(by_principal, "%rac%") == "");
  BOOST_TEST(people.with(by_principal, "%ra%") == "Grace");  // too short for blocks
  BOOST_TEST(people.with(by_email, "%EXAMPLE%") == "Ada");   // too few blocks
}

BOTH_DATABASES(what_changed_is_found_before_a_block_has_it) {
  PeopleInBlocks people(dialect);
  people.add(SoughtPeople::person("Percy", "Fawcett", "percival", "HR"));
  BOOST_TEST(people.with(by_principal, "%civ%") == "Percy");
  BOOST_TEST(people.changes() == "new:" + people.id_of("Percy") + " ");

  people.forget_changes();
  UserRequest renamed;
  renamed.user.id = people.id_of("Grace");
  renamed.user.email = text("amazing@navy.example");
  renamed.emails = {email("HOME", "cobol@home.example")};
  renamed.principals = {principal("admiral")};
  renamed.principals.front().login.id.managed_system_id = "101";
  renamed.principals.front().operation = Operation::Add;
  provisioning::modify_user(people.repository.services, renamed);
  BOOST_TEST(people.changes() == "changed:" + renamed.user.id + " ");
  BOOST_TEST(people.with(by_principal, "%mira%") == "Grace");
  BOOST_TEST(people.with(by_email, "%navy%") == "Grace");
  BOOST_TEST(people.with(by_email, "%obol%") == "Grace");
}

BOTH_DATABASES(what_changes_no_text_leaves_no_change) {
  PeopleInBlocks people(dialect);
  UserRequest titled;
  titled.user.id = people.id_of("Ada");
  titled.user.title = text("Countess");
  provisioning::modify_user(people.repository.services, titled);
  BOOST_TEST(people.changes() == "");
}

// 0026: "Everybody is asked … when a thousand or more changes wait"
BOTH_DATABASES(when_many_changes_wait_everybody_is_asked) {
  PeopleInBlocks people(dialect);
  const std::string grace = people.id_of("Grace");
  people.forget_blocks();
  people.store().transact([&](Db& db) {
    for (int i = 0; i < 40; ++i) insert_filler(db, search_blocks::principals);
    for (int i = 0; i < 2000; ++i) db.insert(SearchChange{new_id(), "changed", grace});
  });
  BOOST_TEST(people.with(by_principal, "%rac%") == "Grace");
  BOOST_TEST(people.with(by_principal, "%joer%") == "");
  people.store().transact([&](Db& db) { db.insert(SearchChange{new_id(), "changed", grace}); });
  BOOST_TEST(people.with(by_principal, "%joer%") == "Jörg");
}

BOTH_DATABASES(changes_wait_until_they_fill_a_block) {
  PeopleInBlocks people(dialect);
  people.add(SoughtPeople::person("Percy", "Fawcett", "percival", "HR"));
  BOOST_TEST(search_blocks::build_some(people.store()) == 0u);
  insert_crowd(people.store(), "crowd.");
  BOOST_TEST(search_blocks::build_some(people.store()) == 512u);
  BOOST_TEST(search_blocks::build_some(people.store()) == 0u);
  BOOST_TEST(count<SearchChange>(people.repository) == 1u);
  BOOST_TEST(people.is_in_a_block("rowd.300"));
  BOOST_TEST(people.is_in_a_block("percival"));
}

BOTH_DATABASES(blocks_a_day_old_are_made_anew_without_what_is_gone) {
  PeopleInBlocks people(dialect);
  BOOST_TEST(!search_blocks::renew_when_stale(people.store()));
  const std::string id = people.id_of("Grace");
  people.store().transact([&](Db& db) {
    const UserGraph grace = users::get(db, id, users::Extent::Everything);
    db.erase<Login>(grace.principals.front().login.id);
  });
  BOOST_TEST(people.changes() == "stale ");
  BOOST_TEST(people.is_in_a_block("grace"));
  BOOST_TEST(people.with(by_principal, "%rac%") == "");
  BOOST_TEST(!search_blocks::renew_when_stale(people.store()));  // younger than a day
  people.store().transact([](Db& db) {
    SearchBlock old = search_blocks::write(search_blocks::emails, {});
    old.id.id = "018bcfe568000000" + old.id.id.substr(16);  // of November 2023
    db.insert(old);
  });
  BOOST_TEST(search_blocks::renew_when_stale(people.store()));
  BOOST_TEST(people.with(by_email, "%EXAMPLE%") == "Ada");  // meanwhile everybody is asked
  while (search_blocks::build_some(people.store()) > 0) {
  }
  BOOST_TEST(!people.is_in_a_block("grace"));
  BOOST_TEST(people.is_in_a_block("joerg"));
  BOOST_TEST(people.changes() == "");
}

// "Several servers on one database may do so at once."
BOTH_DATABASES(two_builders_lose_nobody) {
  SoughtPeople people(dialect);
  Store& store = people.repository.services.store;
  search_blocks::build_some(store);  // the row of the migration
  for (int i = 0; i < 3; ++i) insert_crowd(store, "crowd" + std::to_string(i) + ".");
  const auto build = [&] {
    for (;;) try {
        if (search_blocks::build_some(store) == 0) return;
      } catch (const Error& error) {
        if (error.code() != ErrorCode::StaleVersion) throw;
      }
  };
  std::thread other(build);
  build();
  other.join();
  const std::vector<SearchBlock> blocks =
      store.read([](Db& db) { return rows_where<SearchBlock>(db, odb::query<SearchBlock>(true)); });
  for (int i = 0; i < 3; ++i)
    for (const int j : {0, 255, 511}) {
      const std::string name = "rowd" + std::to_string(i) + "." + std::to_string(j) + "\1";
      BOOST_TEST(std::any_of(blocks.begin(), blocks.end(),
                             [&](const SearchBlock& block) {
                               return block.texts.find(name) != std::string::npos;
                             }),
                 name);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
