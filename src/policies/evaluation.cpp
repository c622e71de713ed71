#include "policies/evaluation.h"

#include <algorithm>
#include <charconv>

#include "connectors/registry.h"
#include "core/error.h"
#include "identity/password_generator.h"
#include "orm/managed_system-odb.hxx"
#include "orm/prepared.h"
#include "orm/provisioning_policy-odb.hxx"
#include "orm/reference.h"
#include "policies/json_text.h"
#include "policies/people.h"
#include "policies/stored.h"
#include "policies/unique_values.h"

namespace idm::policies {
namespace {

/// Null when the kind says nothing about that usage.
Json default_fields(const ManagedSystem& system, const std::string& usage) {
  const connectors::Kind* kind = system.kind.null() ? nullptr : connectors::find_kind(*system.kind);
  if (!kind || !kind->default_policies) return nullptr;
  const Json all = parse_json(kind->default_policies, std::string("the defaults of ") + kind->name);
  const auto found = all.find(usage);
  return found == all.end() ? Json(nullptr) : *found;
}

class Evaluator {
 public:
  Evaluator(Services& services, const PolicyInForce& policy, const RenderRequest& request,
            bool reserve)
      : services_(services),
        policy_(policy),
        request_(request),
        people_(services),
        identity_(std::make_shared<const Identity>(request.user, services.config, people_)),
        unique_(services.store, request.managed_system_id, request.user.user.id, reserve) {
    context_.system_id = request.managed_system_id;
    context_.system_name = policy.system_name;
    context_.identity = identity_;
    context_.directory = &people_;
  }

  Evaluated run() {
    for (const Field& field : policy_.fields) {
      FieldResult result = run_field(field);
      auto& seen = field.secret() ? context_.earlier_secrets : context_.earlier;
      seen[field.name] = result.values.empty() ? Value() : Value(result.values.front());
      if (field.names_account && !result.values.empty()) named_ = result.values.front();
      all_.fields.push_back(std::move(result));
    }
    name_account();
    return std::move(all_);
  }

 private:
  FieldResult run_field(const Field& field) {
    FieldResult result{field.name, {}, field.secret()};
    context_.name = field.name;
    context_.type = field.type;
    context_.secret = field.secret();
    try {
      result.values = values_of(field);
      for (const std::string& value : result.values) check_type(field, value);
      if (result.values.empty() && field.required) result.error = "is required and has no value";
    } catch (const Error& error) {
      if (error.code() != ErrorCode::InvalidArgument) throw;
      result.values.clear();
      result.error = error.what();
    }
    // A password that nobody knows is kept, and an attribute that nobody has is not cleared in a
    // new account.
    const bool clears =
        field.source != Field::Source::None && !field.secret() && request_.usage != Usage::Create;
    result.written = result.error.empty() && (!result.values.empty() || clears);
    return result;
  }

  std::vector<std::string> values_of(const Field& field) {
    if (field.names_account && !request_.account_name.empty()) return {request_.account_name};
    if (field.attribute) {
      const auto earlier = context_.earlier.find(*field.attribute);
      if (earlier == context_.earlier.end()) return identity_->values(*field.attribute);
    }
    Value value = value_of(field);
    if (!value) return {};
    return {std::move(*value)};
  }

  Value value_of(const Field& field) {
    const Scope scope{context_};
    switch (field.source) {
      case Field::Source::Computed:
        return field.value(scope);
      case Field::Source::UniqueAttribute:
        return unique_value(field, field.names_account ? account_id : field.name, scope);
      case Field::Source::UniqueAccountId:
        return unique_value(field, account_id, scope);
      case Field::Source::Password:
        return password();
      case Field::Source::None:
        break;
    }
    return std::nullopt;
  }

  Value unique_value(const Field& field, const std::string& attribute, const Scope& scope) {
    const std::vector<std::string> candidates = field.unique->candidates(scope);
    Value value = unique_.claim(attribute, candidates);
    if (!value && !candidates.empty())
      throw Error(ErrorCode::InvalidArgument,
                  "all " + std::to_string(candidates.size()) + " values that were tried are taken");
    return value;
  }

  /// A new one only for a new account: any other keeps its own.
  Value password() {
    if (!request_.password.empty()) return request_.password;
    if (request_.usage != Usage::Create) return std::nullopt;
    const User& user = request_.user.user;
    const std::string& domain =
        policy_.domain_id.empty() ? services_.config.default_domain : policy_.domain_id;
    const Login* primary = identity_->primary();
    Candidate candidate;
    candidate.login = primary ? primary->id.login : request_.account_name;
    candidate.first_name = user.first_name;
    candidate.last_name = user.last_name;
    return generate_password(
        policy_for(*services_.reference.get(), {user.classification, user.user_type, domain}),
        candidate);
  }

  static void check_type(const Field& field, const std::string& value) {
    if (field.type == "int" || field.type == "long") {
      long long number = 0;
      const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), number);
      const bool fits = field.type == "long" || (number >= INT32_MIN && number <= INT32_MAX);
      if (failed != std::errc() || end != value.data() + value.size() || !fits)
        throw Error(ErrorCode::InvalidArgument, "its value is no " + field.type);
    }
    if (field.type == "boolean" && value != "true" && value != "false")
      throw Error(ErrorCode::InvalidArgument, "its value is neither true nor false");
  }

  void name_account() {
    all_.account_name = request_.account_name.empty() ? named_ : request_.account_name;
    // An account that is there goes by the name that it was made with.
    if (all_.account_name.empty() && request_.usage != Usage::Create)
      all_.account_name = unique_.held(account_id).value_or("");
    const Login* primary = identity_->primary();
    if (all_.account_name.empty() && primary) all_.account_name = primary->id.login;
    if (all_.account_name.empty()) {
      all_.error = "the account has no name: no field gives one, and the user has no principal";
      return;
    }
    if (request_.usage != Usage::Create && request_.usage != Usage::Update) return;
    const bool mine = unique_.note_account(all_.account_name);
    // A name that was given is somebody's decision; one of our own must not take over an account.
    if (!mine && request_.account_name.empty())
      all_.error = "the account name \"" + all_.account_name + "\" belongs to another user";
  }

  Services& services_;
  const PolicyInForce& policy_;
  const RenderRequest& request_;
  StoredPeople people_;
  std::shared_ptr<const Identity> identity_;
  UniqueValues unique_;
  FieldContext context_;
  std::string named_;
  Evaluated all_;
};

}  // namespace

const char* name_of(Usage usage) {
  switch (usage) {
    case Usage::Create:
      return "CREATE";
    case Usage::Update:
      return "UPDATE";
    case Usage::Enable:
      return "ENABLE";
    case Usage::Disable:
      return "DISABLE";
    case Usage::Delete:
      return "DELETE";
    case Usage::ChangePassword:
      break;
  }
  return "CHANGE_PASSWORD";
}

PolicyInForce policy_in_force(Services& services, const std::string& managed_system_id,
                              const std::string& usage) {
  return services.store.read([&](Db& db) {
    const auto system = db.find<ManagedSystem>(managed_system_id);
    if (!system)
      throw Error(ErrorCode::ObjectIdInvalid,
                  "there is no managed system \"" + managed_system_id + "\"");
    PolicyInForce found;
    found.label = "policy " + usage + " of managed system " + managed_system_id;
    found.system_name = system->name.null() ? managed_system_id : *system->name;
    found.domain_id = system->domain_id.null() ? "" : *system->domain_id;
    const auto own = db.find<ProvisioningPolicy>(ProvisioningPolicyId{managed_system_id, usage});
    const Json fields = own ? parse_json(own->fields, found.label) : default_fields(*system, usage);
    if (fields.is_null()) return found;
    const bool refers = own && own->fields.find("reference") != std::string::npos;
    try {
      found.fields = compile_fields(fields, refers ? stored_transforms(db) : StoredTransforms{});
    } catch (const Error& error) {
      throw Error(error.code(), found.label + ": " + error.what());
    }
    return found;
  });
}

Evaluated evaluate(Services& services, const PolicyInForce& policy, const RenderRequest& request,
                   bool reserve) {
  return Evaluator(services, policy, request, reserve).run();
}

}  // namespace idm::policies
