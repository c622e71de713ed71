#pragma once

#include <optional>
#include <string>
#include <vector>

#include "orm/search_block.h"
#include "orm/store.h"

/// Finds users by parts of texts that no index serves: a block holds the texts of hundreds of
/// users, so that a search walks thousands of rows instead of millions (docs/decisions/0026).
namespace idm::search_blocks {

/// What is searched, spelt as SearchBlock has it.
inline constexpr const char* principals = "principal";
inline constexpr const char* emails = "email";

/// More users than that are not worth asking one by one.
inline constexpr std::size_t most_candidates = 2000;

/// The texts of one user.
struct Entry {
  std::string user_id;
  std::vector<std::string> texts;  ///< folded
};

/// A block of these.
SearchBlock write(const char* kind, const std::vector<Entry>& entries);

/// The users in a block that have a text with `part` in it.
std::vector<std::string> owners(const FoundBlock& block, const std::string& part);

/// Ids of all users who may have a text of that kind like `pattern`, and of some who have not: ask
/// each. None: blocks do not help (there are none yet, the pattern says too little, or too many may
/// meet it); ask everybody.
std::optional<std::vector<std::string>> candidates(Db& db, const char* kind,
                                                   const std::string& pattern);

}  // namespace idm::search_blocks
