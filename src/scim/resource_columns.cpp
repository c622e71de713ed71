#include "scim/resource_columns.h"

#include <algorithm>
#include <vector>

#include "core/folding.h"
#include "orm/text.h"
#include "scim/column_condition.h"
#include "scim/values.h"

namespace idm::scim {
namespace {

using users::StatementText;

/// Attributes that are a column of the user's own row, folded beside it.
struct OwnColumn {
  std::string_view extension, attribute, sub;
  const char* folded;
  std::size_t width;
  const char* original;
  std::size_t original_width;
};

constexpr OwnColumn own_columns[] = {
    {"",             "name",           "familyName", "u.LAST_NAME_FOLDED",     200, "u.LAST_NAME",     100},
    {"",             "name",           "givenName",  "u.FIRST_NAME_FOLDED",    200, "u.FIRST_NAME",    100},
    {"",             "nickName",       "",           "u.NICKNAME_FOLDED",      80,  "u.NICKNAME",      40 },
    {"",             "userType",       "",           "u.USER_TYPE_IND_FOLDED", 40,  "u.USER_TYPE_IND", 20 },
    {enterprise_urn, "employeeNumber", "",           "u.EMPLOYEE_ID_FOLDED",   64,  "u.EMPLOYEE_ID",   32 },
    {enterprise_urn, "division",       "",           "u.DIVISION_FOLDED",      100, "u.DIVISION",      50 },
    {enterprise_urn, "department",     "",           "u.DEPT_CD_FOLDED",       100, "u.DEPT_CD",       50 },
};

/// One comparison on its way to SQL.
class Columns {
 public:
  Columns(const ResourceType& type, const Name& name, const Filter& filter,
          const NarrowingRules& rules)
      : users_(&type == &user_type),
        name_(name),
        filter_(filter),
        rules_(rules),
        dialect_(rules.dialect) {
    if (filter.value.is_string()) literal_ = filter.value.get<std::string>();
  }

  std::optional<Narrowing> narrow() const {
    if (is("", "meta", "created")) return at(users_ ? "u.CREATE_DATE" : "g.CREATE_DATE");
    if (users_ && is("", "meta", "lastModified")) return at("u.LAST_UPDATE");
    if (users_ && is("", "active", "")) return active();
    if (!literal_ || filter_.comparison == Comparison::NotEqual) return {};
    if (is("", "id", "")) return by_id();
    if (is("", "externalId", "")) return by_external_id();
    if (!users_) return narrow_group();
    if (is("", "userName", "")) return by_user_name();
    if (is("", "displayName", "")) return by_display_name();
    if (is_value_of("emails")) return by_email();
    return by_own_column();
  }

 private:
  bool is(std::string_view extension, std::string_view attribute, std::string_view sub) const {
    return (name_.extension ? name_.extension->urn : "") == extension &&
           name_.attribute->name == attribute && (name_.sub ? name_.sub->name : "") == sub;
  }

  bool is_value_of(std::string_view list) const {
    return is("", list, "") || is("", list, "value");
  }

  std::string id() const { return users_ ? "u.USER_ID" : "g.GRP_ID"; }

  bool is_equal() const { return filter_.comparison == Comparison::Equal; }

  static std::optional<Narrowing> narrowed(StatementText text, bool exact = false) {
    return Narrowing{text.take(), exact};
  }

  std::optional<Narrowing> at(const char* column) const {
    const auto literal = literal_ ? read_instant(*literal_) : std::nullopt;
    StatementText text(dialect_);
    if (!literal || !add_instant_condition(text, column, filter_.comparison, *literal)) return {};
    return narrowed(std::move(text), true);
  }

  /// As user_columns.cpp reads it.
  std::optional<Narrowing> active() const {
    const auto wanted = read_boolean(filter_.value);
    if (!wanted || (!is_equal() && filter_.comparison != Comparison::NotEqual)) return {};
    StatementText text(dialect_);
    text.add(*wanted == is_equal() ? "(" : "(NOT ");
    text.add(
        "(u.STATUS IS NOT NULL AND UPPER(RTRIM(u.STATUS)) IN ('ACTIVE', 'PENDING_INITIAL_LOGIN') "
        "AND (u.SECONDARY_STATUS IS NULL OR UPPER(RTRIM(u.SECONDARY_STATUS)) <> 'DISABLED')))");
    return narrowed(std::move(text), true);
  }

  std::optional<Narrowing> by_id() const {
    if (!is_equal()) return {};
    StatementText text(dialect_);
    text.equals(id(), *literal_);
    return narrowed(std::move(text));
  }

  std::optional<Narrowing> by_external_id() const {
    if (!is_equal()) return {};
    StatementText text(dialect_);
    text.add(id() + " IN (SELECT s.RESOURCE_ID FROM SCIM_RESOURCE s WHERE ");
    text.equals("s.EXTERNAL_ID", first_characters(*literal_, 255));
    text.add(std::string(" AND s.KIND = ") + (users_ ? "'User')" : "'Group')"));
    return narrowed(std::move(text));
  }

  bool add(StatementText& text, const TextColumn& column) const {
    return add_text_condition(text, column, filter_.comparison, *literal_);
  }

  /// "id IN (…)" of several selections of ids. A derived table, because MariaDB asks a union once
  /// for each row.
  static std::optional<Narrowing> among(const std::string& id,
                                        std::vector<StatementText> selections, Dialect dialect) {
    StatementText text(dialect);
    text.add(id + " IN (SELECT m.ID FROM (");
    for (std::size_t i = 0; i < selections.size(); ++i) {
      if (i > 0) text.add(" UNION ");
      text.append(selections[i]);
    }
    text.add(") m)");
    return narrowed(std::move(text));
  }

  StatementText selection(const char* sql) const {
    StatementText text(dialect_);
    text.add(sql);
    return text;
  }

  /// The tenant's principal; who has none is called by the id.
  std::optional<Narrowing> by_user_name() const {
    StatementText logins = selection("SELECT l.USER_ID AS ID FROM LOGIN l WHERE ");
    if (!add(logins, {"l.LOGIN_FOLDED", 640})) return {};
    StatementText ids = selection("SELECT x.USER_ID FROM USERS x WHERE (");
    add(ids, {"x.USER_ID"});
    ids.add(" OR ");
    add_text_condition(ids, {"x.USER_ID"}, filter_.comparison, fold(*literal_));
    ids.add(")");
    return among(id(), {std::move(logins), std::move(ids)}, dialect_);
  }

  std::optional<Narrowing> by_email() const {
    StatementText rows = selection(
        "SELECT e.PARENT_ID AS ID FROM EMAIL_ADDRESS e WHERE e.PARENT_TYPE = 'USER' AND ");
    if (!add(rows, {"e.EMAIL_FOLDED", 640, "e.EMAIL_ADDRESS", 320})) return {};
    StatementText own = selection("SELECT x.USER_ID FROM USERS x WHERE ");
    add(own, {"x.EMAIL_FOLDED", 640, "x.EMAIL_ADDRESS", 320});
    return among(id(), {std::move(rows), std::move(own)}, dialect_);
  }

  /// What SCIM clients wrote; of others, first and last name with a blank between them.
  std::optional<Narrowing> by_display_name() const {
    constexpr std::size_t most_blanks = 6;
    if (!is_equal() && filter_.comparison != Comparison::StartsWith) return {};
    const std::string name = fold(*literal_);
    if (std::count(name.begin(), name.end(), ' ') > static_cast<std::ptrdiff_t>(most_blanks))
      return {};
    StatementText written =
        selection("SELECT s.RESOURCE_ID AS ID FROM SCIM_RESOURCE s WHERE s.KIND = 'User' AND ");
    add(written, {"s.DISPLAY_NAME_FOLDED", 255, "s.DISPLAY_NAME", 255});
    std::vector<StatementText> selections{std::move(written), with_names(nullptr, &name),
                                          with_names(&name, nullptr)};
    for (std::size_t blank = name.find(' '); blank != std::string::npos;
         blank = name.find(' ', blank + 1)) {
      const std::string first = name.substr(0, blank), last = name.substr(blank + 1);
      selections.push_back(with_names(&first, &last));
    }
    return among(id(), std::move(selections), dialect_);
  }

  /// Who has such a last name, and such a first name where both are given: then all of it.
  StatementText with_names(const std::string* first, const std::string* last) const {
    StatementText text = selection("SELECT x.USER_ID FROM USERS x WHERE ");
    if (last)
      add_text_condition(text, {"x.LAST_NAME_FOLDED", 200, "x.LAST_NAME", 100}, filter_.comparison,
                         *last);
    if (last && first) text.add(" AND ");
    if (first)
      add_text_condition(text, {"x.FIRST_NAME_FOLDED", 200, "x.FIRST_NAME", 100},
                         last ? Comparison::Equal : filter_.comparison, *first);
    return text;
  }

  std::optional<Narrowing> by_own_column() const {
    for (const OwnColumn& own : own_columns) {
      if (!is(own.extension, own.attribute, own.sub)) continue;
      StatementText text(dialect_);
      if (!add(text, {own.folded, own.width, own.original, own.original_width})) return {};
      return narrowed(std::move(text));
    }
    return {};
  }

  std::optional<Narrowing> narrow_group() const {
    if (is("", "displayName", "")) {
      StatementText text = selection("(");
      if (!add(text, {"g.GRP_NAME_FOLDED", 160, "g.GRP_NAME", 80})) return {};
      // Who has no name is called by the id.
      text.add(" OR g.GRP_NAME_FOLDED IS NULL)");
      return narrowed(std::move(text));
    }
    if (!is_value_of("members") || !is_equal() || rules_.strange_members) return {};
    StatementText users = selection("SELECT q.GRP_ID AS ID FROM USER_GRP q WHERE ");
    users.equals("q.USER_ID", *literal_);
    StatementText groups = selection("SELECT n.GRP_ID FROM GRP_MEMBER_GRP n WHERE ");
    groups.equals("n.MEMBER_GRP_ID", *literal_);
    return among(id(), {std::move(users), std::move(groups)}, dialect_);
  }

  bool users_;
  const Name& name_;
  const Filter& filter_;
  const NarrowingRules& rules_;
  Dialect dialect_;
  std::optional<std::string> literal_;
};

}  // namespace

std::optional<Narrowing> narrow_by_columns(const ResourceType& type, const Name& name,
                                           const Filter& comparison, const NarrowingRules& rules) {
  return Columns(type, name, comparison, rules).narrow();
}

}  // namespace idm::scim
