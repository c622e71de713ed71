#include "scim/attributes.h"

namespace idm::scim {
namespace {

using enum Type;
using enum Mutability;
using Words = std::span<const std::string_view>;
using Names = std::string_view[];

constexpr Names external{"external"}, uri{"uri"}, to_user{"User"}, to_group{"Group"},
    to_member{"User", "Group"};
constexpr Names work_or_home{"work", "home", "other"};
constexpr Names phone_types{"work", "home", "mobile", "fax", "pager", "other"};
constexpr Names im_types{"aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"};
constexpr Names photo_types{"photo", "thumbnail"};
constexpr Names membership_types{"direct", "indirect"};

constexpr Attribute text(std::string_view name, std::string_view description) {
  return {.name = name, .description = description};
}

constexpr Attribute exact(Attribute attribute) {
  attribute.case_exact = true;
  return attribute;
}

constexpr Attribute shown(Attribute attribute) {
  attribute.mutability = ReadOnly;
  return attribute;
}

constexpr Attribute fixed(Attribute attribute) {
  attribute.mutability = Immutable;
  return attribute;
}

constexpr Attribute not_blank(Attribute attribute) {
  attribute.blank_is_none = true;
  return attribute;
}

constexpr Attribute needed(Attribute attribute) {
  attribute.required = true;
  return attribute;
}

constexpr Attribute unique(Attribute attribute) {
  attribute.uniqueness = Uniqueness::Server;
  return attribute;
}

constexpr Attribute always(Attribute attribute) {
  attribute.returned = Returned::Always;
  return attribute;
}

constexpr Attribute secret(Attribute attribute) {
  attribute.mutability = WriteOnly;
  attribute.returned = Returned::Never;
  return attribute;
}

constexpr Attribute truth(std::string_view name, std::string_view description) {
  return {.name = name, .description = description, .type = Boolean};
}

constexpr Attribute moment(std::string_view name, std::string_view description) {
  return {.name = name, .description = description, .type = DateTime};
}

constexpr Attribute address(std::string_view name, std::string_view description, Words types) {
  return {.name = name,
          .description = description,
          .type = Reference,
          .case_exact = true,
          .reference_types = types};
}

constexpr Attribute binary(std::string_view name, std::string_view description) {
  return {.name = name, .description = description, .type = Binary, .case_exact = true};
}

constexpr Attribute complex(std::string_view name, std::string_view description,
                            std::span<const Attribute> parts) {
  return {.name = name, .description = description, .type = Complex, .sub_attributes = parts};
}

/// A list of complex elements.
constexpr Attribute list(std::string_view name, std::string_view description,
                         std::span<const Attribute> parts) {
  return {.name = name,
          .description = description,
          .type = Complex,
          .multi_valued = true,
          .sub_attributes = parts};
}

constexpr Attribute kind(Words values = {}) {
  return {.name = "type",
          .description = "A label that says what the element is for.",
          .canonical_values = values};
}

constexpr Attribute schemas_of_it{
    .name = "schemas",
    .description = "The URNs of the schemas that the resource has values of.",
    .type = Reference,
    .multi_valued = true,
    .case_exact = true,
    .reference_types = uri};

constexpr Attribute display = text("display", "A human-readable name, primarily for display.");
constexpr Attribute primary = truth("primary", "True for the preferred element; at most one is.");

constexpr Attribute meta_parts[]{
    shown(exact(text("resourceType", "The type of the resource."))),
    shown(moment("created", "When the resource was made.")),
    shown(moment("lastModified", "When the resource was last changed.")),
    shown(address("location", "The address of the resource.", uri)),
    shown(exact(text("version", "The version of the resource, as in the header ETag."))),
};

constexpr Attribute common[]{
    always(needed(schemas_of_it)),
    always(
        unique(shown(exact(text("id", "The identifier that the server gave to the resource."))))),
    exact(text("externalId", "The identifier that the client gave to the resource.")),
    shown(complex("meta", "What the server knows about the resource itself.", meta_parts)),
};

constexpr Attribute name_parts[]{
    text("formatted", "The full name, formatted for display."),
    text("familyName", "The family name, or last name in most Western languages."),
    text("givenName", "The given name, or first name in most Western languages."),
    text("middleName", "The middle name or names."),
    text("honorificPrefix", "The title in front of the name, such as \"Dr.\"."),
    text("honorificSuffix", "The suffix behind the name, such as \"III\"."),
};

constexpr Attribute email_parts[]{text("value", "The e-mail address."), display, kind(work_or_home),
                                  primary};
constexpr Attribute phone_parts[]{text("value", "The phone number."), display, kind(phone_types),
                                  primary};
constexpr Attribute im_parts[]{text("value", "The address for instant messages."), display,
                               kind(im_types), primary};
constexpr Attribute photo_parts[]{address("value", "The address of the picture.", external),
                                  display, kind(photo_types), primary};
constexpr Attribute address_parts[]{
    text("formatted", "The full address, formatted for display or for a label."),
    text("streetAddress", "Street, house number, post-office box."),
    text("locality", "The city."),
    text("region", "The state or region."),
    text("postalCode", "The postal code."),
    text("country", "The country, as a two-letter code of ISO 3166-1."),
    kind(work_or_home),
    primary,
};
constexpr Attribute membership_parts[]{
    shown(exact(text("value", "The id of the group."))),
    shown(address("$ref", "The address of the group.", to_group)),
    shown(display),
    shown(kind(membership_types)),
};
constexpr Attribute entitlement_parts[]{text("value", "The entitlement."), display, kind(),
                                        primary};
constexpr Attribute role_parts[]{text("value", "The id of the role."), display, kind(), primary};
constexpr Attribute certificate_parts[]{
    binary("value", "A DER-encoded X.509 certificate, in base64."), display, kind(), primary};

constexpr Attribute user_attributes[]{
    needed(unique(
        text("userName", "The name by which the user signs in; unique without regard to case."))),
    complex("name", "The parts of the user's name.", name_parts),
    text("displayName", "The name of the user, as shown to others."),
    text("nickName", "The casual way to address the user."),
    address("profileUrl", "The address of the user's profile.", external),
    text("title", "The user's title, such as \"Vice President\"."),
    text("userType", "How the user relates to the organisation, such as \"Employee\"."),
    text("preferredLanguage", "The language to write in, as in the header Accept-Language."),
    text("locale", "Where the user is, to format dates, numbers and currency: en-US."),
    text("timezone", "The time zone, by its IANA name: Europe/Paris."),
    truth("active", "False: the user cannot sign in."),
    secret(exact(text("password", "The password; it can be set, never read."))),
    list("emails", "The user's e-mail addresses.", email_parts),
    list("phoneNumbers", "The user's phone numbers.", phone_parts),
    list("ims", "Where the user receives instant messages.", im_parts),
    list("photos", "Pictures of the user.", photo_parts),
    list("addresses", "The user's postal addresses.", address_parts),
    shown(list("groups", "The groups that the user is in, directly or through another group.",
               membership_parts)),
    list("entitlements", "What the user may have.", entitlement_parts),
    list("roles", "The user's roles.", role_parts),
    list("x509Certificates", "The user's certificates.", certificate_parts),
};

constexpr Attribute manager_parts[]{
    not_blank(exact(text("value", "The id of the manager."))),
    shown(address("$ref", "The address of the manager, when the id is a user's.", to_user)),
    shown(text("displayName", "The manager's display name, when the id is a user's.")),
};

constexpr Attribute enterprise_attributes[]{
    text("employeeNumber", "What the organisation numbers the user with."),
    text("costCenter", "The name of a cost centre."),
    text("organization", "The name of an organisation."),
    text("division", "The name of a division."),
    text("department", "The name of a department."),
    complex("manager", "The user's manager.", manager_parts),
};

constexpr Attribute member_parts[]{
    needed(fixed(exact(text("value", "The id of the member.")))),
    shown(address("$ref", "The address of the member.", to_member)),
    fixed(kind(to_member)),
    shown(display),
};

constexpr Attribute group_attributes[]{
    needed(text("displayName", "The name of the group, as shown to others.")),
    list("members", "The users and groups in the group.", member_parts),
};

constexpr Schema user_schema{user_urn, "User", "A user account.", user_attributes};
constexpr Schema enterprise_schema{enterprise_urn, "EnterpriseUser",
                                   "What an enterprise keeps about a user beside the account.",
                                   enterprise_attributes};
constexpr Schema group_schema{group_urn, "Group", "A group of users and of other groups.",
                              group_attributes};
constexpr const Schema* user_extensions[]{&enterprise_schema};
constexpr const Schema* schemas[]{&user_schema, &enterprise_schema, &group_schema};

}  // namespace

const ResourceType user_type{"User", "/Users", "User accounts.", &user_schema, user_extensions};
const ResourceType group_type{"Group", "/Groups", "Groups of users.", &group_schema, {}};

std::span<const Attribute> common_attributes() { return common; }
std::span<const Schema* const> all_schemas() { return schemas; }

}  // namespace idm::scim
