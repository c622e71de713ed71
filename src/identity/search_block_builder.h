#pragma once

#include <cstddef>

#include "orm/store.h"

/// Keeps the blocks of search_blocks.h as the users are. Several servers on one database may do so
/// at once. Each call is one or two short transactions.
namespace idm::search_blocks {

/// Puts the users of one block into it, when enough of them wait. Returns how many; 0: nothing is
/// left to do. Throws Error(StaleVersion) when another server has just done that.
std::size_t build_some(Store& store);

/// Has all blocks made anew when they are a day old and have texts that nobody has any more. True:
/// build_some() has work.
bool renew_when_stale(Store& store);

}  // namespace idm::search_blocks
