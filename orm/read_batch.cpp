#include "orm/read_batch.h"

#include <mysql.h>
#include <odb/mysql/connection.hxx>
#include <odb/mysql/error.hxx>
#include <odb/mysql/query.hxx>
#include <odb/mysql/transaction.hxx>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <map>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "orm/all_rows.h"
#include "orm/all_rows_odb.h"

// Why this file exists: on MariaDB each statement of ODB is a round trip and sends the description
// of its columns anew; a user with everything that belongs to it takes a dozen. Here they are the
// branches of one prepared UNION ALL. ODB stays the only authority on the mapping: the columns, the
// conditions with their parameters, and the conversion of the values (bind, grow, init) are its
// generated code. A branch says in its first column which it is; its other columns stand in slots
// of their type, since MariaDB would convert what stands below a value of another type.
namespace idm {

/// What the rest needs to know of a persistent class.
class RowDecoder {
 public:
  virtual ~RowDecoder() = default;
  /// "SELECT columns FROM table".
  virtual std::string_view select() const = 0;
  /// How ODB wants each column.
  virtual std::vector<MYSQL_BIND> columns() const = 0;
  /// Adds the row at hand to `rows`, a std::vector<Row>. Column i stands in slots[i]. False: the
  /// client library refuses.
  virtual bool append(MYSQL_STMT* statement, const std::vector<unsigned>& slots,
                      odb::database& database, void* rows) const = 0;
};

namespace {

template <class Row>
class DecoderOf : public RowDecoder {
  using Traits = odb::access::object_traits_impl<Row, odb::id_mysql>;

 public:
  std::string_view select() const override { return Traits::query_statement; }

  std::vector<MYSQL_BIND> columns() const override {
    std::vector<MYSQL_BIND> columns(Traits::column_count);
    std::memset(columns.data(), 0, columns.size() * sizeof columns[0]);
    Traits::bind(columns.data(), image(), odb::mysql::statement_select);
    return columns;
  }

  bool append(MYSQL_STMT* statement, const std::vector<unsigned>& slots, odb::database& database,
              void* rows) const override {
    my_bool truncated[Traits::column_count] = {};
    if (!fetch(statement, slots, truncated)) return false;
    // Buffers that were too small have been told the size that they need.
    if (Traits::grow(image(), truncated) && !fetch(statement, slots, truncated)) return false;
    auto& all = *static_cast<std::vector<Row>*>(rows);
    Traits::init(all.emplace_back(), image(), &database);
    return true;
  }

 private:
  /// Kept, so that its buffers are allocated once.
  static typename Traits::image_type& image() {
    static thread_local typename Traits::image_type image;
    return image;
  }

  static bool fetch(MYSQL_STMT* statement, const std::vector<unsigned>& slots, my_bool* truncated) {
    MYSQL_BIND columns[Traits::column_count];
    std::memset(columns, 0, sizeof columns);
    Traits::bind(columns, image(), odb::mysql::statement_select);
    for (std::size_t i = 0; i < Traits::column_count; ++i) {
      columns[i].error = &truncated[i];
      if (mysql_stmt_fetch_column(statement, &columns[i], slots[i], 0) != 0) return false;
    }
    return true;
  }
};

/// "`T`.`A`", "`T`.`B`" and "FROM `T`" of "SELECT `T`.`A`, `T`.`B` FROM `T`".
struct Select {
  std::vector<std::string_view> columns;
  std::string_view from;
};

Select take_apart(std::string_view text) {
  constexpr std::string_view select = "SELECT ", comma = ", ";
  Select parts;
  const std::size_t end = text.rfind(" FROM ");
  parts.from = text.substr(end + 1);
  std::string_view columns = text.substr(select.size(), end - select.size());
  for (std::size_t at; (at = columns.find(comma)) != columns.npos;
       columns.remove_prefix(at + comma.size()))
    parts.columns.push_back(columns.substr(0, at));
  parts.columns.push_back(columns);
  return parts;
}

}  // namespace

/// The statement for a certain list of parts, prepared on one connection.
class UnitedRead {
  using Parts = std::vector<ReadBatch::Part>;

 public:
  UnitedRead(odb::mysql::connection& connection, const Parts& parts)
      : connection_(connection), statement_(mysql_stmt_init(connection.handle())) {
    if (!statement_) throw std::bad_alloc();
    for (const ReadBatch::Part& part : parts) {
      branches_.push_back({part.what, {}, {}});
      branches_.back().condition =
          std::make_unique<odb::mysql::query_base>(part.condition(part.what, key_));
    }
    assign_slots(parts);
    const std::string text = text_of(parts);
    if (mysql_stmt_prepare(statement_.get(), text.data(), text.size()) != 0) refuse();
  }

  bool reads(const Parts& parts) const {
    return std::equal(
        parts.begin(), parts.end(), branches_.begin(), branches_.end(),
        [](const ReadBatch::Part& part, const Branch& branch) { return part.what == branch.what; });
  }

  void run(odb::database& database, const std::string& key, const Parts& parts) {
    key_ = key;
    MYSQL_STMT* statement = statement_.get();
    std::vector<MYSQL_BIND> parameters = bind_parameters();
    if (mysql_stmt_bind_param(statement, parameters.data()) != 0 ||
        mysql_stmt_execute(statement) != 0)
      refuse();
    // Whatever happens, nothing stays unread on the connection.
    const std::unique_ptr<MYSQL_STMT, FreeResult> result(statement);
    if (mysql_stmt_store_result(statement) != 0) refuse();
    int fetched;
    while ((fetched = mysql_stmt_fetch(statement)) == 0) {
      const std::size_t branch = branch_at_hand();
      if (!parts[branch].decoder->append(statement, branches_[branch].slots, database,
                                         parts[branch].rows))
        refuse();
    }
    if (fetched != MYSQL_NO_DATA) refuse();
  }

 private:
  struct Branch {
    const void* what;
    std::unique_ptr<odb::mysql::query_base> condition;  ///< refers to key_
    std::vector<unsigned> slots;                        ///< where in the result each column stands
  };
  struct CloseStatement {
    void operator()(MYSQL_STMT* statement) const { mysql_stmt_close(statement); }
  };
  struct FreeResult {
    void operator()(MYSQL_STMT* statement) const { mysql_stmt_free_result(statement); }
  };
  /// A type of values: MYSQL_BIND's buffer_type and is_unsigned.
  using Type = std::pair<int, bool>;

  void assign_slots(const Parts& parts) {
    std::map<Type, unsigned> most;  // columns of that type in one branch
    std::vector<std::vector<std::pair<Type, unsigned>>> places;
    for (const ReadBatch::Part& part : parts) {
      std::map<Type, unsigned> used;
      std::vector<std::pair<Type, unsigned>>& mine = places.emplace_back();
      for (const MYSQL_BIND& column : part.decoder->columns()) {
        const Type type{column.buffer_type, column.is_unsigned != 0};
        mine.emplace_back(type, used[type]++);
        most[type] = std::max(most[type], used[type]);
      }
    }
    std::map<Type, unsigned> first;
    width_ = 1;  // the branch's number
    for (const auto& [type, count] : most) {
      first[type] = width_;
      width_ += count;
    }
    for (std::size_t i = 0; i < places.size(); ++i)
      for (const auto& [type, place] : places[i]) branches_[i].slots.push_back(first[type] + place);
  }

  std::string text_of(const Parts& parts) const {
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const Select select = take_apart(parts[i].decoder->select());
      std::vector<std::string_view> values(width_, "NULL");
      const std::string number = std::to_string(i);
      values[0] = number;
      for (std::size_t column = 0; column < select.columns.size(); ++column)
        values[branches_[i].slots[column]] = select.columns[column];
      text += i == 0 ? "(SELECT " : " UNION ALL (SELECT ";
      for (std::size_t slot = 0; slot < values.size(); ++slot)
        (slot == 0 ? text : text += ',') += values[slot];
      (text += ' ') += select.from;
      ((text += ' ') += branches_[i].condition->clause()) += ')';
    }
    return text;
  }

  /// As key_ is now.
  std::vector<MYSQL_BIND> bind_parameters() {
    std::vector<MYSQL_BIND> all;
    for (const Branch& branch : branches_) {
      branch.condition->init_parameters();
      const odb::mysql::binding& mine = branch.condition->parameters_binding();
      all.insert(all.end(), mine.bind, mine.bind + mine.count);
    }
    return all;
  }

  std::size_t branch_at_hand() {
    std::uint32_t number = 0;
    MYSQL_BIND column;
    std::memset(&column, 0, sizeof column);
    column.buffer_type = MYSQL_TYPE_LONG;
    column.is_unsigned = 1;
    column.buffer = &number;
    if (mysql_stmt_fetch_column(statement_.get(), &column, 0, 0) != 0) refuse();
    return number;
  }

  /// Throws what ODB throws, for Store to know what may be tried again.
  [[noreturn]] void refuse() {
    odb::mysql::translate_error(connection_, statement_.get());
    // Does not say so, but always throws.
    throw Error(ErrorCode::Internal, "a refused read without an error");
  }

  odb::mysql::connection& connection_;
  std::string key_;
  std::vector<Branch> branches_;
  unsigned width_ = 0;
  std::unique_ptr<MYSQL_STMT, CloseStatement> statement_;
};

KeptReads::KeptReads() = default;
KeptReads::~KeptReads() = default;

void ReadBatch::run() {
  if (parts_.empty()) return;
  odb::database& database = db_.odb();
  odb::mysql::connection& connection = odb::mysql::transaction::current().connection();
  connection.clear();
  std::vector<std::unique_ptr<UnitedRead>>& kept = dynamic_cast<KeptReads&>(connection).statements_;
  auto found = std::find_if(kept.begin(), kept.end(),
                            [&](const auto& statement) { return statement->reads(parts_); });
  if (found == kept.end())
    found = kept.insert(kept.end(), std::make_unique<UnitedRead>(connection, parts_));
  (*found)->run(database, key_, parts_);
}

template <class Row>
const RowDecoder& ReadBatch::decoder_of() {
  static const DecoderOf<Row> decoder;
  return decoder;
}

#define IDM_INSTANTIATE(ROW, KEY) template const RowDecoder& ReadBatch::decoder_of<ROW>();
IDM_EACH_ROW(IDM_INSTANTIATE)
#undef IDM_INSTANTIATE

}  // namespace idm
