#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scim/effort.h"
#include "scim/path.h"
#include "scim/values.h"

namespace idm::scim {

/// What a PATCH does to the members of a group. As large as the PATCH, not as the group.
struct MemberChanges {
  bool from_none = false;            ///< before anything else, all members go
  std::vector<Json> added;           ///< {value, type?}; some may be members already
  std::vector<std::string> removed;  ///< some may be no members

  bool empty() const { return !from_none && added.empty() && removed.empty(); }
};

/// Reads all members of the group, as an array of elements.
using MemberReader = std::function<Json()>;

/// Collects changes of members, operation after operation.
class MemberPatch {
 public:
  /// `reader` is called, at most once, when an operation cannot be understood without knowing who
  /// is in the group: a filter by something else than `value eq`, a replacement of one element.
  MemberPatch(MemberReader reader, Effort& effort) : reader_(std::move(reader)), effort_(effort) {}

  /// `path` is one of `members`; `sent` may be null where nothing was sent. Throws as apply_patch.
  void add(const Path& path, const Json& sent);
  void replace(const Path& path, const Json& sent);
  void remove(const Path& path, const Json* sent);

  MemberChanges take();

 private:
  void put_all(const Path& path, const Json& sent);
  void clear();
  /// Who was in the group before the first operation, by value.
  const std::multimap<std::string, Json>& stored();
  bool is_present(const std::string& value);
  /// The values of the members that the path's filter picks.
  std::vector<std::string> matching(const Path& path);
  /// True when there were such members; they now are what was sent.
  bool replace_matching(const Path& path, const Json& sent);

  MemberReader reader_;
  Effort& effort_;
  std::optional<std::multimap<std::string, Json>> stored_;
  bool from_none_ = false;
  std::map<std::string, std::optional<Json>> changes_;  ///< by value; nothing: removed
};

}  // namespace idm::scim
