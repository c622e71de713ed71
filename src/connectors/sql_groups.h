#pragma once

#include <map>
#include <string>
#include <vector>

#include "connectors/sql_session.h"

namespace idm::connectors {

/// A table with a row for each group that an account is in.
class SqlGroups {
 public:
  explicit SqlGroups(const Target& target);

  /// False: the system has no groups that we keep.
  bool kept() const { return !table_.empty(); }
  const std::string& attribute() const { return attribute_; }

  /// Throws Failure(Refused) naming a table or column that is not there.
  void check(SqlTalk& talk) const;
  /// By account.
  std::map<std::string, std::vector<std::string>> of(
      SqlTalk& talk, const std::vector<std::string>& accounts) const;
  /// Puts the account into exactly these groups.
  void set(SqlTalk& talk, const std::string& account, const std::vector<std::string>& groups) const;
  void rename(SqlTalk& talk, const std::string& from, const std::string& to) const;

 private:
  const std::string table_, user_, name_, attribute_;
};

}  // namespace idm::connectors
