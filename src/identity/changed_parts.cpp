#include "identity/changed_parts.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string_view>

#include "identity/field_lists.h"
#include "orm/text.h"

namespace idm::users {
namespace {

template <class Member>
struct Named {
  const char* name;
  Member User::*member;
};

#define IDM_NAMED(MEMBER) \
  { #MEMBER, &User::MEMBER }
constexpr Named<Text> texts[] = {IDM_NAMED(first_name),
                                 IDM_NAMED(last_name),
                                 IDM_NAMED(middle_initial),
                                 IDM_NAMED(metadata_type_id),
                                 IDM_NAMED(classification),
                                 IDM_NAMED(title),
                                 IDM_NAMED(department),
                                 IDM_NAMED(department_name),
                                 IDM_NAMED(mail_code),
                                 IDM_NAMED(division),
                                 IDM_NAMED(cost_center),
                                 IDM_NAMED(sex),
                                 IDM_NAMED(prefix),
                                 IDM_NAMED(suffix),
                                 IDM_NAMED(user_type),
                                 IDM_NAMED(employee_id),
                                 IDM_NAMED(employee_type),
                                 IDM_NAMED(location),
                                 IDM_NAMED(location_name),
                                 IDM_NAMED(company_id),
                                 IDM_NAMED(company_owner_id),
                                 IDM_NAMED(job_code),
                                 IDM_NAMED(manager_id),
                                 IDM_NAMED(alternate_contact_id),
                                 IDM_NAMED(maiden_name),
                                 IDM_NAMED(nickname),
                                 IDM_NAMED(password_theme),
                                 IDM_NAMED(country),
                                 IDM_NAMED(building_number),
                                 IDM_NAMED(street_direction),
                                 IDM_NAMED(suite),
                                 IDM_NAMED(address1),
                                 IDM_NAMED(address2),
                                 IDM_NAMED(address3),
                                 IDM_NAMED(address4),
                                 IDM_NAMED(address5),
                                 IDM_NAMED(address6),
                                 IDM_NAMED(address7),
                                 IDM_NAMED(city),
                                 IDM_NAMED(state),
                                 IDM_NAMED(postal_code),
                                 IDM_NAMED(email),
                                 IDM_NAMED(area_code),
                                 IDM_NAMED(country_code),
                                 IDM_NAMED(phone_number),
                                 IDM_NAMED(phone_extension),
                                 IDM_NAMED(user_owner_id),
                                 IDM_NAMED(status),
                                 IDM_NAMED(secondary_status)};
// Who changed the row is no news of the user: created_by and last_updated_by; status and
// secondary_status, which have a rule of their own there, are.
static_assert(std::size(texts) == std::size(fields::user_texts) - 2 + 2);

constexpr Named<Moment> moments[] = {IDM_NAMED(birth_date), IDM_NAMED(start_date),
                                     IDM_NAMED(last_date)};
// Neither are create_date, date_password_changed, date_challenge_resp_changed.
static_assert(std::size(moments) == std::size(fields::user_moments) - 3);

constexpr Named<Number> numbers[] = {IDM_NAMED(show_in_search), IDM_NAMED(delegated_admin)};
static_assert(std::size(numbers) == std::size(fields::user_numbers));
#undef IDM_NAMED

template <class Row>
bool same_contact(const Row& a, const Row& b) {
  for (const auto member : fields::texts_of(&a))
    if (a.*member != b.*member) return false;
  return a.is_default == b.is_default && a.active == b.active;
}

bool same_row(const EmailAddress& a, const EmailAddress& b) { return same_contact(a, b); }
bool same_row(const Phone& a, const Phone& b) { return same_contact(a, b); }
bool same_row(const Address& a, const Address& b) { return same_contact(a, b); }
bool same_row(const UserAttribute& a, const UserAttribute& b) {
  return a.name == b.name && a.value == b.value && a.value_as_bytes == b.value_as_bytes &&
         a.group == b.group;
}
bool same_row(const LoginAttribute& a, const LoginAttribute& b) {
  return a.name == b.name && a.value == b.value;
}

std::string text_or(const Text& text, const std::string& other) {
  return text.null() ? other : *text;
}

/// Collects names, each once, in the order in which they come.
class Names {
 public:
  void add(std::string name) {
    if (known_.insert(name).second) names_.push_back(std::move(name));
  }

  /// Rows with ids that appeared, changed or went.
  template <class Row>
  void add_rows(const char* kind, const std::vector<Row>& before, const std::vector<Row>& after) {
    const auto differs_from = [](const std::vector<Row>& others) {
      std::map<std::string_view, const Row*> by_id;
      for (const Row& other : others) by_id.try_emplace(other.id, &other);
      return [by_id = std::move(by_id)](const Row& row) {
        const auto other = by_id.find(row.id);
        return other == by_id.end() || !same_row(row, *other->second);
      };
    };
    const auto add_those = [&](const std::vector<Row>& rows, const auto& differs) {
      for (const Row& row : rows)
        if (differs(row)) add(std::string(kind) + ":" + text_or(row.name, row.id));
    };
    add_those(after, differs_from(before));
    add_those(before, differs_from(after));
  }

  /// Rows that are told apart by a key alone.
  template <class Row, class KeyOf>
  void add_keys(const std::string& kind, const std::vector<Row>& before,
                const std::vector<Row>& after, KeyOf key_of) {
    const auto has = [&](const std::vector<Row>& rows, const std::string& key) {
      return std::any_of(rows.begin(), rows.end(),
                         [&](const Row& row) { return key_of(row) == key; });
    };
    for (const Row& row : after)
      if (!has(before, key_of(row))) add(kind + key_of(row));
    for (const Row& row : before)
      if (!has(after, key_of(row))) add(kind + key_of(row));
  }

  std::vector<std::string> take() { return std::move(names_); }

 private:
  std::vector<std::string> names_;
  std::set<std::string> known_;
};

void add_fields(Names& names, const User& before, const User& after) {
  for (const auto& [name, member] : texts)
    if (before.*member != after.*member) names.add(name);
  for (const auto& [name, member] : moments)
    if (before.*member != after.*member) names.add(name);
  for (const auto& [name, member] : numbers)
    if (before.*member != after.*member) names.add(name);
}

/// Stored principals keep their place; new ones come after them.
void add_principals(Names& names, const Config& config, const UserGraph& before,
                    const UserGraph& after) {
  for (std::size_t i = 0; i < before.principals.size(); ++i) {
    const Principal &was = before.principals[i], &is_now = after.principals[i];
    const bool own = was.login.id.managed_system_id == config.default_managed_system;
    if (own && was.login.id.login != is_now.login.id.login) names.add("principal");
    names.add_rows("principal_attribute", was.attributes, is_now.attributes);
  }
}

}  // namespace

std::vector<std::string> changed_parts(const Config& config, const UserGraph& before,
                                       const UserGraph& after) {
  Names names;
  add_fields(names, before.user, after.user);
  names.add_rows("attribute", before.attributes, after.attributes);
  names.add_rows("email", before.emails, after.emails);
  names.add_rows("phone", before.phones, after.phones);
  names.add_rows("address", before.addresses, after.addresses);
  names.add_keys("role:", before.roles, after.roles,
                 [](const UserRole& row) { return row.id.domain_id + "/" + row.id.role_id; });
  names.add_keys("group:", before.groups, after.groups,
                 [](const UserGroup& row) { return row.group_id; });
  names.add_keys("affiliation:", before.affiliations, after.affiliations,
                 [](const Affiliation& row) { return row.organization_id; });
  Names supervisors;
  supervisors.add_keys("", before.supervisors, after.supervisors,
                       [](const Supervision& row) { return row.supervisor_id; });
  if (!supervisors.take().empty()) names.add("supervisor");
  add_principals(names, config, before, after);
  return names.take();
}

}  // namespace idm::users
