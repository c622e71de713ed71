#include "identity/search_blocks.h"

#include <algorithm>
#include <string_view>

#include "core/ids.h"
#include "identity/found_ids.h"
#include "identity/statement_rows.h"
#include "orm/prepared.h"
#include "orm/search_block-odb-mysql.hxx"
#include "orm/search_block-odb-sqlite.hxx"
#include "orm/search_block-odb.hxx"

namespace idm::search_blocks {
namespace {

/// Ends a text, and the texts of a user. In texts themselves both become another character: parts
/// that have one are not looked for in blocks.
constexpr char text_end = '\1', user_end = '\2', instead = '\3';
/// Shorter parts are in every block.
constexpr std::size_t shortest_part = 3;
/// Fewer are no better than all rows.
constexpr std::size_t fewest_blocks = 32;
/// Rather than read more blocks than that, all rows are asked.
constexpr std::size_t most_blocks = 256;

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20; }

/// Texts that are part of another one need not be there twice.
std::vector<std::string> without_parts(std::vector<std::string> texts) {
  std::sort(texts.begin(), texts.end(),
            [](const std::string& a, const std::string& b) { return a.size() > b.size(); });
  std::vector<std::string> kept;
  for (std::string& text : texts)
    if (std::none_of(kept.begin(), kept.end(), [&](const std::string& longer) {
          return longer.find(text) != std::string::npos;
        }))
      kept.push_back(std::move(text));
  return kept;
}

std::vector<SearchChange> pending(Db& db) {
  const odb::query<SearchChange> all(true);
  return rows_where<SearchChange>(db, all + "LIMIT" + std::to_string(most_candidates + 1));
}

bool has_blocks(Db& db, const char* kind) {
  users::StatementText text(db.dialect());
  text.add("SELECT BLOCK_ID FROM SEARCH_BLOCK WHERE ");
  text.equals("KIND", std::string(kind));
  text.add(" LIMIT 1 OFFSET " + std::to_string(fewest_blocks - 1));
  return !users::found_ids(db, text.take()).empty();
}

std::vector<FoundBlock> blocks_with(Db& db, const char* kind, const std::string& part) {
  const bool sqlite = db.dialect() == Dialect::Sqlite;
  users::StatementText text(db.dialect());
  text.add("SELECT TEXTS, USER_IDS FROM SEARCH_BLOCK WHERE ");
  text.equals("KIND", std::string(kind));
  text.compare(std::string(" AND INSTR(") + (sqlite ? "TEXTS" : "CAST(TEXTS AS BINARY)") + ", ",
               part);
  text.add(") > 0 LIMIT " + std::to_string(most_blocks + 1));
  return users::rows_of<FoundBlock>(db, text.take());
}

}  // namespace

SearchBlock write(const char* kind, const std::vector<Entry>& entries) {
  SearchBlock block;
  block.id = {kind, new_id()};
  for (const Entry& entry : entries) {
    for (std::string& text : without_parts(entry.texts)) {
      std::replace_if(text.begin(), text.end(), is_control, instead);
      block.texts += text + text_end;
    }
    block.texts += user_end;
    block.user_ids += entry.user_id + user_end;
  }
  return block;
}

std::vector<std::string> owners(const FoundBlock& block, const std::string& part) {
  std::vector<std::string> found;
  const std::string_view texts = block.texts, ids = block.user_ids;
  std::size_t id = 0;  // where that of the user begins, whose texts begin at `begin`
  for (std::size_t begin = 0, at; (at = texts.find(part, begin)) != texts.npos;) {
    for (std::size_t end; (end = texts.find(user_end, begin)) < at; begin = end + 1)
      id = ids.find(user_end, id) + 1;
    found.emplace_back(ids.substr(id, ids.find(user_end, id) - id));
    begin = texts.find(user_end, at) + 1;
    id = ids.find(user_end, id) + 1;
  }
  return found;
}

std::optional<std::vector<std::string>> candidates(Db& db, const char* kind,
                                                   const std::string& pattern) {
  const std::string part = users::longest_piece(pattern);
  if (part.size() < shortest_part || std::any_of(part.begin(), part.end(), is_control))
    return std::nullopt;
  if (!has_blocks(db, kind)) return std::nullopt;
  // Changes first: whoever leaves them meanwhile is in a block that is read after.
  std::vector<SearchChange> changes = pending(db);
  if (changes.size() > most_candidates) return std::nullopt;
  std::vector<std::string> users;
  for (SearchChange& change : changes) {
    if (change.what == "after") return std::nullopt;
    if (change.what != "stale") users.push_back(std::move(change.user_id));
  }
  const std::vector<FoundBlock> blocks = blocks_with(db, kind, part);
  if (blocks.size() > most_blocks) return std::nullopt;
  for (const FoundBlock& block : blocks)
    for (std::string& user : owners(block, part)) users.push_back(std::move(user));
  std::sort(users.begin(), users.end());
  users.erase(std::unique(users.begin(), users.end()), users.end());
  if (users.size() > most_candidates) return std::nullopt;
  return users;
}

}  // namespace idm::search_blocks
