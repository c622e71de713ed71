#include "policies/identity.h"

#include <algorithm>
#include <cstdio>

#include "core/instant.h"
#include "identity/default_row.h"
#include "identity/logins.h"
#include "orm/text.h"

namespace idm::policies {
namespace {

using Values = std::vector<std::string>;

struct TextName {
  const char* name;
  Text User::*member;
};

/// The names that identity platforms have for them, and the WSDL's. Of two rows with one name the
/// first that has a value counts.
constexpr TextName text_names[] = {
    {"firstname",          &User::first_name          },
    {"lastname",           &User::last_name           },
    {"middlename",         &User::middle_initial      },
    {"preferredName",      &User::nickname            },
    {"department",         &User::department_name     },
    {"department",         &User::department          },
    {"departmentCode",     &User::department          },
    {"location",           &User::location_name       },
    {"location",           &User::location            },
    {"employeeNumber",     &User::employee_id         },
    {"userType",           &User::user_type           },
    {"lifecycleState",     &User::status              },
    {"firstName",          &User::first_name          },
    {"lastName",           &User::last_name           },
    {"middleInit",         &User::middle_initial      },
    {"metadataTypeId",     &User::metadata_type_id    },
    {"classification",     &User::classification      },
    {"title",              &User::title               },
    {"deptCd",             &User::department          },
    {"deptName",           &User::department_name     },
    {"mailCode",           &User::mail_code           },
    {"division",           &User::division            },
    {"costCenter",         &User::cost_center         },
    {"status",             &User::status              },
    {"secondaryStatus",    &User::secondary_status    },
    {"sex",                &User::sex                 },
    {"createdBy",          &User::created_by          },
    {"lastUpdatedBy",      &User::last_updated_by     },
    {"prefix",             &User::prefix              },
    {"suffix",             &User::suffix              },
    {"userTypeInd",        &User::user_type           },
    {"employeeId",         &User::employee_id         },
    {"employeeType",       &User::employee_type       },
    {"locationCd",         &User::location            },
    {"locationName",       &User::location_name       },
    {"companyId",          &User::company_id          },
    {"organization",       &User::company_id          },
    {"companyOwnerId",     &User::company_owner_id    },
    {"jobCode",            &User::job_code            },
    {"managerId",          &User::manager_id          },
    {"alternateContactId", &User::alternate_contact_id},
    {"maidenName",         &User::maiden_name         },
    {"nickname",           &User::nickname            },
    {"passwordTheme",      &User::password_theme      },
    {"areaCd",             &User::area_code           },
    {"countryCd",          &User::country_code        },
    {"phoneNbr",           &User::phone_number        },
    {"phoneExt",           &User::phone_extension     },
    {"userOwnerId",        &User::user_owner_id       },
};

/// A part of the postal address: of the user's own row, else of an address.
struct AddressName {
  const char* name;
  Text User::*own;
  Text Address::*other;
};

constexpr AddressName address_names[] = {
    {"street",          &User::address1,         &Address::address1        },
    {"address1",        &User::address1,         &Address::address1        },
    {"address2",        &User::address2,         &Address::address2        },
    {"address3",        &User::address3,         &Address::address3        },
    {"address4",        &User::address4,         &Address::address4        },
    {"address5",        &User::address5,         &Address::address5        },
    {"address6",        &User::address6,         &Address::address6        },
    {"address7",        &User::address7,         &Address::address7        },
    {"bldgNum",         &User::building_number,  &Address::building_number },
    {"streetDirection", &User::street_direction, &Address::street_direction},
    {"suite",           &User::suite,            &Address::suite           },
    {"city",            &User::city,             &Address::city            },
    {"state",           &User::state,            &Address::state           },
    {"postalCode",      &User::postal_code,      &Address::postal_code     },
    {"postalCd",        &User::postal_code,      &Address::postal_code     },
    {"country",         &User::country,          &Address::country         },
};

struct MomentName {
  const char* name;
  Moment User::*member;
};

constexpr MomentName moment_names[] = {
    {"startDate",                &User::start_date                 },
    {"endDate",                  &User::last_date                  },
    {"lastDate",                 &User::last_date                  },
    {"birthdate",                &User::birth_date                 },
    {"createDate",               &User::create_date                },
    {"lastUpdate",               &User::last_update                },
    {"datePasswordChanged",      &User::date_password_changed      },
    {"dateChallengeRespChanged", &User::date_challenge_resp_changed},
};

void add(Values& values, const Text& text) {
  if (!text.null() && !text->empty()) values.push_back(*text);
}

bool is_digits(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](unsigned char c) { return c >= '0' && c <= '9'; });
}

std::string telephone(const Text& country, const Text& area, const std::string& number) {
  const std::string prefix = area.null() || area->empty() ? "" : *area + " ";
  const bool has_country = !country.null() && is_digits(*country);
  return (has_country ? "+" + *country + " " : "") + prefix + number;
}

Values phones(const UserGraph& user) {
  Values all;
  const Phone* first = default_of(user.phones);
  if (first && !first->number.null() && !first->number->empty())
    all.push_back(telephone(first->country_code, first->area_code, *first->number));
  const User& row = user.user;
  if (all.empty() && !row.phone_number.null() && !row.phone_number->empty())
    all.push_back(telephone(row.country_code, row.area_code, *row.phone_number));
  for (const Phone& phone : user.phones)
    if (&phone != first && phone.active != 0 && !phone.number.null() && !phone.number->empty())
      all.push_back(telephone(phone.country_code, phone.area_code, *phone.number));
  return all;
}

Values emails(const UserGraph& user) {
  Values all;
  const EmailAddress* first = default_of(user.emails);
  if (first) add(all, first->address);
  if (all.empty()) add(all, user.user.email);
  for (const EmailAddress& email : user.emails)
    if (&email != first && email.active != 0) add(all, email.address);
  return all;
}

Values display_name(const User& user) {
  std::string name;
  for (const Text& part :
       {user.nickname.null() || user.nickname->empty() ? user.first_name : user.nickname,
        user.last_name})
    if (!part.null() && !part->empty()) name += (name.empty() ? "" : " ") + *part;
  return name.empty() ? Values{} : Values{name};
}

Values names_of(const std::vector<UserRole>& roles) {
  Values all;
  for (const UserRole& role : roles) all.push_back(role.id.role_id);
  return all;
}

Values names_of(const std::vector<UserGroup>& groups) {
  Values all;
  for (const UserGroup& group : groups) all.push_back(group.group_id);
  return all;
}

Values columns(const UserGraph& user, const std::string& name) {
  Values values;
  for (const TextName& row : text_names)
    if (name == row.name && values.empty()) add(values, user.user.*row.member);
  for (const AddressName& row : address_names) {
    if (name != row.name) continue;
    add(values, user.user.*row.own);
    const Address* address = default_of(user.addresses);
    if (values.empty() && address) add(values, address->*row.other);
  }
  for (const MomentName& row : moment_names)
    if (name == row.name && !(user.user.*row.member).null())
      values.push_back(iso8601(*(user.user.*row.member)));
  return values;
}

Values number(const Number& number) {
  return number.null() ? Values{} : Values{std::to_string(*number)};
}

}  // namespace

std::string iso8601(Instant at) {
  const InstantFields f = fields_of(at);
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02u:%02u:%02u.%03uZ", f.year, f.month, f.day,
                f.hour, f.minute, f.second, f.millisecond);
  return text;
}

const Login* Identity::primary() const {
  const Login* nearest = nullptr;
  for (const Principal& principal : user_.principals) {
    const Login& login = principal.login;
    if (login.id.managed_system_id != config_.default_managed_system) continue;
    if (!nearest || logins::distance_from_primary(config_, login) <
                        logins::distance_from_primary(config_, *nearest))
      nearest = &login;
  }
  return nearest;
}

Values Identity::values(const std::string& name) const {
  if (name.starts_with("manager.")) {
    const auto supervisor = manager();
    return supervisor ? supervisor->values(name.substr(8)) : Values{};
  }
  Values found = columns(user_, name);
  if (name == "uid" || name == "login") {
    const Login* login = primary();
    if (login) found = {login->id.login};
  }
  if (name == "userId" || name == "id") found = {user_.user.id};
  if (name == "displayName") found = display_name(user_.user);
  if (name == "email") found = emails(user_);
  if (name == "phone") found = phones(user_);
  if (name == "roles") found = names_of(user_.roles);
  if (name == "groups") found = names_of(user_.groups);
  if (name == "delAdmin") found = number(user_.user.delegated_admin);
  if (name == "showInSearch") found = number(user_.user.show_in_search);
  if (name == "manager") {
    const auto supervisor = manager();
    if (supervisor) found = supervisor->values("uid");
  }
  if (!found.empty()) return found;
  for (const UserAttribute& attribute : user_.attributes)
    if (is(attribute.name, name)) add(found, attribute.value);
  return found;
}

std::optional<std::string> Identity::value(const std::string& name) const {
  const Values all = values(name);
  return all.empty() ? std::nullopt : std::optional(all.front());
}

std::shared_ptr<const Identity> Identity::manager() const {
  const Supervision* chosen = nullptr;
  for (const Supervision& row : user_.supervisors)
    if (!chosen || (row.is_primary == 1 && chosen->is_primary != 1)) chosen = &row;
  if (chosen) return directory_.by_id(chosen->supervisor_id);
  const Text& id = user_.user.manager_id;
  return id.null() || id->empty() ? nullptr : directory_.by_id(*id);
}

bool Identity::is_manager() const { return directory_.supervises(user_.user.id); }

}  // namespace idm::policies
