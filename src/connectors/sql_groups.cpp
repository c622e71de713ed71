#include "connectors/sql_groups.h"

#include <algorithm>

#include "connectors/option_checks.h"
#include "core/folding.h"

namespace idm::connectors {

SqlGroups::SqlGroups(const Target& target)
    : table_(target.option("group_table")),
      user_(target.option("group_user_column")),
      name_(target.option("group_name_column")),
      attribute_(target.option("group_attribute")) {
  for (const char* option : {"group_user_column", "group_name_column", "group_attribute"})
    not_empty(target, option);
}

void SqlGroups::check(SqlTalk& talk) const {
  if (!kept()) return;
  for (const std::string& column : {user_, name_})
    if (!talk.table(table_).find(column) && !talk.table(table_, true).find(column))
      throw Failure(Failure::Kind::Refused,
                    "the table '" + table_ + "' has no column '" + column + "'");
}

std::map<std::string, std::vector<std::string>> SqlGroups::of(
    SqlTalk& talk, const std::vector<std::string>& accounts) const {
  std::map<std::string, std::vector<std::string>> found;
  if (!kept() || accounts.empty()) return found;
  check(talk);
  std::string places;
  std::vector<SqlValue> values;
  for (const std::string& account : accounts) {
    places += places.empty() ? "?" : ", ?";
    values.push_back({account});
  }
  // Accounts of one table are told apart as its key tells them, which may be without case.
  std::map<std::string, std::string> spelled;
  for (const std::string& account : accounts) spelled[fold(account)] = account;
  for (const SqlRow& row :
       talk.ask("SELECT " + quoted(user_) + ", " + quoted(name_) + " FROM " + quoted(table_) +
                    " WHERE " + quoted(user_) + " IN (" + places + ") ORDER BY " + quoted(name_),
                values)) {
    const auto account = row[0] ? spelled.find(fold(*row[0])) : spelled.end();
    if (account != spelled.end() && row[1]) found[account->second].push_back(*row[1]);
  }
  return found;
}

void SqlGroups::set(SqlTalk& talk, const std::string& account,
                    const std::vector<std::string>& groups) const {
  if (!kept()) return;
  check(talk);
  const std::vector<std::string> current = of(talk, {account})[account];
  const auto lacks = [](const std::vector<std::string>& list, const std::string& group) {
    return std::find(list.begin(), list.end(), group) == list.end();
  };
  const std::string one = quoted(user_) + " = ? AND " + quoted(name_) + " = ?";
  for (const std::string& group : current)
    if (lacks(groups, group))
      talk.change("DELETE FROM " + quoted(table_) + " WHERE " + one, {{account}, {group}});
  for (const std::string& group : groups)
    if (lacks(current, group))
      talk.change("INSERT INTO " + quoted(table_) + " (" + quoted(user_) + ", " + quoted(name_) +
                      ") VALUES (?, ?)",
                  {{account}, {group}});
}

void SqlGroups::rename(SqlTalk& talk, const std::string& from, const std::string& to) const {
  if (!kept()) return;
  check(talk);
  talk.change(
      "UPDATE " + quoted(table_) + " SET " + quoted(user_) + " = ? WHERE " + quoted(user_) + " = ?",
      {{to}, {from}});
}

}  // namespace idm::connectors
