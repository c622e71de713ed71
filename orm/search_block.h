#pragma once

#include "orm/types.h"

namespace idm {

/// The key of SearchBlock.
struct SearchBlockId {
  std::string kind;  ///< of texts: see identity/search_blocks.h
  std::string id;    ///< grows with time
};
inline bool operator<(const SearchBlockId& a, const SearchBlockId& b) {
  return std::tie(a.kind, a.id) < std::tie(b.kind, b.id);
}
/// The texts of many users, folded, and whose they are: what the search for parts of texts walks.
/// Ours; identity/search_blocks.cpp knows how they are written.
struct SearchBlock {
  SearchBlockId id;
  std::string texts;
  std::string user_ids;
};
#pragma db value(SearchBlockId)
#pragma db member(SearchBlockId::kind) column("KIND") type("VARCHAR(10)")
#pragma db member(SearchBlockId::id) column("BLOCK_ID") type("VARCHAR(32)")
#pragma db object(SearchBlock) table("SEARCH_BLOCK")
#pragma db member(SearchBlock::id) id column("")
#pragma db member(SearchBlock::texts) column("TEXTS") type("MEDIUMTEXT")
#pragma db member(SearchBlock::user_ids) column("USER_IDS") type("MEDIUMTEXT")

/// Users whose texts the blocks do not have as they are. Ours; Db writes a row with each change.
struct SearchChange {
  std::string id;
  /// new: a user whom no block has yet; changed: one whom some may have; after: all users whose ids
  /// follow this one; stale: no user, but blocks have texts that nobody has any more.
  std::string what;
  std::string user_id;
};
#pragma db object(SearchChange) table("SEARCH_CHANGE")
#pragma db member(SearchChange::id) id column("CHANGE_ID") type("VARCHAR(32)")
#pragma db member(SearchChange::what) column("WHAT") type("VARCHAR(10)")
#pragma db member(SearchChange::user_id) column("USER_ID") type("VARCHAR(32)")

/// A block that a search found. The statement is written by the search (search_blocks.cpp).
struct FoundBlock {
  std::string texts;
  std::string user_ids;
};
#pragma db view(FoundBlock) query()
#pragma db member(FoundBlock::texts) type("MEDIUMTEXT")
#pragma db member(FoundBlock::user_ids) type("MEDIUMTEXT")

/// One text of a user, for a block.
struct SearchedText {
  std::string user_id;
  std::string text;
};
#pragma db view(SearchedText) query()
#pragma db member(SearchedText::user_id) type("VARCHAR(32)")
#pragma db member(SearchedText::text) type("VARCHAR(640)")

}  // namespace idm
