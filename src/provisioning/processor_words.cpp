#include "provisioning/processor_words.h"

#include <algorithm>

#include "core/ascii.h"
#include "core/error.h"
#include "core/nearest.h"
#include "core/xml_date.h"
#include "orm/text.h"

namespace idm::provisioning::processor_words {
namespace {

/// A text of the user: its name, and the characters that its column takes; 0 = only shown.
struct TextField {
  const char* name;
  Text User::*member;
  std::size_t limit;
};

constexpr TextField texts[] = {
    {"companyId",          &User::company_id,           32 },
    {"companyOwnerId",     &User::company_owner_id,     32 },
    {"createdBy",          &User::created_by,           0  },
    {"deptCd",             &User::department,           50 },
    {"deptName",           &User::department_name,      100},
    {"employeeId",         &User::employee_id,          32 },
    {"employeeType",       &User::employee_type,        20 },
    {"firstName",          &User::first_name,           100},
    {"jobCode",            &User::job_code,             50 },
    {"lastName",           &User::last_name,            100},
    {"lastUpdatedBy",      &User::last_updated_by,      0  },
    {"locationCd",         &User::location,             50 },
    {"locationName",       &User::location_name,        100},
    {"managerId",          &User::manager_id,           32 },
    {"metadataTypeId",     &User::metadata_type_id,     20 },
    {"classification",     &User::classification,       20 },
    {"middleInit",         &User::middle_initial,       50 },
    {"prefix",             &User::prefix,               4  },
    {"sex",                &User::sex,                  1  },
    {"status",             &User::status,               40 },
    {"secondaryStatus",    &User::secondary_status,     0  },
    {"suffix",             &User::suffix,               20 },
    {"title",              &User::title,                100},
    {"userTypeInd",        &User::user_type,            20 },
    {"division",           &User::division,             50 },
    {"costCenter",         &User::cost_center,          20 },
    {"mailCode",           &User::mail_code,            50 },
    {"nickname",           &User::nickname,             40 },
    {"maidenName",         &User::maiden_name,          40 },
    {"country",            &User::country,              30 },
    {"bldgNum",            &User::building_number,      10 },
    {"streetDirection",    &User::street_direction,     20 },
    {"suite",              &User::suite,                20 },
    {"address1",           &User::address1,             45 },
    {"address2",           &User::address2,             45 },
    {"address3",           &User::address3,             45 },
    {"address4",           &User::address4,             45 },
    {"address5",           &User::address5,             45 },
    {"address6",           &User::address6,             45 },
    {"address7",           &User::address7,             45 },
    {"city",               &User::city,                 30 },
    {"state",              &User::state,                15 },
    {"postalCd",           &User::postal_code,          10 },
    {"email",              &User::email,                320},
    {"areaCd",             &User::area_code,            10 },
    {"countryCd",          &User::country_code,         3  },
    {"phoneNbr",           &User::phone_number,         50 },
    {"phoneExt",           &User::phone_extension,      20 },
    {"alternateContactId", &User::alternate_contact_id, 32 },
    {"userOwnerId",        &User::user_owner_id,        32 },
};

struct DateField {
  const char* name;
  Moment User::*member;
};

constexpr DateField dates[] = {
    {"birthdate", &User::birth_date},
    {"startDate", &User::start_date},
    {"lastDate",  &User::last_date },
};

/// behaviour.md: "STATUS code list USER".
const std::vector<std::string> statuses = {"PENDING_START_DATE",
                                           "PENDING_APPROVAL",
                                           "ACTIVE",
                                           "INACTIVE",
                                           "DELETED",
                                           "APPROVAL_DECLINED",
                                           "PENDING_USER_VALIDATION",
                                           "PENDING_INITIAL_LOGIN",
                                           "LEAVE",
                                           "TERMINATE",
                                           "RETIRED"};

[[noreturn]] void refuse(const std::string& name, const std::string& why) {
  throw Error(ErrorCode::InvalidArgument, "its \"" + name + "\" " + why);
}

void put(Json& object, const char* name, const Text& value) {
  if (!value.null()) object[name] = *value;
}
void put(Json& object, const char* name, const std::string& value) {
  if (!value.empty()) object[name] = value;
}

const char* word_of(Operation operation) {
  switch (operation) {
    case Operation::NoChange:
      return "nochange";
    case Operation::Add:
      return "add";
    case Operation::Replace:
      return "replace";
    case Operation::Delete:
      return "delete";
    case Operation::Absent:
      break;
  }
  return nullptr;
}

template <class Row>
const Row& row_of(const Row& row) {
  return row;
}
template <class Row>
const Row& row_of(const Wanted<Row>& wanted) {
  return wanted.row;
}
template <class Row>
void put_operation(Json&, const Row&) {}
template <class Row>
void put_operation(Json& object, const Wanted<Row>& wanted) {
  if (const char* word = word_of(wanted.operation)) object["operation"] = word;
}

/// An array of what `describe` says of each row, unless there is none.
template <class Rows, class Describe>
void put_rows(Json& user, const char* name, const Rows& rows, Describe describe) {
  if (rows.empty()) return;
  Json& list = user[name] = Json::array();
  for (const auto& each : rows) {
    Json object = Json::object();
    describe(object, row_of(each));
    put_operation(object, each);
    list.push_back(std::move(object));
  }
}

Json principal(const LoginId& id, const Text& status) {
  Json object = Json::object();
  put(object, "domainId", id.domain_id);
  put(object, "login", id.login);
  put(object, "managedSysId", id.managed_system_id);
  put(object, "status", status);
  return object;
}

/// What UserRequest and UserGraph have alike.
template <class Holder>
Json common(const Holder& holder, const TimeZone& zone) {
  const User& row = holder.user;
  Json user = Json::object();
  put(user, "userId", row.id);
  for (const TextField& field : texts) put(user, field.name, row.*field.member);
  for (const DateField& field : dates)
    if (!(row.*field.member).null()) user[field.name] = format_xml_date(*(row.*field.member), zone);
  put_rows(user, "attributes", holder.attributes, [](Json& out, const UserAttribute& attribute) {
    put(out, "name", attribute.name);
    put(out, "value", attribute.value);
    put(out, "metadataElementId", attribute.metadata_element_id);
  });
  put_rows(user, "emails", holder.emails, [](Json& out, const EmailAddress& email) {
    put(out, "name", email.name);
    put(out, "emailAddress", email.address);
  });
  put_rows(user, "phones", holder.phones, [](Json& out, const Phone& phone) {
    put(out, "name", phone.name);
    put(out, "countryCd", phone.country_code);
    put(out, "areaCd", phone.area_code);
    put(out, "phoneNbr", phone.number);
    put(out, "phoneExt", phone.extension);
  });
  put_rows(user, "addresses", holder.addresses, [](Json& out, const Address& address) {
    put(out, "name", address.name);
    put(out, "address1", address.address1);
    put(out, "postalCd", address.postal_code);
    put(out, "city", address.city);
    put(out, "state", address.state);
    put(out, "country", address.country);
  });
  put_rows(user, "roles", holder.roles, [](Json& out, const UserRole& role) {
    put(out, "serviceId", role.id.domain_id);
    put(out, "roleId", role.id.role_id);
  });
  put_rows(user, "groups", holder.groups,
           [](Json& out, const UserGroup& group) { put(out, "grpId", group.group_id); });
  put_rows(user, "affiliations", holder.affiliations,
           [](Json& out, const Affiliation& affiliation) {
             put(out, "orgId", affiliation.organization_id);
           });
  put_rows(user, "resources", holder.resources, [](Json& out, const ResourceUser& resource) {
    put(out, "resourceId", resource.resource_id);
  });
  return user;
}

/// Legal in an XML reply, and no longer than its column.
void check_text(const std::string& name, const std::string& value, std::size_t limit) {
  const bool legal = std::all_of(value.begin(), value.end(), [](unsigned char c) {
    return c >= ' ' || c == '\t' || c == '\n' || c == '\r';
  });
  if (!legal) refuse(name, "holds a control character");
  if (first_characters(value, limit).size() != value.size())
    refuse(name, "is longer than " + std::to_string(limit) + " characters");
}

/// A text or null.
Text text_in(const std::string& name, const Json& value, std::size_t limit) {
  if (value.is_null()) return {};
  if (!value.is_string()) refuse(name, "is no text");
  const auto text = value.get<std::string>();
  check_text(name, text, limit);
  return text;
}

void set_status(UserRequest& request, const Text& value) {
  // The wire has some of them in lower case.
  const std::string status = value.null() ? std::string() : ascii::upper(*value);
  if (std::find(statuses.begin(), statuses.end(), status) == statuses.end())
    refuse("status", "is none of the contract's" +
                         (value.null() ? std::string() : did_you_mean(*value, statuses)));
  request.user.status = status;
}

void set_date(UserRequest& request, const DateField& field, const Json& value, bool stored,
              const TimeZone& zone) {
  Moment& place = request.user.*field.member;
  if (value.is_null()) {
    place.reset();
    if (stored) place = Instant();  // clears
    return;
  }
  const auto at = value.is_string() ? parse_xml_date(value.get<std::string>(), zone) : std::nullopt;
  if (!at) refuse(field.name, "is no date, such as 2026-03-31 or 2026-03-31T09:00:00Z");
  place = *at;
}

void set_column(UserRequest& request, const std::string& name, const Json& value, bool stored,
                const TimeZone& zone) {
  std::vector<std::string> known;
  for (const TextField& field : texts) {
    if (field.limit > 0) known.push_back(field.name);
    if (name != field.name || field.limit == 0) continue;
    const Text text = text_in(name, value, field.limit);
    if (field.member == &User::status) return set_status(request, text);
    Text& place = request.user.*field.member;
    place = text;
    if (text.null() && stored) place = std::string("null");  // clears
    return;
  }
  for (const DateField& field : dates) {
    known.push_back(field.name);
    if (name == field.name) return set_date(request, field, value, stored, zone);
  }
  refuse(name, "is no column that may be set" + did_you_mean(name, known));
}

void set_attribute(UserRequest& request, const std::string& name, const Json& value, bool stored) {
  check_text("attributes", name, 50);
  const Text text = text_in(name, value, 1000);
  const auto has_name = [&](const Wanted<UserAttribute>& wanted) {
    return is(wanted.row.name, name);
  };
  std::erase_if(request.attributes, has_name);
  if (text.null() && !stored) return;
  UserAttribute row;
  row.name = name;
  row.value = text;
  const Operation operation = text.null() ? Operation::Delete : Operation::Replace;
  request.attributes.push_back({row, stored ? operation : Operation::Absent});
}

/// An object's members, or nothing when it is absent.
Json object_in(const Json& answer, const char* name) {
  const Json object = answer.value(name, Json::object());
  if (!object.is_object()) refuse(name, "is no object");
  return object;
}

}  // namespace

Json of_request(const UserRequest& request, const TimeZone& zone) {
  Json user = common(request, zone);
  put_rows(user, "principals", request.principals, [](Json& out, const WantedPrincipal& wanted) {
    out = principal(wanted.login.id, wanted.login.status);
    if (const char* word = word_of(wanted.operation)) out["operation"] = word;
  });
  if (request.supervisor) put(user, "supervisorId", request.supervisor->supervisor_id);
  return user;
}

Json of_user(const UserGraph& graph, const TimeZone& zone) {
  Json user = common(graph, zone);
  put_rows(user, "principals", graph.principals, [](Json& out, const Principal& stored) {
    out = principal(stored.login.id, stored.login.status);
  });
  for (const Supervision& supervision : graph.supervisors)
    if (supervision.is_primary == Number(1)) put(user, "supervisorId", supervision.supervisor_id);
  return user;
}

void apply(const Json& answer, UserRequest& request, bool stored, const TimeZone& zone) {
  const Json columns = object_in(answer, "user"), attributes = object_in(answer, "attributes");
  for (const auto& [name, value] : columns.items()) set_column(request, name, value, stored, zone);
  for (const auto& [name, value] : attributes.items()) set_attribute(request, name, value, stored);
}

}  // namespace idm::provisioning::processor_words
