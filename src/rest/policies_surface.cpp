#include "rest/policies_surface.h"

#include <algorithm>
#include <set>

#include "connectors/http_client.h"
#include "core/error.h"
#include "core/percent.h"
#include "identity/again_when_stale.h"
#include "identity/audit.h"
#include "orm/managed_system.h"
#include "orm/reference.h"
#include "orm/text.h"
#include "policies/json_text.h"
#include "policies/preview.h"
#include "policies/store.h"
#include "rest/page.h"
#include "rest/policy_documents.h"
#include "rest/policy_errors.h"
#include "rest/policy_patch.h"
#include "rest/requestor.h"

namespace idm::rest {
namespace {

using policies::PolicyDocument;

const std::vector<std::string> json_types{"application/json"};
const std::vector<std::string> patch_types{"application/json-patch+json", "application/json"};

/// A token for one tenant sees the sources of that tenant only.
bool is_visible(const Request& request, const ManagedSystem& system) {
  const std::string& tenant = request.caller.tenant;
  return tenant.empty() || is(system.domain_id, tenant);
}

Refusal no_source(const Request& request) {
  return {404, "", "there is no source '" + request.parameter("sourceId") + "'"};
}

/// Throws Refusal 404: it comes before whatever is wrong with the request.
const std::string& known_source(const Request& request, Services& services) {
  const std::string& id = request.parameter("sourceId");
  const auto system = services.store.read([&](Db& db) { return db.find<ManagedSystem>(id); });
  if (!system || !is_visible(request, *system)) throw no_source(request);
  return id;
}

Refusal no_policy(const std::string& source, const std::string& usage) {
  return {404, "", "source '" + source + "' has no provisioning policy " + usage};
}

/// Throws Refusal 404.
ProvisioningPolicy needed_policy(Db& db, const std::string& source, const std::string& usage) {
  auto found = policies::find_policy(db, source, usage);
  if (!found) throw no_policy(source, usage);
  return std::move(*found);
}

/// Who changed which policy, beside the change.
void audit_change(Db& db, const Request& request, const char* action, const std::string& source,
                  const std::string& usage) {
  audit::AuditEvent event;
  event.action = action;
  event.object_type = "PROVISIONING_POLICY";
  event.object_name = usage;
  event.target_system_id = source;
  event.requestor = requestor_of(request);
  audit::record(db, event);
}

/// Runs `change` in a transaction, anew when another writer was faster.
template <class Change>
auto change_policies(Services& services, Change change) {
  return again_when_stale([&] { return services.store.transact(change); });
}

http::Response list_policies(const Request& request, Services& services) {
  const std::string& source = known_source(request, services);
  const Page page = page_of(request);
  const auto all = services.store.read([&](Db& db) { return policies::list_policies(db, source); });
  return with_total(exact_response(200, page_part(page, all, policy_json)), page, all.size());
}

http::Response create_policy(const Request& request, Services& services) {
  const std::string& source = known_source(request, services);
  const PolicyDocument document = read_policy(exact_body(request, json_types), "");
  const ProvisioningPolicy made = change_policies(services, [&](Db& db) {
    if (policies::find_policy(db, source, document.usage))
      throw Refusal(
          400, "uniqueness",
          "source '" + source + "' has a provisioning policy " + document.usage + " already");
    audit_change(db, request, "CREATE", source, document.usage);
    return policies::put_policy(db, source, document, 0);
  });
  http::Response response = exact_response(201, policy_json(made));
  response.headers.emplace_back("Location", request.base_url + request.mount + "/" +
                                                percent_encoded(source) +
                                                "/provisioning-policies/" + document.usage);
  return response;
}

http::Response update_many(const Request& request, Services& services) {
  const std::string& source = known_source(request, services);
  const Json body = exact_body(request, json_types);
  if (!body.is_array()) throw Refusal(400, "invalidValue", "send an array of policies");
  std::vector<PolicyDocument> documents;
  std::set<std::string> usages;
  for (const Json& policy : body) {
    documents.push_back(read_policy(policy, ""));
    if (!usages.insert(documents.back().usage).second)
      throw Refusal(400, "invalidValue", documents.back().usage + " is there twice");
  }
  const Json shown = change_policies(services, [&](Db& db) {
    Json stored = Json::array();
    for (const PolicyDocument& document : documents) {
      const bool there = policies::find_policy(db, source, document.usage).has_value();
      stored.push_back(policy_json(policies::put_policy(db, source, document)));
      audit_change(db, request, there ? "MODIFY" : "CREATE", source, document.usage);
    }
    return stored;
  });
  return exact_response(200, shown);
}

http::Response get_policy(const Request& request, Services& services) {
  const std::string& source = known_source(request, services);
  const std::string& usage = known_usage(request.parameter("usageType"));
  return exact_response(
      200,
      policy_json(services.store.read([&](Db& db) { return needed_policy(db, source, usage); })));
}

http::Response replace_policy(const Request& request, Services& services) {
  const std::string& source = known_source(request, services);
  const std::string& usage = known_usage(request.parameter("usageType"));
  const PolicyDocument document = read_policy(exact_body(request, json_types), usage);
  const ProvisioningPolicy stored = change_policies(services, [&](Db& db) {
    const bool there = policies::find_policy(db, source, usage).has_value();
    ProvisioningPolicy row = policies::put_policy(db, source, document);
    // Only now: what is wrong with the document comes first. Nothing of it stays.
    if (!there) throw no_policy(source, usage);
    audit_change(db, request, "MODIFY", source, usage);
    return row;
  });
  return exact_response(200, policy_json(stored));
}

http::Response patch_policy(const Request& request, Services& services) {
  const std::string& source = known_source(request, services);
  const std::string& usage = known_usage(request.parameter("usageType"));
  const std::vector<PatchOperation> patch = read_patch(exact_body(request, patch_types));
  const Json shown = change_policies(services, [&](Db& db) {
    const ProvisioningPolicy stored = needed_policy(db, source, usage);
    const Json before = policy_json(stored);
    const Json after = patched_policy(before, patch);
    if (!after.is_object() || !after.contains("usageType"))
      throw Refusal(400, "invalidValue", "the policy cannot be without its usageType");
    const PolicyDocument document = read_policy(after, usage);
    if (policies::json_text(after) == policies::json_text(before)) return before;
    audit_change(db, request, "MODIFY", source, usage);
    return policy_json(policies::put_policy(db, source, document, stored.version));
  });
  return exact_response(200, shown);
}

http::Response delete_policy(const Request& request, Services& services) {
  const std::string& source = known_source(request, services);
  const std::string& usage = known_usage(request.parameter("usageType"));
  change_policies(services, [&](Db& db) {
    needed_policy(db, source, usage);
    audit_change(db, request, "DELETE", source, usage);
    return policies::erase_policy(db, source, usage);
  });
  return {204, "", "", {}};
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json preview_json(const policies::Evaluated& evaluated) {
  Json fields = Json::array();
  for (const policies::FieldResult& field : evaluated.fields)
    fields.push_back({
        {"name",    field.name               },
        {"values",  field.values             },
        {"secret",  field.secret             },
        {"written", field.written            },
        {"error",   text_or_null(field.error)}
    });
  return {
      {"accountName", text_or_null(evaluated.account_name)},
      {"error",       text_or_null(evaluated.error)       },
      {"fields",      std::move(fields)                   }
  };
}

/// Ours: what a policy would write for a user.
http::Response preview_policy(const Request& request, Services& services) {
  const std::string& source = known_source(request, services);
  const std::string& usage = known_usage(request.parameter("usageType"));
  const Json body = exact_body(request, json_types);
  // Users are found by their principals in the default domain.
  if (!request.caller.tenant.empty() && request.caller.tenant != services.config.default_domain)
    throw Refusal(403, "", "the token is for another tenant than the users");
  if (!body.is_object() || !body.contains("user") || !body["user"].is_string())
    throw Refusal(400, "invalidValue", "user must be a principal");
  policies::PreviewRequest wanted{source, usage, body["user"].get<std::string>(), ""};
  if (body.contains("fields") && !body["fields"].is_null())
    wanted.fields = policies::json_text(body["fields"]);
  try {
    return json_response(200, preview_json(policies::preview(services, wanted)));
  } catch (const Error& error) {
    if (error.code() != ErrorCode::PrincipalNotFound) throw;
    throw Refusal(400, "invalidValue", std::string("user: ") + error.what());
  }
}

Json source_json(const ManagedSystem& system, const Reference& reference) {
  const ProvisionConnector* connector = reference.connector_of(system.id);
  const std::string kind = system.kind.null() ? "" : *system.kind;
  return {
      {"id",            system.id                                                            },
      {"name",          system.name.null() ? system.id : *system.name                        },
      {"type",          kind                                                                 },
      {"connectorName", connector && !connector->name.null() ? *connector->name : kind       },
      {"description",   system.description.null() ? Json(nullptr) : Json(*system.description)}
  };
}

/// By id: when they were made is not known.
http::Response list_sources(const Request& request, Services& services) {
  const Page page = page_of(request);
  const auto reference = services.reference.get();
  std::vector<const ManagedSystem*> all;
  for (const auto& [id, system] : reference->managed_systems())
    if (is_visible(request, system)) all.push_back(&system);
  std::sort(all.begin(), all.end(),
            [](const ManagedSystem* a, const ManagedSystem* b) { return a->id < b->id; });
  const Json shown = page_part(
      page, all, [&](const ManagedSystem* system) { return source_json(*system, *reference); });
  return with_total(json_response(200, shown), page, all.size());
}

http::Response get_source(const Request& request, Services& services) {
  const auto reference = services.reference.get();
  const ManagedSystem* system = reference->managed_system(request.parameter("sourceId"));
  if (system == nullptr || !is_visible(request, *system)) throw no_source(request);
  return json_response(200, source_json(*system, *reference));
}

std::optional<Mount> mount(const std::vector<std::string>& segments, const http::Request&,
                           const Config&) {
  static const std::set<std::string> versions{"v3", "beta", "v2024", "v2025", "v2026"};
  if (segments.empty()) return std::nullopt;
  if (segments[0] == "sources") {
    // A source that is called v1 is found at the other prefixes.
    const bool v1 = segments.size() > 1 && segments[1] == "v1";
    return Mount{v1 ? 2U : 1U};
  }
  if (segments.size() < 2 || versions.count(segments[0]) == 0 || segments[1] != "sources")
    return std::nullopt;
  return Mount{2};
}

/// The handler, with the header in which SailPoint's clients find the tracking id.
template <Handler handler>
http::Response tracked(const Request& request, Services& services) {
  http::Response response = handler(request, services);
  response.headers.emplace_back("SLPT-Request-ID", tracking_id(request));
  return response;
}

const std::vector<Route>& routes() {
  using namespace caller_role;
  constexpr CallerRoles any = org_admin | source_admin | source_subadmin | api;
  constexpr auto reads = Route::Work::Reads, writes = Route::Work::Writes;
  constexpr const char* many = "{sourceId}/provisioning-policies";
  constexpr const char* bulk = "{sourceId}/provisioning-policies/bulk-update";
  constexpr const char* one = "{sourceId}/provisioning-policies/{usageType}";
  constexpr const char* trial = "{sourceId}/provisioning-policies/{usageType}/preview";
  static const std::vector<Route> all{
      {"GET",    "",           tracked<list_sources>,   any,       reads },
      {"GET",    "{sourceId}", tracked<get_source>,     any,       reads },
      {"GET",    many,         tracked<list_policies>,  org_admin, reads },
      {"POST",   many,         tracked<create_policy>,  org_admin, writes},
      {"POST",   bulk,         tracked<update_many>,    org_admin, writes},
      {"GET",    one,          tracked<get_policy>,     any,       reads },
      {"PUT",    one,          tracked<replace_policy>, any,       writes},
      {"PATCH",  one,          tracked<patch_policy>,   any,       writes},
      {"DELETE", one,          tracked<delete_policy>,  org_admin, writes},
      {"POST",   trial,        tracked<preview_policy>, any,       reads },
  };
  return all;
}

}  // namespace

const Surface policies_surface{"policies", mount, routes, policy_error};

}  // namespace idm::rest
