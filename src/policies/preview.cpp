#include "policies/preview.h"

#include <algorithm>

#include "core/error.h"
#include "core/nearest.h"
#include "core/text_table.h"
#include "identity/logins.h"
#include "identity/users.h"
#include "policies/json_text.h"
#include "policies/stored.h"

namespace idm::policies {
namespace {

constexpr Usage usages[] = {Usage::Create,  Usage::Update, Usage::Enable,
                            Usage::Disable, Usage::Delete, Usage::ChangePassword};

using Cells = std::vector<std::string>;

Usage usage_of(const std::string& name) {
  std::vector<std::string> names;
  for (const Usage usage : usages) {
    if (name == name_of(usage)) return usage;
    names.emplace_back(name_of(usage));
  }
  throw Error(ErrorCode::InvalidArgument,
              "no change comes to a policy \"" + name + "\"" + did_you_mean(name, names));
}

UserGraph user_named(Services& services, const std::string& principal) {
  const Config& config = services.config;
  return services.store.read([&](Db& db) {
    const auto login =
        logins::find(db, {config.default_domain, principal, config.default_managed_system});
    if (!login || login->user_id.null())
      throw Error(ErrorCode::PrincipalNotFound, "nobody has the principal \"" + principal +
                                                    "\" in domain " + config.default_domain +
                                                    " on managed system " +
                                                    config.default_managed_system);
    return users::get(db, *login->user_id, users::Extent::Everything);
  });
}

/// Control characters would disturb the table, and the terminal.
std::string printable(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = ' ';
  return text;
}

Cells cells_of(const FieldResult& field) {
  std::string value;
  for (const std::string& one : field.values)
    value += (value.empty() ? "" : " | ") + printable(one);
  std::string note = field.error.empty() ? "" : "ERROR: " + field.error;
  if (field.error.empty() && field.values.empty())
    note = field.written ? "is cleared" : "is not written";
  return {printable(field.name), value.empty() ? "-" : value, printable(note)};
}

/// The name under which the system knows the account already.
std::string account_name_of(const UserGraph& user, const std::string& managed_system_id) {
  for (const AccountState& account : user.accounts)
    if (account.id.managed_system_id == managed_system_id && !account.target_name.null())
      return *account.target_name;
  return "";
}

}  // namespace

Evaluated preview(Services& services, const PreviewRequest& request) {
  const Usage usage = usage_of(request.usage);
  PolicyInForce policy = policy_in_force(services, request.managed_system_id, request.usage);
  if (!request.fields.empty())
    policy.fields = services.store.read([&](Db& db) {
      return compile_fields(parse_json(request.fields, "fields"), stored_transforms(db));
    });
  const UserGraph user = user_named(services, request.principal);
  const RenderRequest wanted{request.managed_system_id, usage, user,
                             account_name_of(user, request.managed_system_id)};
  Evaluated evaluated = evaluate(services, policy, wanted, false);
  for (FieldResult& field : evaluated.fields)
    if (field.secret) std::fill(field.values.begin(), field.values.end(), "***");
  return evaluated;
}

std::vector<std::string> preview_table(const Evaluated& evaluated) {
  std::vector<Cells> table{
      {"FIELD", "VALUE", "NOTE"}
  };
  table.push_back({"(account name)", evaluated.account_name.empty() ? "-" : evaluated.account_name,
                   evaluated.error.empty() ? "" : "ERROR: " + evaluated.error});
  for (const FieldResult& field : evaluated.fields) table.push_back(cells_of(field));
  return text_table(table);
}

}  // namespace idm::policies
