#include "scim/listing.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "identity/statement_rows.h"
#include "orm/found_resource-odb-mysql.hxx"
#include "orm/found_resource-odb-sqlite.hxx"
#include "orm/found_resource-odb.hxx"
#include "scim/cursor.h"
#include "scim/error.h"
#include "scim/filter_match.h"
#include "scim/narrowing.h"
#include "scim/sort_key.h"

namespace idm::scim {
namespace {

using users::Statement;
using users::StatementText;

/// Documents read at once: few enough to fit a statement's parameters and the memory.
constexpr std::size_t batch = 500;

/// A resource that may be in the list.
struct Candidate {
  std::string id;
  std::optional<Instant> at;
  std::size_t kind = 0;            ///< which of `listed`
  std::optional<std::string> key;  ///< what a sorted list is sorted by

  auto creation() const { return std::tie(at, id); }
};

/// Collects the names of attributes that a filter asks for.
void collect(const ResourceType& type, const Filter& filter, std::set<std::string_view>& names) {
  const auto name = filter.name.empty() ? std::nullopt : find_name(type, filter.name);
  if (name && name->attribute) names.insert(name->attribute->name);
  if (filter.kind == Filter::Kind::Element) return;
  for (const Filter& part : filter.parts) collect(type, part, names);
}

/// One kind of resource, with what the request says of it.
struct Kind {
  const Listed& listed;
  std::optional<FilterMatch> match;
  Narrowing narrowing;
  std::optional<SortKey> sort;
  std::set<std::string_view> asked;  ///< attributes that filter and order need
  const char* rows;
  const char* id;
  const char* created;

  Kind(const Listed& one, const ListRequest& request, const NarrowingRules& settings)
      : listed(one) {
    const bool users = one.type == &user_type;
    rows = users ? "USERS u" : "GRP g";
    id = users ? "u.USER_ID" : "g.GRP_ID";
    created = users ? "u.CREATE_DATE" : "g.CREATE_DATE";
    narrowing.exact = true;
    if (request.filter) {
      match.emplace(*request.filter, *one.type);
      narrowing = narrow(*request.filter, *one.type, settings);
      collect(*one.type, *request.filter, asked);
    }
    if (request.sort_by.empty()) return;
    sort.emplace(*one.type, request.sort_by);
    if (const auto name = find_name(*one.type, request.sort_by); name && name->attribute)
      asked.insert(name->attribute->name);
  }

  StatementText from(Dialect dialect, const std::string& columns) const {
    StatementText text(dialect);
    text.add("SELECT " + columns + " FROM " + rows + " WHERE ");
    text.append(listed.visible);
    if (narrowing.condition.empty()) return text;
    text.add(" AND ");
    text.append(narrowing.condition);
    return text;
  }
};

class Listing {
 public:
  Listing(const ListSettings& settings, std::span<const Listed> listed, const ListRequest& request,
          const Needed& shown)
      : settings_(settings), request_(request), shown_(shown), dialect_(settings.store.dialect()) {
    for (const Listed& one : listed)
      kinds_.emplace_back(one, request, NarrowingRules{dialect_, settings.strange_members});
    if (!request.sort_by.empty() &&
        std::none_of(kinds_.begin(), kinds_.end(),
                     [](const Kind& kind) { return kind.sort->is_known(); }))
      throw invalid_value("sortBy '" + request.sort_by + "' is no attribute to sort by");
    identity_ = settings.place + "\n" + request.filter_text + "\n" + request.sort_by +
                (request.ascending ? "\n+" : "\n-");
    for (const Listed& one : listed) identity_ += one.type->endpoint;
    if (request.cursor && !request.cursor->empty())
      position_ = read_cursor(settings.secret_key, identity_, *request.cursor, now());
  }

  Page run(Db& db) const {
    const bool exact = std::all_of(kinds_.begin(), kinds_.end(),
                                   [](const Kind& kind) { return kind.narrowing.exact; });
    return exact && request_.sort_by.empty() ? by_index(db) : by_documents(db);
  }

 private:
  bool by_cursor() const { return request_.cursor.has_value(); }
  std::size_t page_size() const { return static_cast<std::size_t>(request_.count); }
  std::size_t skipped() const {
    return by_cursor() ? 0 : static_cast<std::size_t>(request_.start_index - 1);
  }

  /// The statements give the page.
  Page by_index(Db& db) const {
    Page page;
    for (const Kind& kind : kinds_) page.total += count(db, kind);
    std::vector<Candidate> found;
    const bool past_end = !by_cursor() && request_.start_index > page.total;
    if (page_size() > 0 && !past_end) {
      // Of one kind the database passes by what stands before the page; of several nobody knows
      // how much of each that is.
      const std::size_t passed = kinds_.size() == 1 ? skipped() : 0;
      for (std::size_t kind = 0; kind < kinds_.size(); ++kind)
        candidates(db, kind, passed, skipped() - passed + page_size() + 1, found);
      in_order_of_creation(found);
      cut(found, skipped() - passed);
    }
    return filled(db, std::move(page), std::move(found), {});
  }

  /// Every candidate is looked at.
  Page by_documents(Db& db) const {
    std::vector<Candidate> found;
    for (std::size_t kind = 0; kind < kinds_.size(); ++kind) candidates(db, kind, 0, 0, found);
    in_order_of_creation(found);
    // A look-up reads its few documents once, for the filter and for the reader.
    std::vector<Json> documents;
    const bool once = found.size() <= std::min(batch, page_size()) && kinds_.size() == 1;
    keep_matching(db, found, once ? &documents : nullptr);
    Page page;
    page.total = static_cast<std::int64_t>(found.size());
    if (!request_.sort_by.empty()) {
      sort(found);
      documents.clear();
    }
    if (position_ || skipped() > 0) documents.clear();
    if (position_)
      found.erase(found.begin(),
                  std::find_if(found.begin(), found.end(),
                               [&](const Candidate& one) { return is_behind_position(one); }));
    cut(found, skipped());
    if (found.size() > page_size() + 1) found.resize(page_size() + 1);
    return filled(db, std::move(page), std::move(found), std::move(documents));
  }

  std::int64_t count(Db& db, const Kind& kind) const {
    const auto rows = users::rows_of<CountedRows>(db, kind.from(dialect_, "COUNT(*)").take());
    return rows.front().count;
  }

  /// In the order of creation; a limit of 0 is none.
  void candidates(Db& db, std::size_t kind_at, std::size_t passed, std::size_t limit,
                  std::vector<Candidate>& found) const {
    const Kind& kind = kinds_[kind_at];
    const std::string id = kind.id, created = kind.created;
    StatementText text = kind.from(dialect_, id + ", " + created);
    if (limit > 0 && position_) behind_position(text, id, created);
    text.add(" ORDER BY " + created + ", " + id);
    if (limit > 0)
      text.add(" LIMIT " + std::to_string(limit) + " OFFSET " + std::to_string(passed));
    for (FoundResource& row : users::rows_of<FoundResource>(db, text.take())) {
      std::optional<Instant> at;
      if (!row.created.null()) at = *row.created;
      found.push_back({std::move(row.id), at, kind_at, {}});
    }
  }

  void behind_position(StatementText& text, const std::string& id,
                       const std::string& created) const {
    if (position_->at) {
      text.compare(" AND (" + created + " > ", *position_->at);
      text.compare(" OR (" + created + " = ", *position_->at);
      text.compare(" AND " + id + " > ", position_->id);
      return text.add("))");
    }
    text.compare(" AND (" + created + " IS NOT NULL OR " + id + " > ", position_->id);
    text.add(")");
  }

  static void in_order_of_creation(std::vector<Candidate>& found) {
    std::stable_sort(found.begin(), found.end(), [](const Candidate& a, const Candidate& b) {
      return a.creation() < b.creation();
    });
  }

  /// Drops the first ones.
  static void cut(std::vector<Candidate>& found, std::size_t count) {
    found.erase(found.begin(),
                found.begin() + static_cast<std::ptrdiff_t>(std::min(count, found.size())));
  }

  /// Leaves the candidates that the filter matches, with their sort keys; `documents`, when
  /// wanted, are theirs.
  void keep_matching(Db& db, std::vector<Candidate>& found, std::vector<Json>* documents) const {
    std::vector<Candidate> kept;
    for (std::size_t begin = 0; begin < found.size(); begin += batch) {
      const std::size_t end = std::min(begin + batch, found.size());
      std::vector<Json> read = documents_of(db, found, begin, end, [&](const Kind& kind) {
        return [&kind, this, documents](std::string_view name) {
          return kind.asked.contains(name) || (documents && shown_(name));
        };
      });
      for (std::size_t at = begin; at < end; ++at) {
        Json& document = read[at - begin];
        const Kind& kind = kinds_[found[at].kind];
        if (document.is_null() || (kind.match && !(*kind.match)(document))) continue;
        if (kind.sort) found[at].key = kind.sort->of(document);
        kept.push_back(std::move(found[at]));
        if (documents) documents->push_back(std::move(document));
      }
    }
    found = std::move(kept);
  }

  /// The documents of found[begin, end), in that order. `needed(kind)` says what is to be read.
  template <class NeededOf>
  std::vector<Json> documents_of(Db& db, const std::vector<Candidate>& found, std::size_t begin,
                                 std::size_t end, NeededOf needed) const {
    std::vector<Json> documents(end - begin);
    for (std::size_t kind = 0; kind < kinds_.size(); ++kind) {
      std::vector<std::string> ids;
      std::vector<std::size_t> places;
      for (std::size_t at = begin; at < end; ++at)
        if (found[at].kind == kind) {
          ids.push_back(found[at].id);
          places.push_back(at - begin);
        }
      if (ids.empty()) continue;
      std::vector<Json> read = kinds_[kind].listed.read(db, ids, needed(kinds_[kind]));
      for (std::size_t i = 0; i < places.size(); ++i) documents[places[i]] = std::move(read[i]);
    }
    return documents;
  }

  /// "missing values last when ascending", so first when descending.
  bool precedes(const std::optional<std::string>& a, const std::optional<std::string>& b) const {
    if (!a || !b) return request_.ascending ? a && !b : !a && b;
    return request_.ascending ? *a < *b : *b < *a;
  }

  void sort(std::vector<Candidate>& found) const {
    std::stable_sort(found.begin(), found.end(), [this](const Candidate& a, const Candidate& b) {
      return precedes(a.key, b.key);
    });
  }

  bool is_behind_position(const Candidate& one) const {
    if (!request_.sort_by.empty()) {
      const auto key = position_->has_key ? std::optional(position_->key) : std::nullopt;
      if (precedes(key, one.key)) return true;
      if (precedes(one.key, key)) return false;
    }
    return one.creation() > std::tie(position_->at, position_->id);
  }

  /// The page of what begins with it and goes one further, if there is more.
  Page filled(Db& db, Page page, std::vector<Candidate> found, std::vector<Json> documents) const {
    page.start_index = request_.start_index;
    const bool more = found.size() > page_size();
    if (more) found.resize(page_size());
    if (documents.empty())
      for (std::size_t begin = 0; begin < found.size(); begin += batch)
        for (Json& document : documents_of(db, found, begin, std::min(begin + batch, found.size()),
                                           [&](const Kind&) { return shown_; }))
          documents.push_back(std::move(document));
    for (std::size_t at = 0; at < found.size(); ++at) {
      if (documents[at].is_null()) continue;
      page.resources.push_back(std::move(documents[at]));
      page.types.push_back(kinds_[found[at].kind].listed.type);
    }
    if (by_cursor() && more && !found.empty()) page.next_cursor = cursor_behind(found.back());
    return page;
  }

  std::string cursor_behind(const Candidate& last) const {
    const Position position{last.id, last.at, last.key.value_or(""), last.key.has_value()};
    return write_cursor(settings_.secret_key, identity_, position, now() + cursor_life);
  }

  const ListSettings& settings_;
  const ListRequest& request_;
  const Needed& shown_;
  Dialect dialect_;
  std::vector<Kind> kinds_;
  std::string identity_;  ///< which list it is, for cursors
  std::optional<Position> position_;
};

}  // namespace

Page list(const ListSettings& settings, std::span<const Listed> listed, const ListRequest& request,
          const Needed& shown) {
  const Listing listing(settings, listed, request, shown);
  return settings.store.read([&](Db& db) { return listing.run(db); });
}

}  // namespace idm::scim
