#pragma once

#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "identity/reference_columns.h"
#include "identity/reference_file.h"
#include "orm/prepared.h"
#include "orm/reference.h"
#include "orm/store.h"

namespace idm {

/// Throws Error(InvalidArgument): `where` is file and line.
[[noreturn]] void refuse_reference(const std::string& where, const std::string& why);

/// How rows come from the entries of one file into the store, inside one transaction.
class ReferenceRows {
 public:
  using Changes = std::vector<std::string>;

  ReferenceRows(Db& db, const std::vector<ReferenceEntry>& entries);

  Db& db() { return db_; }

  template <class Row>
  bool exists(const std::string& id) {
    return db_.find<Row>(id).has_value();
  }

  /// Will there be such a row when the file is applied? `label` as in ReferenceEntry::label().
  bool is_in_file(const std::string& label) const { return in_file_.count(label) > 0; }

  void check_role(const RoleId& id, const std::string& where);

  /// Sets what the entry says; tells what became different.
  template <class Row>
  Changes set_columns(const ReferenceEntry& entry, Row& row) {
    Changes changes;
    for (const ReferenceColumn<Row>& column : reference_columns<Row>()) {
      const auto given = entry.values.find(column.key.name);
      if (given == entry.values.end()) continue;
      if (const auto* id = std::get_if<std::string>(&given->second.value))
        check_reference(entry, column.key, *id, given->second.where);
      std::visit(
          [&](auto member) {
            auto wanted = row.*member;
            convert(given->second.value, wanted);
            if (wanted == row.*member) return;
            changes.push_back(column.key.name + ": " + shown(row.*member) + " -> " + shown(wanted));
            row.*member = wanted;
          },
          column.member);
    }
    return changes;
  }

  /// Stores the row when it is new or became different.
  template <class Row>
  void store(bool created, const Changes& changes, Row& row) {
    if (created)
      db_.insert(row);
    else if (!changes.empty())
      db_.update(row);
  }

  /// Stores a row below another; its changes are told with the parent's.
  template <class Row>
  Row apply_nested(const ReferenceEntry& nested, const std::optional<Row>& stored, Row row,
                   Changes& changes) {
    const Changes own = set_columns(nested, row);
    store(!stored, own, row);
    if (!stored) changes.push_back(nested.label() + " created");
    if (stored)
      for (const std::string& change : own) changes.push_back(nested.label() + "." + change);
    return row;
  }

  template <class Row>
  std::optional<Row> first(const odb::query<Row>& query) {
    std::vector<Row> rows = rows_where<Row>(db_, query);
    return rows.empty() ? std::nullopt : std::optional(std::move(rows.front()));
  }

  /// A value as the list of changes tells it.
  static std::string shown(const Text& value);
  static std::string shown(const Number& value);

 private:
  using Value = std::variant<std::string, int>;

  static void convert(const Value& value, Text& target);
  static void convert(const Value& value, Number& target);
  void check_reference(const ReferenceEntry& entry, const ReferenceKey& key, const std::string& id,
                       const std::string& where);

  Db& db_;
  std::set<std::string> in_file_;
};

}  // namespace idm
