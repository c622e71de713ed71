#pragma once

#include <functional>
#include <string>

#include "scim/error.h"
#include "scim/values.h"

namespace idm::scim {

/// One operation of a Bulk message, its references resolved.
struct BulkCall {
  std::string method;      ///< POST, PUT, PATCH, DELETE
  std::string collection;  ///< Users, Groups
  std::string id;          ///< empty with POST
  Json data;               ///< null with DELETE
  std::string version;     ///< what the resource must be at; empty: anything
};

/// What became of it.
struct BulkOutcome {
  int status = 200;
  std::string id;
  std::string location;
  std::string version;
  Json error;  ///< the Error body; null when there is none
};

/// Runs one operation in a transaction of its own. Must not throw but what is a bug of ours: a
/// refusal is an outcome.
using BulkRunner = std::function<BulkOutcome(const BulkCall&)>;
/// Gives a refusal of Bulk itself its Error body.
using BulkRefuser = std::function<Json(const Refusal&)>;

inline constexpr std::size_t most_bulk_operations = 1000;

/// Runs a BulkRequest (RFC 7644 section 3.7) and gives the BulkResponse. Operations run in their
/// order, except that one which names the bulkId of a later one waits for it; who wait for each
/// other are refused (409). Throws an invalidSyntax for what is no BulkRequest and 413 for too many
/// operations; what is wrong with one operation is said in its place.
Json run_bulk(const Json& message, const BulkRunner& run, const BulkRefuser& refuse);

}  // namespace idm::scim
