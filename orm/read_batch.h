#pragma once

#include <memory>
#include <odb/query-dynamic.hxx>
#include <odb/query.hxx>
#include <string>
#include <vector>

#include "orm/prepared.h"
#include "orm/store.h"

namespace idm {

class RowDecoder;
class UnitedRead;

/// The rows of one table that go with a key. Its constants are told apart by their addresses, so
/// they must live as long as the program.
template <class Row>
struct RowsOf {
  const char* name;  ///< unique in the program
  /// Refers to `key`: `Query::user_id == Query::_ref(key)`. No ORDER BY: see ReadBatch.
  odb::query<Row> (*condition)(const std::string& key);
};

/// Rows of several tables that go with one key. On MariaDB they come in one round trip; on SQLite,
/// where a statement costs none, by a statement for each table. Use it inside one transaction.
///
///     ReadBatch batch(db, user_id);
///     batch.add(phones_of_user, phones);
///     batch.add(notes_of_user, notes);
///     batch.run();
///
/// Rows come in no promised order.
class ReadBatch {
 public:
  ReadBatch(Db& db, std::string key) : db_(db), key_(std::move(key)) {}

  /// `rows` must stay where it is until run() has filled it.
  template <class Row>
  void add(const RowsOf<Row>& what, std::vector<Row>& rows) {
    if (db_.dialect() == Dialect::MySql)
      parts_.push_back({&what, &decoder_of<Row>(), &condition_of<Row>, &rows});
    else
      rows = rows_by<Row>(db_, what.name, key_, what.condition);
  }

  /// Sees what the transaction has inserted. Throws as ODB's queries do. Call it once.
  void run();

 private:
  friend class UnitedRead;

  struct Part {
    const void* what;  ///< the RowsOf<Row>
    const RowDecoder* decoder;
    odb::query_base (*condition)(const void* what, const std::string& key);
    void* rows;  ///< the std::vector<Row>
  };

  template <class Row>
  static odb::query_base condition_of(const void* what, const std::string& key) {
    return static_cast<const RowsOf<Row>*>(what)->condition(key);
  }

  /// For the classes of orm/all_rows.h.
  template <class Row>
  static const RowDecoder& decoder_of();

  Db& db_;
  std::string key_;
  std::vector<Part> parts_;
};

/// The statements of ReadBatch that one connection to MariaDB has prepared: a base of the
/// connection, and gone before it is closed.
class KeptReads {
 public:
  KeptReads();
  ~KeptReads();
  KeptReads(const KeptReads&) = delete;
  KeptReads& operator=(const KeptReads&) = delete;

 private:
  friend class ReadBatch;
  std::vector<std::unique_ptr<UnitedRead>> statements_;  // a handful: what the program asks for
};

}  // namespace idm
