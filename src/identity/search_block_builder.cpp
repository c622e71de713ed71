#include "identity/search_block_builder.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <string>

#include "core/error.h"
#include "core/ids.h"
#include "core/instant.h"
#include "identity/found_ids.h"
#include "identity/search_blocks.h"
#include "identity/statement_rows.h"
#include "orm/prepared.h"
#include "orm/search_block-odb-mysql.hxx"
#include "orm/search_block-odb-sqlite.hxx"
#include "orm/search_block-odb.hxx"

namespace idm::search_blocks {
namespace {

using Change = odb::query<SearchChange>;
using users::StatementText;

constexpr std::size_t users_a_block = 512;
constexpr std::chrono::hours renewal{24};
/// Ids of rows with "after" come before this and those of changes after it, so that they are found
/// among however many.
constexpr const char* first_change = "01";
/// The row by which the migration, or an operator, has everything built anew.
constexpr const char* from_outside = "0";

/// What is put into the next blocks.
struct Work {
  bool anew = false;              ///< first forget everything
  std::vector<std::string> done;  ///< ids of the changes that are over then
  std::vector<std::string> users;
  bool stale = false;       ///< blocks have texts of them as they were
  bool more_after = false;  ///< users follow the last of these, who are in no block either
  std::vector<SearchBlock> blocks;
};

std::vector<SearchChange> some_changes(Db& db, const Change& which) {
  return rows_where<SearchChange>(
      db, which + "ORDER BY" + Change::id + "LIMIT" + std::to_string(users_a_block));
}

std::vector<std::string> users_after(Db& db, const std::string& id) {
  StatementText text(db.dialect());
  text.compare("SELECT USER_ID FROM USERS WHERE USER_ID > ", id);
  text.add(" ORDER BY USER_ID LIMIT " + std::to_string(users_a_block));
  return users::found_ids(db, text.take());
}

void add_principals(StatementText& text, const std::vector<std::string>& users) {
  text.add("SELECT USER_ID, LOGIN_FOLDED FROM LOGIN WHERE ");
  text.one_of("USER_ID", users);
}

void add_emails(StatementText& text, const std::vector<std::string>& users) {
  text.add("SELECT USER_ID, EMAIL_FOLDED FROM USERS WHERE EMAIL_FOLDED IS NOT NULL AND ");
  text.one_of("USER_ID", users);
  text.add(
      " UNION ALL SELECT PARENT_ID, EMAIL_FOLDED FROM EMAIL_ADDRESS WHERE PARENT_TYPE = 'USER' AND "
      "EMAIL_FOLDED IS NOT NULL AND ");
  text.one_of("PARENT_ID", users);
}

/// Nothing when none of these users has such a text.
void add_block(Db& db, const char* kind,
               void (*add_texts)(StatementText&, const std::vector<std::string>&), Work& work) {
  if (work.users.empty()) return;
  StatementText text(db.dialect());
  add_texts(text, work.users);
  std::map<std::string, std::vector<std::string>> texts;
  for (SearchedText& row : users::rows_of<SearchedText>(db, text.take()))
    texts[row.user_id].push_back(std::move(row.text));
  std::vector<Entry> entries;
  for (auto& [user_id, theirs] : texts) entries.push_back({user_id, std::move(theirs)});
  if (!entries.empty()) work.blocks.push_back(write(kind, entries));
}

/// The changes first, then the texts: those are never older.
Work find_work(Db& db) {
  Work work;
  const std::vector<SearchChange> rest =
      some_changes(db, Change::id < first_change && Change::what == "after");
  if (!rest.empty() && rest.front().id == from_outside) {
    work.anew = true;
    return work;
  }
  if (!rest.empty()) {
    work.done = {rest.front().id};
    work.users = users_after(db, rest.front().user_id);
    work.more_after = work.users.size() == users_a_block;
  } else {
    const std::vector<SearchChange> changes = some_changes(db, Change(true));
    if (changes.size() < users_a_block) return work;
    for (const SearchChange& change : changes) {
      work.done.push_back(change.id);
      work.stale = work.stale || change.what != "new";
      if (change.what != "stale") work.users.push_back(change.user_id);
    }
    std::sort(work.users.begin(), work.users.end());
    work.users.erase(std::unique(work.users.begin(), work.users.end()), work.users.end());
  }
  add_block(db, principals, add_principals, work);
  add_block(db, emails, add_emails, work);
  return work;
}

SearchChange all_after(const std::string& user_id) {
  return {"00" + new_id().substr(2), "after", user_id};
}

/// Throws Error(StaleVersion) when another server was faster.
void store_work(Db& db, const Work& work) {
  const auto gone =
      db.odb().erase_query<SearchChange>(Change::id.in_range(work.done.begin(), work.done.end()));
  if (gone != work.done.size())
    throw Error(ErrorCode::StaleVersion, "another server has built these blocks");
  for (const SearchBlock& block : work.blocks) db.insert(block);
  if (work.stale) db.insert(SearchChange{new_id(), "stale", ""});
  if (work.more_after) db.insert(all_after(work.users.back()));
}

/// Changes until now are over with it: what reads the users begins after this is committed.
void build_anew(Store& store) {
  store.transact([](Db& db) {
    db.odb().erase_query<SearchBlock>();
    db.odb().erase_query<SearchChange>();
    db.insert(all_after(""));
  });
}

/// Ids of blocks begin with the time at which they were made.
bool older_than(const std::string& id, std::chrono::milliseconds age) {
  const std::string ms = id.substr(0, 12);
  return Instant(std::chrono::milliseconds(std::stoll(ms, nullptr, 16))) + age < now();
}

bool is_stale(Db& db) {
  if (some_changes(db, Change::what != "new" && Change::what != "after").empty()) return false;
  StatementText text(db.dialect());
  text.add("SELECT BLOCK_ID FROM SEARCH_BLOCK ORDER BY KIND, BLOCK_ID LIMIT 1");
  const std::vector<std::string> oldest = users::found_ids(db, text.take());
  return !oldest.empty() && older_than(oldest.front(), renewal);
}

}  // namespace

std::size_t build_some(Store& store) {
  const Work work = store.read([](Db& db) { return find_work(db); });
  if (work.anew) build_anew(store);
  if (work.done.empty()) return work.anew ? 1 : 0;
  store.transact([&](Db& db) { store_work(db, work); });
  return std::max<std::size_t>(work.users.size(), 1);
}

bool renew_when_stale(Store& store) {
  if (!store.read([](Db& db) { return is_stale(db); })) return false;
  build_anew(store);
  return true;
}

}  // namespace idm::search_blocks
