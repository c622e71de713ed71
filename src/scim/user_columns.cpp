#include "scim/user_columns.h"

#include <algorithm>

#include "core/folding.h"
#include "identity/active.h"
#include "identity/logins.h"
#include "orm/text.h"
#include "scim/contact_rows.h"
#include "scim/document.h"
#include "scim/error.h"

namespace idm::scim {
namespace {

constexpr std::size_t longest_user_name = 320;  // LOGIN.LOGIN

/// A text that has a column of USERS.
struct TextColumn {
  const char* group;  ///< "name", "enterprise" or "" for the document itself
  const char* name;
  Text User::*column;
  std::size_t width;
};
constexpr TextColumn text_columns[] = {
    {"name",       "familyName",      &User::last_name,      100},
    {"name",       "givenName",       &User::first_name,     100},
    {"name",       "middleName",      &User::middle_initial, 50 },
    {"name",       "honorificPrefix", &User::prefix,         4  },
    {"name",       "honorificSuffix", &User::suffix,         20 },
    {"",           "nickName",        &User::nickname,       40 },
    {"",           "title",           &User::title,          100},
    {"",           "userType",        &User::user_type,      20 },
    {"enterprise", "employeeNumber",  &User::employee_id,    32 },
    {"enterprise", "costCenter",      &User::cost_center,    20 },
    {"enterprise", "division",        &User::division,       50 },
    {"enterprise", "department",      &User::department,     50 },
};

const std::string enterprise(enterprise_urn);

std::string key_of(const char* group) {
  return std::string(group) == "enterprise" ? enterprise : group;
}

const Json* value_at(const Json& document, const char* group, const char* name) {
  const std::string key = key_of(group);
  const Json* holder = key.empty() ? &document : member(document, key);
  return holder ? member(*holder, name) : nullptr;
}

void put_at(Json& document, const char* group, const char* name, Json value) {
  const std::string key = key_of(group);
  Json& holder = key.empty() ? document : document[key];
  if (value.is_null()) {
    if (holder.is_object()) holder.erase(name);
  } else {
    holder[name] = std::move(value);
  }
  if (!key.empty() && holder.empty()) document.erase(key);
}

bool is_equal(const Json* a, const Json* b) { return a && b ? *a == *b : a == b; }

Text fitting(const Json* value, std::size_t width) {
  if (!value) return {};
  return first_characters(value->get_ref<const std::string&>(), width);
}

const Json* first_of(const Json* list) {
  if (!list) return nullptr;
  const auto primary = std::find_if(list->begin(), list->end(), [](const Json& element) {
    const Json* is = member(element, "primary");
    return is && *is == true;
  });
  return primary == list->end() ? &list->front() : &*primary;
}

/// The e-mail address and the phone number that the user's own row has beside the lists.
Text flat_value(const Json* list, std::size_t width) {
  const Json* element = first_of(list);
  return element ? fitting(member(*element, "value"), width) : Text();
}

bool is_active_in(const Json& document) {
  const Json* active = member(document, "active");
  return !active || *active == true;
}

bool is_role(const UserRole& row, const RoleId& id) {
  return row.id.role_id == id.role_id && row.id.domain_id == id.domain_id;
}

bool has_role(const UserGraph& user, const RoleId& id) {
  return std::any_of(user.roles.begin(), user.roles.end(),
                     [&](const UserRole& row) { return is_role(row, id); });
}

/// The role that a value names: an id of the tenant, "DOMAIN/ID", or an id that only another domain
/// has. Nothing when there is none such.
std::optional<RoleId> role_of_any_domain(const Place& place, const std::string& value) {
  const RoleId own{value, place.domain};
  if (place.reference->role(own)) return own;
  if (const std::size_t slash = value.find('/'); slash != std::string::npos) {
    const RoleId named{value.substr(slash + 1), value.substr(0, slash)};
    if (place.reference->role(named)) return named;
  }
  std::vector<RoleId> all = place.reference->roles_named(value);
  for (const RoleId& role : all)
    if (role.domain_id == place.domain) return role;
  return all.size() == 1 ? std::optional(all.front()) : std::nullopt;
}

/// The same. Who may work in one domain alone knows of others' roles only those that the user has.
std::optional<RoleId> role_named(const Place& place, const UserGraph& user,
                                 const std::string& value) {
  std::optional<RoleId> id = role_of_any_domain(place, value);
  if (id && place.bound && id->domain_id != place.domain && !has_role(user, *id)) id.reset();
  return id;
}

/// How a role is called so that role_named() finds it again.
std::string name_of(const Place& place, const UserRole& row) {
  const std::optional<RoleId> plain = role_of_any_domain(place, row.id.role_id);
  if (plain && is_role(row, *plain)) return row.id.role_id;
  return row.id.domain_id + "/" + row.id.role_id;
}

std::string value_of(const Json& element) {
  const Json* value = member(element, "value");
  return value && value->is_string() ? value->get<std::string>() : std::string();
}

/// Does one of the elements have that value, whatever its case?
bool has_value(const Json& list, const std::string& value) {
  return !list.is_null() && std::any_of(list.begin(), list.end(), [&](const Json& element) {
    return fold(value_of(element)) == fold(value);
  });
}

void write_roles(const Place& place, const Json* before, const Json* after, UserGraph& user) {
  std::vector<UserRole> rows;
  if (after)
    for (const Json& element : *after) {
      const auto id = role_named(place, user, value_of(element));
      if (!id) continue;
      // What was no role to those who wrote it becomes none because others change the list.
      if (before && has_value(*before, value_of(element)) && !has_role(user, *id)) continue;
      const auto same = [&](const UserRole& row) { return is_role(row, *id); };
      if (std::any_of(rows.begin(), rows.end(), same)) continue;
      const auto stored = std::find_if(user.roles.begin(), user.roles.end(), same);
      UserRole fresh;
      fresh.id = {id->domain_id, id->role_id, user.user.id};
      rows.push_back(stored == user.roles.end() ? fresh : *stored);
    }
  user.roles = std::move(rows);
}

Json read_roles(const Place& place, const UserGraph& user, const Json* sent,
                const std::vector<std::string>& were_rows) {
  Json list = Json::array();
  std::vector<bool> used(user.roles.size());
  const auto use = [&](const RoleId& id) {
    bool found = false;
    for (std::size_t i = 0; i < user.roles.size(); ++i)
      if (is_role(user.roles[i], id)) used[i] = found = true;
    return found;
  };
  if (sent)
    for (const Json& element : *sent) {
      const std::string value = value_of(element);
      const auto id = role_named(place, user, value);
      const bool is_row = id && use(*id);
      const bool was_row = std::find(were_rows.begin(), were_rows.end(), value) != were_rows.end();
      // One that was a row and is no longer was taken away by somebody else.
      if (is_row || !was_row) list.push_back(element);
    }
  for (std::size_t i = 0; i < user.roles.size(); ++i)
    if (!used[i])
      list.push_back(Json{
          {"value", name_of(place, user.roles[i])}
      });
  return list.empty() ? Json() : list;
}

const Supervision* supervisor_of(const UserGraph& user) {
  const auto primary = std::find_if(user.supervisors.begin(), user.supervisors.end(),
                                    [](const Supervision& row) { return row.is_primary == 1; });
  if (primary != user.supervisors.end()) return &*primary;
  return user.supervisors.empty() ? nullptr : &user.supervisors.front();
}

std::string manager_in(const Json& document) {
  const Json* manager = value_at(document, "enterprise", "manager");
  return manager ? value_of(*manager) : std::string();
}

void write_manager(const std::string& manager, bool exists, UserGraph& user) {
  if (const Supervision* stored = supervisor_of(user)) {
    if (exists && stored->supervisor_id == manager) return;
    const std::string gone = stored->supervisor_id;
    std::erase_if(user.supervisors,
                  [&](const Supervision& row) { return row.supervisor_id == gone; });
  }
  if (!exists || manager == user.user.id) return;
  Supervision row;
  row.supervisor_id = manager;
  row.employee_id = user.user.id;
  row.is_primary = 1;
  user.supervisors.push_back(std::move(row));
}

void read_manager(const UserGraph& user, const Remembered* remembered, Json& document) {
  const Supervision* row = supervisor_of(user);
  const std::string sent = manager_in(document);
  const bool was_row = remembered && remembered->supervised;
  if (!row) {
    if (was_row) put_at(document, "enterprise", "manager", {});
  } else if (row->supervisor_id != sent) {
    put_at(document, "enterprise", "manager",
           Json{
               {"value", row->supervisor_id}
    });
  }
}

void read_texts(const UserGraph& user, Json& document) {
  bool name_changed = false;
  for (const TextColumn& at : text_columns) {
    const Json* sent = value_at(document, at.group, at.name);
    const Text& column = user.user.*at.column;
    if (column == fitting(sent, at.width)) continue;
    const bool shows = !column.null() && !column->empty();
    if (!shows && !sent) continue;
    put_at(document, at.group, at.name, shows ? Json(*column) : Json());
    name_changed |= at.group == std::string("name");
  }
  if (name_changed) put_at(document, "name", "formatted", {});
}

/// The lists, and what SOAP clients put only into the user's own row.
void read_contact_lists(const UserGraph& user, Json& document) {
  Json emails = read_contacts(member(document, "emails"), user.emails);
  const Text& flat = user.user.email;
  if (!flat.null() && !flat->empty() && !has_value(emails, *flat)) {
    if (emails.is_null()) emails = Json::array();
    emails.push_back(Json{
        {"value", *flat },
        {"type",  "work"}
    });
  }
  Json phones = read_contacts(member(document, "phoneNumbers"), user.phones);
  if (phones.is_null() && !user.user.phone_number.null() && !user.user.phone_number->empty()) {
    Phone own;
    own.number = user.user.phone_number;
    own.area_code = user.user.area_code;
    own.country_code = user.user.country_code;
    own.extension = user.user.phone_extension;
    own.name = std::string("work");
    phones = read_contacts(nullptr, std::vector<Phone>{own});
  }
  put_at(document, "", "emails", std::move(emails));
  put_at(document, "", "phoneNumbers", std::move(phones));
  put_at(document, "", "addresses", read_contacts(member(document, "addresses"), user.addresses));
}

}  // namespace

std::string location(const Place& place, std::string_view endpoint, const std::string& id) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string address = place.base_url + std::string(endpoint) + "/";
  for (const char c : id) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = std::isalnum(byte) || c == '-' || c == '_' || c == '.' || c == '~';
    if (plain) {
      address += c;
    } else {
      address += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return address;
}

std::string plain_name(const User& user) {
  std::string name = user.first_name.null() ? "" : *user.first_name;
  if (user.last_name.null() || user.last_name->empty()) return name;
  return name.empty() ? *user.last_name : name + " " + *user.last_name;
}

Login* user_name_of(const Place& place, UserGraph& user) {
  Login* best = nullptr;
  for (Principal& principal : user.principals) {
    Login& login = principal.login;
    if (login.id.managed_system_id != place.services.config.default_managed_system ||
        login.id.domain_id != place.domain)
      continue;
    // One that was ended comes after those in use.
    if (!best || (is(best->status, "INACTIVE") && !is(login.status, "INACTIVE"))) best = &login;
  }
  return best;
}

const Login* user_name_of(const Place& place, const UserGraph& user) {
  return user_name_of(place, const_cast<UserGraph&>(user));
}

void write_columns(const Place& place, const Json& before, const Json& after,
                   bool supervisor_exists, UserGraph& user) {
  const auto differs = [&](const char* group, const char* name) {
    return !is_equal(value_at(before, group, name), value_at(after, group, name));
  };
  for (const TextColumn& at : text_columns)
    if (differs(at.group, at.name))
      user.user.*at.column = fitting(value_at(after, at.group, at.name), at.width);
  if (is_active_in(before) != is_active_in(after) || before.empty())
    users::set_active(user.user, is_active_in(after));
  if (differs("", "userName")) {
    const std::string name = after.at("userName").get<std::string>();
    if (first_characters(name, longest_user_name) != name)
      throw invalid_value("userName is longer than " + std::to_string(longest_user_name) +
                          " characters");
    if (Login* login = user_name_of(place, user)) login->id.login = name;
  }
  if (differs("", "emails")) {
    write_contacts(member(after, "emails"), user.emails);
    user.user.email = flat_value(member(after, "emails"), 320);
  }
  if (differs("", "phoneNumbers")) {
    write_contacts(member(after, "phoneNumbers"), user.phones);
    user.user.phone_number = flat_value(member(after, "phoneNumbers"), 50);
    user.user.area_code.reset();
    user.user.country_code.reset();
    user.user.phone_extension.reset();
  }
  if (differs("", "addresses")) write_contacts(member(after, "addresses"), user.addresses);
  if (differs("", "roles"))
    write_roles(place, member(before, "roles"), member(after, "roles"), user);
  if (differs("enterprise", "manager")) write_manager(manager_in(after), supervisor_exists, user);
}

Remembered remember(const Json& document, const Place& place, const UserGraph& user) {
  Remembered remembered;
  remembered.document = document;
  for (const char* not_kept : {"password", "id", "meta", "schemas", "groups"})
    remembered.document.erase(not_kept);
  if (const Json* roles = member(document, "roles"))
    for (const Json& element : *roles) {
      const auto id = role_named(place, user, value_of(element));
      if (id && has_role(user, *id)) remembered.roles.push_back(value_of(element));
    }
  const Supervision* supervisor = supervisor_of(user);
  remembered.supervised = supervisor && supervisor->supervisor_id == manager_in(document);
  return remembered;
}

Json read_columns(const Place& place, const UserGraph& user, const Remembered* remembered) {
  Json document = remembered ? remembered->document : Json::object();
  const Login* login = user_name_of(place, user);
  document["userName"] = login ? login->id.login : user.user.id;
  read_texts(user, document);
  if (!remembered)
    if (const std::string name = plain_name(user.user); !name.empty())
      document["displayName"] = name;
  document["active"] = users::is_active(user.user);
  read_contact_lists(user, document);
  static const std::vector<std::string> none;
  put_at(document, "", "roles",
         read_roles(place, user, member(document, "roles"), remembered ? remembered->roles : none));
  read_manager(user, remembered, document);
  return document;
}

std::string Remembered::text() const {
  Json json{
      {"document",   document  },
      {"roles",      roles     },
      {"supervised", supervised}
  };
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Remembered Remembered::from(const Text& text) {
  Remembered remembered;
  if (text.null()) return remembered;
  Json json = Json::parse(*text);
  remembered.document = std::move(json["document"]);
  remembered.roles = json["roles"].get<std::vector<std::string>>();
  remembered.supervised = json["supervised"].get<bool>();
  return remembered;
}

}  // namespace idm::scim
