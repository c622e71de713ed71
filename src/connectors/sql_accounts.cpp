#include "connectors/sql_accounts.h"

#include <algorithm>

#include "connectors/option_checks.h"
#include "connectors/sql_password.h"
#include "core/folding.h"

namespace idm::connectors {

using Strings = std::vector<std::string>;

namespace {

constexpr int duplicate_key = 1062;

std::string list_of(const Strings& columns) {
  std::string list;
  for (const std::string& column : columns) list += (list.empty() ? "" : ", ") + quoted(column);
  return list;
}

}  // namespace

Strings column_values(const Attribute& attribute) {
  Strings values;
  for (const std::string& value : attribute.values)
    if (!value.empty() && std::find(values.begin(), values.end(), value) == values.end())
      values.push_back(value);
  return values;
}

SqlAccounts::SqlAccounts(const Target& target) : target_(target) {
  one_of(target, "password_hash", {"argon2id", "sha512_crypt", "bcrypt", "plain"});
  one_of(target, "delete", {"hard", "soft"});
  for (const char* option : {"table", "key_column"}) not_empty(target, option);
  if (is_soft()) not_empty(target, "soft_delete_column");
}

std::string SqlAccounts::table() const { return quoted(target_.option("table")); }
std::string SqlAccounts::key() const { return quoted(target_.option("key_column")); }
std::string SqlAccounts::soft_column() const {
  return quoted(target_.option("soft_delete_column"));
}

/// " AND ..." for rows that are not marked as deleted.
std::string SqlAccounts::alive() const {
  if (!is_soft()) return "";
  return " AND " + soft_column() + (live_is_null() ? " IS NULL" : " = ?");
}

std::vector<SqlValue> SqlAccounts::with_alive(std::vector<SqlValue> values) const {
  if (is_soft() && !live_is_null()) values.push_back({target_.option("live_value")});
  return values;
}

const SqlColumn& SqlAccounts::column(SqlTalk& talk, const std::string& name) const {
  const std::string& table = target_.option("table");
  const SqlColumn* found = talk.table(table).find(name);
  // A new one is worth a second look.
  if (!found) found = talk.table(table, true).find(name);
  if (found) return *found;
  throw Failure(Failure::Kind::Refused, "the table '" + table + "' has no column '" + name + "'");
}

void SqlAccounts::check(SqlTalk& talk) const {
  for (const char* option : {"key_column", "active_column", "password_column"})
    if (!target_.option(option).empty()) column(talk, target_.option(option));
  if (is_soft()) column(talk, target_.option("soft_delete_column"));
  if (!talk.table(target_.option("table")).is_unique(target_.option("key_column")))
    throw Failure(Failure::Kind::Refused,
                  "key_column '" + target_.option("key_column") + "' has no unique index");
}

Strings SqlAccounts::readable(SqlTalk& talk) const {
  check(talk);
  Strings names;
  for (const auto& [folded, column] : talk.table(target_.option("table")).columns())
    if (folded != fold(target_.option("password_column")) &&
        !(is_soft() && folded == fold(target_.option("soft_delete_column"))))
      names.push_back(column.name);
  return names;
}

std::vector<Account> SqlAccounts::read(SqlTalk& talk, const std::string& condition,
                                       const std::vector<SqlValue>& values) const {
  const Strings columns = readable(talk);
  const std::string active = fold(target_.option("active_column"));
  std::vector<Account> accounts;
  for (const SqlRow& row : talk.ask(
           "SELECT " + key() + ", " + list_of(columns) + " FROM " + table() + condition, values)) {
    Account& account = accounts.emplace_back();
    account.name = row[0].value_or("");
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::optional<std::string>& value = row[i + 1];
      account.attributes.push_back({columns[i], value ? Strings{*value} : Strings{}});
      if (fold(columns[i]) != active) continue;
      if (value == target_.option("active_value")) account.active = true;
      if (value == target_.option("inactive_value")) account.active = false;
    }
  }
  return accounts;
}

std::optional<Account> SqlAccounts::find(SqlTalk& talk, const std::string& name) const {
  std::vector<Account> found = read(talk, where_account(), with_alive({{name}}));
  if (found.empty()) return std::nullopt;
  found[0].name = name;
  return std::move(found[0]);
}

std::vector<Account> SqlAccounts::list(SqlTalk& talk, const std::string& after,
                                       std::size_t size) const {
  std::vector<SqlValue> values;
  if (!after.empty()) values.push_back({after});
  return read(talk,
              " WHERE " + (after.empty() ? "TRUE" : key() + " > ?") + alive() + " ORDER BY " +
                  key() + " LIMIT " + std::to_string(size),
              with_alive(std::move(values)));
}

std::vector<SqlAccounts::Assignment> SqlAccounts::assignments(SqlTalk& talk, const Account& account,
                                                              const std::string& left_out) const {
  check(talk);
  std::vector<Assignment> list;
  for (const Attribute& attribute : account.attributes) {
    if (fold(attribute.name) == fold(left_out)) continue;
    if (fold(attribute.name) != fold(target_.option("key_column")))
      list.push_back(assignment(talk, attribute));
    else if (column_values(attribute) != Strings{account.name})
      throw Failure(Failure::Kind::Refused,
                    "column '" + attribute.name + "' names the account and has no other value");
  }
  return list;
}

SqlAccounts::Assignment SqlAccounts::assignment(SqlTalk& talk, const Attribute& attribute) const {
  const SqlColumn& target = column(talk, attribute.name);
  const Strings values = column_values(attribute);
  const std::string name = quoted(target.name);
  if (values.size() > 1)
    throw Failure(Failure::Kind::Refused, "column '" + target.name + "' takes one value, not " +
                                              std::to_string(values.size()));
  if (values.empty()) {
    if (target.nullable) return {name, "NULL", std::nullopt, !target.has_default};
    if (target.has_default) return {name, "DEFAULT", std::nullopt, true};
    if (target.text) return {name, "?", SqlValue{""}, false};
    throw Failure(Failure::Kind::Refused, "column '" + target.name + "' cannot be empty");
  }
  if (fold(target.name) == fold(target_.option("password_column")))
    return {
        name, "?", SqlValue{hashed_password(values[0], target_.option("password_hash")), true},
        false
    };
  return {
      name, "?", SqlValue{values[0], attribute.secret},
        false
  };
}

std::uint64_t SqlAccounts::update(SqlTalk& talk, const std::vector<Assignment>& assignments,
                                  const std::string& where,
                                  const std::vector<SqlValue>& which) const {
  std::string list;
  std::vector<SqlValue> values;
  for (const Assignment& one : assignments) {
    list += (list.empty() ? "" : ", ") + one.column + " = " + one.value;
    if (one.bound) values.push_back(*one.bound);
  }
  values.insert(values.end(), which.begin(), which.end());
  return talk.change("UPDATE " + table() + " SET " + list + where, values);
}

/// Changes first: for an account that is there this is one round trip, also when it may be created.
/// To add first and go by the error would not tell the key's duplicates from those of other
/// columns, and use up numbers of AUTO_INCREMENT.
Put SqlAccounts::write(SqlTalk& talk, const std::string& name,
                       const std::vector<Assignment>& assignments, bool may_create) const {
  if (change(talk, name, assignments)) return Put::Changed;
  if (!may_create) return Put::Missing;
  if (!is_soft() || !bring_back(talk, name, assignments)) insert(talk, name, assignments);
  return Put::Created;
}

bool SqlAccounts::change(SqlTalk& talk, const std::string& name,
                         const std::vector<Assignment>& assignments) const {
  const std::vector<SqlValue> which = with_alive({{name}});
  if (assignments.empty())
    return !talk.ask("SELECT 1 FROM " + table() + where_account(), which).empty();
  return update(talk, assignments, where_account(), which) > 0;
}

bool SqlAccounts::bring_back(SqlTalk& talk, const std::string& name,
                             std::vector<Assignment> assignments) const {
  const std::string& live = target_.option("live_value");
  if (live_is_null())
    assignments.push_back({soft_column(), "NULL", std::nullopt, false});
  else
    assignments.push_back({soft_column(), "?", SqlValue{live}, false});
  return update(talk, assignments, " WHERE " + key() + " = ?", {{name}}) > 0;
}

void SqlAccounts::insert(SqlTalk& talk, const std::string& name,
                         const std::vector<Assignment>& assignments) const {
  std::string columns = key(), places = "?";
  std::vector<SqlValue> values{{name}};
  for (const Assignment& one : assignments) {
    if (one.new_row_has_it) continue;
    columns += ", " + one.column;
    places += ", " + one.value;
    if (one.bound) values.push_back(*one.bound);
  }
  talk.change("INSERT INTO " + table() + " (" + columns + ") VALUES (" + places + ")", values);
}

bool SqlAccounts::rename(SqlTalk& talk, const std::string& from, const std::string& to) const {
  check(talk);
  try {
    if (update(talk,
               {
                   {key(), "?", SqlValue{to}, false}
    },
               where_account(), with_alive({{from}})) > 0)
      return true;
  } catch (const SqlRefusal& refusal) {
    if (refusal.code() != duplicate_key) throw;
    throw Failure(Failure::Kind::Refused, std::string("both exist: ") + refusal.what());
  }
  if (talk.ask("SELECT 1 FROM " + table() + where_account(), with_alive({{to}})).empty())
    throw Failure(Failure::Kind::Refused, "neither exists");
  return false;
}

void SqlAccounts::set(SqlTalk& talk, const std::string& name, const std::string& option,
                      SqlValue value) const {
  const std::string& column = target_.option(option);
  if (column.empty()) throw Failure(Failure::Kind::Refused, "option " + option + " is not set");
  check(talk);
  if (update(talk,
             {
                 {quoted(column), "?", std::move(value), false}
  },
             where_account(), with_alive({{name}})) == 0)
    throw Failure(Failure::Kind::Refused, "there is no account '" + name + "'");
}

void SqlAccounts::remove(SqlTalk& talk, const std::string& name) const {
  check(talk);
  if (!is_soft()) {
    talk.change("DELETE FROM " + table() + " WHERE " + key() + " = ?", {{name}});
    return;
  }
  Assignment mark{soft_column(), "CURRENT_TIMESTAMP", std::nullopt, false};
  if (target_.option("deleted_value") != "now")
    mark = {soft_column(), "?", SqlValue{target_.option("deleted_value")}, false};
  update(talk, {mark}, where_account(), with_alive({{name}}));
}

}  // namespace idm::connectors
