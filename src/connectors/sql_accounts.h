#pragma once

#include <optional>
#include <string>
#include <vector>

#include "connectors/connector.h"
#include "connectors/sql_session.h"

namespace idm::connectors {

/// The table that has a row for each account. A row that is marked as deleted counts as none.
class SqlAccounts {
 public:
  /// Keeps `target`. Throws Error(InvalidArgument) for options that make no sense.
  explicit SqlAccounts(const Target& target);

  /// What is to be written into one column.
  struct Assignment {
    std::string column;             ///< quoted
    std::string value;              ///< "?", "NULL" or "DEFAULT"
    std::optional<SqlValue> bound;  ///< with "?"
    bool new_row_has_it = false;
  };

  /// Throws Failure(Refused) naming a column that is not there, or a key that is not unique.
  void check(SqlTalk& talk) const;

  std::optional<Account> find(SqlTalk& talk, const std::string& name) const;
  /// By name, those that come after `after`; "" = from the first.
  std::vector<Account> list(SqlTalk& talk, const std::string& after, std::size_t size) const;

  /// For all attributes but the one called `left_out`. Throws Failure(Refused) naming a column.
  std::vector<Assignment> assignments(SqlTalk& talk, const Account& account,
                                      const std::string& left_out) const;
  Put write(SqlTalk& talk, const std::string& name, const std::vector<Assignment>& assignments,
            bool may_create) const;
  /// False when it had been done already. Throws Failure(Refused) when both exist, or neither.
  bool rename(SqlTalk& talk, const std::string& from, const std::string& to) const;
  /// Writes the column that `option` names. Throws Failure(Refused) when there is no such account.
  void set(SqlTalk& talk, const std::string& name, const std::string& option, SqlValue value) const;
  void remove(SqlTalk& talk, const std::string& name) const;

 private:
  std::string table() const;
  std::string key() const;
  std::string soft_column() const;
  bool is_soft() const { return target_.option("delete") == "soft"; }
  bool live_is_null() const { return target_.option("live_value") == "null"; }
  std::string alive() const;
  std::vector<SqlValue> with_alive(std::vector<SqlValue> values) const;
  std::string where_account() const { return " WHERE " + key() + " = ?" + alive(); }

  const SqlColumn& column(SqlTalk& talk, const std::string& name) const;
  std::vector<std::string> readable(SqlTalk& talk) const;
  std::vector<Account> read(SqlTalk& talk, const std::string& condition,
                            const std::vector<SqlValue>& values) const;
  Assignment assignment(SqlTalk& talk, const Attribute& attribute) const;
  std::uint64_t update(SqlTalk& talk, const std::vector<Assignment>& assignments,
                       const std::string& where, const std::vector<SqlValue>& which) const;
  bool change(SqlTalk& talk, const std::string& name,
              const std::vector<Assignment>& assignments) const;
  bool bring_back(SqlTalk& talk, const std::string& name,
                  std::vector<Assignment> assignments) const;
  void insert(SqlTalk& talk, const std::string& name,
              const std::vector<Assignment>& assignments) const;

  const Target& target_;
};

/// Values as columns and group tables keep them: none is empty, none is there twice.
std::vector<std::string> column_values(const Attribute& attribute);

}  // namespace idm::connectors
