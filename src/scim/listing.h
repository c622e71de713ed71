#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/instant.h"
#include "identity/statement_text.h"
#include "orm/store.h"
#include "scim/list_request.h"

namespace idm::scim {

/// Says whether an attribute of the core schema is needed; what is not may be left unread.
using Needed = std::function<bool(std::string_view attribute)>;

/// One kind of resource that a list may have.
struct Listed {
  const ResourceType* type;
  /// Which of them the caller sees at all: a condition on `USERS u` or `GRP g`, never empty.
  users::Statement visible;
  /// The documents of these ids, in their order; null for one that is not there.
  std::function<std::vector<Json>(Db&, const std::vector<std::string>& ids, const Needed&)> read;
};

/// What every list of a server goes by.
struct ListSettings {
  Store& store;
  std::string secret_key;        ///< as in seal.h; cursors are made with it
  std::string place;             ///< whose lists these are (the tenant), so that cursors stay there
  bool strange_members = false;  ///< groups may have members who are nobody
};

/// A page of a list.
struct Page {
  std::vector<Json> resources;             ///< in their working form
  std::vector<const ResourceType*> types;  ///< of each of them
  std::int64_t total = 0;
  std::int64_t start_index = 1;            ///< without a cursor
  std::optional<std::string> next_cursor;  ///< of a walk by cursor that goes on
};

/// The page that was asked for, of everything that meets the filter: narrowed down by indexes, then
/// by looking at documents, so that the answer is always that of filter_match.h. Without sortBy in
/// the order of creation, then of ids. `shown`: what of the page's resources will be looked at.
/// Throws invalidFilter, invalidValue for a sortBy that no type knows, invalidCursor,
/// expiredCursor, and 403 for the password.
Page list(const ListSettings& settings, std::span<const Listed> listed, const ListRequest& request,
          const Needed& shown);

}  // namespace idm::scim
