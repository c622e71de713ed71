#include "identity/search_statement.h"

#include "core/ascii.h"
#include "core/error.h"
#include "core/folding.h"
#include "identity/search_blocks.h"
#include "identity/search_dates.h"
#include "identity/search_members.h"

namespace idm::users {
namespace {

/// More entries would make an expression too deep for SQLite.
constexpr std::size_t most_date_attributes = 200;

/// As statuses are stored: in upper case. Blanks at the end say nothing, as in a folded text.
std::string status_sought(const std::string& sent) {
  return ascii::upper(sent.substr(0, sent.find_last_not_of(' ') + 1));
}

std::vector<std::string> folded(std::vector<std::string> texts) {
  for (std::string& text : texts) text = fold(text);
  return texts;
}

/// True of a text by whose beginning an index finds few rows.
bool sharp(const Text& pattern) {
  return !pattern.null() && !pattern->starts_with('%') && !pattern->starts_with('_');
}

/// Names by whose beginnings no index finds few, and beside them only what nearly everybody has.
bool walks_names(const SearchCriteria& criteria) {
  if (criteria.last_name.null() || sharp(criteria.last_name) || sharp(criteria.first_name))
    return false;
  SearchCriteria others = criteria;
  others.last_name.reset();
  others.first_name.reset();
  if (!others.status.null() && status_sought(*others.status) == "ACTIVE") others.status.reset();
  others.show_in_search.reset();
  others.max_results.reset();
  return others == SearchCriteria();
}

/// A name or a number by which an index finds few users.
bool names_few(const SearchCriteria& criteria) {
  return sharp(criteria.last_name) || sharp(criteria.first_name) || sharp(criteria.nick_name) ||
         sharp(criteria.user_id) || sharp(criteria.employee_id);
}

/// Sharp criteria decide how the others are asked: once few users are left, each is asked for its
/// roles, groups and so on; before that, those rows lead to the users.
class Builder {
 public:
  Builder(const SearchCriteria& criteria, const SearchSurroundings& surroundings)
      : criteria_(criteria),
        surroundings_(surroundings),
        from_(surroundings.dialect),
        where_(surroundings.dialect),
        narrowed_(names_few(criteria)) {}

  Statement build(int limit) {
    if (surroundings_.candidates) candidates(*surroundings_.candidates);
    names();
    user_fields();
    logins();
    emails();
    phones();
    // What a walk through all names leaves is few enough, too.
    narrowed_ = narrowed_ || !criteria_.last_name.null() || !criteria_.first_name.null();
    attributes();
    attribute_list();
    groups();
    roles();
    organization_name();
    dates();
    StatementText all(surroundings_.dialect);
    all.add("SELECT u.USER_ID FROM ");
    all.append(from_);
    all.add("USERS u");
    // MariaDB would fetch every user before it looks at the name in the index.
    if (!sqlite() && walks_names(criteria_)) all.add(" FORCE INDEX (IX_USERS_LAST_NAME)");
    if (led_) all.add(" ON u.USER_ID = m.ID");
    all.add(" WHERE 1 = 1");
    all.append(where_);
    all.add(" ORDER BY u.LAST_NAME_FOLDED, u.FIRST_NAME_FOLDED, u.USER_ID LIMIT " +
            std::to_string(limit));
    return all.take();
  }

 private:
  bool sqlite() const { return surroundings_.dialect == Dialect::Sqlite; }

  void and_like(const std::string& column, const Text& pattern) {
    if (pattern.null()) return;
    where_.add(" AND ");
    where_.like(column, *pattern);
  }

  void and_equals(const std::string& column, const Text& value) {
    if (value.null()) return;
    where_.add(" AND ");
    where_.equals(column, *value);
  }

  void and_one_of(const std::string& column, const std::vector<std::string>& values) {
    if (values.empty()) return;
    where_.add(" AND ");
    where_.one_of(column, values);
  }

  /// Opens a condition on rows of another table that belong to the user.
  void open(const std::string& table, const std::string& user_column) {
    if (narrowed_)
      where_.add(" AND EXISTS (SELECT 1 FROM " + table + " WHERE " + user_column + " = u.USER_ID");
    else
      where_.add(" AND u.USER_ID IN (SELECT " + user_column + " FROM " + table + " WHERE 1 = 1");
    narrowed_ = true;
  }

  void names() {
    and_like("u.LAST_NAME_FOLDED", criteria_.last_name);
    // The plus keeps SQLite from the index of first names where that of last names gives the order.
    const bool by_last = !criteria_.last_name.null() || !sharp(criteria_.first_name);
    and_like(by_last ? "+u.FIRST_NAME_FOLDED" : "u.FIRST_NAME_FOLDED", criteria_.first_name);
    and_like("u.NICKNAME_FOLDED", criteria_.nick_name);
  }

  void user_fields() {
    and_user_id();
    and_folded("u.EMPLOYEE_ID_FOLDED", criteria_.employee_id);
    and_folded("u.DEPT_CD_FOLDED", criteria_.department);
    and_folded("u.DIVISION_FOLDED", criteria_.division);
    and_folded("u.LOCATION_CD_FOLDED", criteria_.location);
    and_folded("u.CLASSIFICATION_FOLDED", criteria_.classification);
    and_folded("u.USER_TYPE_IND_FOLDED", criteria_.user_type);
    and_folded("u.POSTAL_CD_FOLDED", criteria_.zip_code);
    and_status();
    if (!criteria_.secondary_status.null())
      and_equals("u.SECONDARY_STATUS", status_sought(*criteria_.secondary_status));
    if (!criteria_.show_in_search.null()) {
      where_.add(" AND ");
      where_.equals("u.SHOW_IN_SEARCH", *criteria_.show_in_search);
    }
    // In the text, so that SQLite sees that its index of delegated administrators serves.
    if (criteria_.delegated_administrators) where_.add(" AND u.DEL_ADMIN = 1");
    const Reference& reference = surroundings_.reference;
    if (!criteria_.organization_id.null())
      and_equals("u.COMPANY_ID", reference.organization_id(*criteria_.organization_id));
    std::vector<std::string> organizations;
    for (const std::string& id : criteria_.organization_ids)
      organizations.push_back(reference.organization_id(id));
    and_one_of("u.COMPANY_ID", organizations);
    and_one_of("u.DEPT_CD_FOLDED", folded(criteria_.department_ids));
    and_one_of("u.DIVISION_FOLDED", folded(criteria_.division_ids));
  }

  void and_folded(const std::string& column, const Text& value) {
    if (!value.null()) and_equals(column, fold(*value));
  }

  /// Our ids are in lower case; those brought over from elsewhere may not be.
  void and_user_id() {
    if (criteria_.user_id.null()) return;
    const std::string lower = fold(*criteria_.user_id);
    std::vector<std::string> spellings{*criteria_.user_id};
    if (lower != spellings.front()) spellings.push_back(lower);
    and_one_of("u.USER_ID", spellings);
  }

  void and_status() {
    if (criteria_.status.null()) return;
    const std::string status = status_sought(*criteria_.status);
    and_equals("u.STATUS", status);
    // Nearly everybody is active: SQLite's index leaves them out, and must hear that none is
    // wanted.
    if (sqlite() && status != "ACTIVE") where_.add(" AND u.STATUS <> 'ACTIVE'");
  }

  std::string domain() const { return domain_sought(criteria_, surroundings_); }

  /// The join that keeps both databases from choosing another order: they cannot know how few rows
  /// a pattern finds.
  const char* then() const { return sqlite() ? " CROSS JOIN " : " STRAIGHT_JOIN "; }

  /// Leads to the users by a table of their ids, which `ids` writes into from_.
  template <class Ids>
  void lead(Ids ids) {
    from_.add("(");
    ids();
    from_.add(std::string(") m") + then());
    led_ = narrowed_ = true;
  }

  void candidates(const std::vector<std::string>& ids) {
    if (ids.empty()) return where_.add(" AND 1 = 0");
    lead([&] {
      from_.add("SELECT USER_ID AS ID FROM USERS WHERE ");
      from_.one_of("USER_ID", ids);
    });
  }

  /// principal, domainId and loggedIn must hit the same login row.
  void logins() {
    if (!criteria_.principal.null() && !narrowed_) return lead([&] { logins_of_principal(); });
    if (criteria_.principal.null() && criteria_.domain_id.null() && criteria_.logged_in.null())
      return;
    // A domain, and never having logged in, are too common to lead to users.
    const bool narrowed = narrowed_;
    narrowed_ = narrowed_ || !logged_in();
    open("LOGIN l", "l.USER_ID");
    and_like("l.LOGIN_FOLDED", criteria_.principal);
    if (!criteria_.principal.null() || !criteria_.domain_id.null())
      and_equals("l.SERVICE_ID", domain());
    and_logged_in(where_);
    where_.add(")");
    narrowed_ = narrowed || logged_in();
  }

  /// The pattern is asked in the index alone, and only whoever has it is fetched. The plus keeps
  /// SQLite from walking the whole domain.
  void logins_of_principal() {
    from_.add(std::string("SELECT DISTINCT l.USER_ID AS ID FROM LOGIN k") +
              (sqlite() ? "" : " FORCE INDEX (IX_LOGIN_PRINCIPAL)") + then() +
              "LOGIN l ON l.SERVICE_ID = k.SERVICE_ID AND l.LOGIN = k.LOGIN AND "
              "l.MANAGED_SYS_ID = k.MANAGED_SYS_ID WHERE ");
    from_.like("k.LOGIN_FOLDED", *criteria_.principal);
    from_.add(" AND ");
    from_.equals("+k.SERVICE_ID", domain());
    and_logged_in(from_);
  }

  bool logged_in() const {
    return !criteria_.logged_in.null() && fold(*criteria_.logged_in) == "yes";
  }

  void and_logged_in(StatementText& text) const {
    if (criteria_.logged_in.null()) return;
    text.add(logged_in() ? " AND l.LAST_LOGIN IS NOT NULL" : " AND l.LAST_LOGIN IS NULL");
  }

  void emails() {
    if (criteria_.email.null()) return;
    if (!narrowed_) return lead([&] { owners_of_email(); });
    where_.add(" AND (");
    where_.like("u.EMAIL_FOLDED", *criteria_.email);
    where_.add(
        " OR EXISTS (SELECT 1 FROM EMAIL_ADDRESS e WHERE e.PARENT_ID = u.USER_ID AND "
        "e.PARENT_TYPE = 'USER' AND ");
    where_.like("e.EMAIL_FOLDED", *criteria_.email);
    where_.add("))");
  }

  void owners_of_email() {
    from_.add("SELECT USER_ID AS ID FROM USERS WHERE ");
    from_.like("EMAIL_FOLDED", *criteria_.email);
    from_.add(" UNION SELECT PARENT_ID FROM EMAIL_ADDRESS WHERE PARENT_TYPE = 'USER' AND ");
    from_.like("EMAIL_FOLDED", *criteria_.email);
  }

  /// Area code and number on one phone row.
  void phones() {
    if (criteria_.phone_area_code.null() && criteria_.phone_number.null()) return;
    open("PHONE p", "p.PARENT_ID");
    where_.add(" AND p.PARENT_TYPE = 'USER'");
    and_folded("p.AREA_CD_FOLDED", criteria_.phone_area_code);
    and_folded("p.PHONE_NBR_FOLDED", criteria_.phone_number);
    where_.add(")");
  }

  /// Name, element and value on one attribute row.
  void attributes() {
    const bool by_value = !criteria_.attribute_value.null();
    if (!by_value && criteria_.attribute_name.null() && criteria_.attribute_element_id.null())
      return;
    open("USER_ATTRIBUTES a", "a.USER_ID");
    // The plus keeps SQLite from the index of names, where that of values finds fewer.
    and_folded(by_value ? "+a.NAME_FOLDED" : "a.NAME_FOLDED", criteria_.attribute_name);
    if (!criteria_.attribute_element_id.null())
      and_equals(by_value ? "+a.METADATA_ID" : "a.METADATA_ID",
                 surroundings_.reference.metadata_element_id(*criteria_.attribute_element_id));
    and_like("a.VALUE_FOLDED", criteria_.attribute_value);
    where_.add(")");
  }

  /// Any of the names with any of the values on one row: pairs are not kept together
  /// (behaviour.md 9.2).
  void attribute_list() {
    std::vector<std::string> names, values;
    for (const SearchCriteria::Attribute& attribute : criteria_.attributes) {
      if (!attribute.name.null()) names.push_back(fold(*attribute.name));
      if (!attribute.value.null()) values.push_back(fold(*attribute.value));
    }
    if (names.empty() && values.empty()) return;
    open("USER_ATTRIBUTES b", "b.USER_ID");
    and_one_of(values.empty() ? "b.NAME_FOLDED" : "+b.NAME_FOLDED", names);
    and_one_of("b.VALUE_FOLDED", values);
    where_.add(")");
  }

  void groups() {
    if (criteria_.group_ids.empty()) return;
    narrowed_ = narrowed_ || surroundings_.many_members;
    open("USER_GRP g", "g.USER_ID");
    and_one_of("g.GRP_ID", groups_sought(criteria_, surroundings_));
    where_.add(")");
  }

  void roles() {
    if (!criteria_.role_in_any_domain.null()) direct_role(*criteria_.role_in_any_domain);
    if (criteria_.role_ids.empty()) return;
    const std::string service = domain();
    const std::vector<std::string> ids = roles_sought(criteria_, surroundings_);
    if (ids.empty()) return where_.add(" AND 1 = 0");
    const std::vector<std::string> groups =
        groups_with_roles(ids, service, surroundings_.reference);
    narrowed_ = narrowed_ || surroundings_.many_members;
    if (narrowed_)
      ask_for_roles(service, ids, groups);
    else
      lead([&] { owners_of_roles(service, ids, groups); });
  }

  /// Direct roles and roles through groups, not parent roles (behaviour.md 9.2).
  void owners_of_roles(const std::string& service, const std::vector<std::string>& ids,
                       const std::vector<std::string>& groups) {
    from_.add("SELECT DISTINCT USER_ID AS ID FROM USER_ROLE WHERE ");
    from_.equals("SERVICE_ID", service);
    from_.add(" AND ");
    from_.one_of("ROLE_ID", ids);
    if (groups.empty()) return;
    from_.add(" UNION SELECT USER_ID FROM USER_GRP WHERE ");
    from_.one_of("GRP_ID", groups);
  }

  void ask_for_roles(const std::string& service, const std::vector<std::string>& ids,
                     const std::vector<std::string>& groups) {
    where_.add(" AND (EXISTS (SELECT 1 FROM USER_ROLE r WHERE r.USER_ID = u.USER_ID AND ");
    where_.equals("r.SERVICE_ID", service);
    and_one_of("r.ROLE_ID", ids);
    if (!groups.empty()) {
      where_.add(") OR EXISTS (SELECT 1 FROM USER_GRP rg WHERE rg.USER_ID = u.USER_ID");
      and_one_of("rg.GRP_ID", groups);
    }
    where_.add("))");
  }

  /// A role given directly, in whichever domains have it.
  void direct_role(const std::string& id) {
    const std::vector<RoleId> roles = surroundings_.reference.roles_named(id);
    if (roles.empty()) return where_.add(" AND 1 = 0");
    open("USER_ROLE d", "d.USER_ID");
    for (std::size_t i = 0; i < roles.size(); ++i) {
      where_.compare(i ? " OR (d.SERVICE_ID = " : " AND ((d.SERVICE_ID = ", roles[i].domain_id);
      where_.compare(" AND d.ROLE_ID = ", roles[i].role_id);
      where_.add(")");
    }
    where_.add("))");
  }

  void organization_name() {
    if (criteria_.organization_name.null()) return;
    where_.add(" AND u.COMPANY_ID IN (SELECT c.COMPANY_ID FROM COMPANY c WHERE ");
    where_.like("c.COMPANY_NAME_FOLDED", *criteria_.organization_name);
    where_.add(")");
  }

  void dates() {
    const std::pair<const Moment&, const char*> days[] = {
        {criteria_.create_date, "u.CREATE_DATE"},
        {criteria_.start_date,  "u.START_DATE" },
        {criteria_.last_date,   "u.LAST_DATE"  },
        {criteria_.birth_date,  "u.BIRTHDATE"  },
    };
    for (const auto& [moment, column] : days)
      if (!moment.null()) on_day(where_, surroundings_.zone, column, *moment);
    if (criteria_.dates.size() > most_date_attributes)
      throw Error(
          ErrorCode::InvalidArgument,
          "dateAttributeList has more than " + std::to_string(most_date_attributes) + " entries");
    for (const SearchCriteria::DateAttribute& date : criteria_.dates)
      date_attribute(where_, surroundings_.zone, date);
    if (!criteria_.updated_from.null())
      where_.compare(" AND u.LAST_UPDATE >= ", *criteria_.updated_from);
    if (!criteria_.updated_to.null())
      where_.compare(" AND u.LAST_UPDATE <= ", *criteria_.updated_to);
  }

  const SearchCriteria& criteria_;
  const SearchSurroundings& surroundings_;
  StatementText from_, where_;
  bool narrowed_;     ///< a criterion so far leaves few users
  bool led_ = false;  ///< from_ holds a table that leads to the users
};

}  // namespace

std::optional<PartSought> part_sought(const SearchCriteria& criteria) {
  if (names_few(criteria)) return std::nullopt;
  if (!criteria.principal.null())
    return sharp(criteria.principal)
               ? std::nullopt
               : std::optional(PartSought{search_blocks::principals, *criteria.principal});
  if (criteria.email.null() || sharp(criteria.email)) return std::nullopt;
  return PartSought{search_blocks::emails, *criteria.email};
}

Statement search_statement(const SearchCriteria& criteria, const SearchSurroundings& surroundings,
                           int limit) {
  return Builder(criteria, surroundings).build(limit);
}

}  // namespace idm::users
