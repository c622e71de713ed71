#include "rest/operations_surface.h"

#include <algorithm>

#include "core/error.h"
#include "core/time_zone.h"
#include "core/xml_date.h"
#include "identity/audit_list.h"
#include "provisioning/reconciliations.h"
#include "provisioning/target_lookup.h"
#include "provisioning/task_list.h"
#include "provisioning/task_words.h"
#include "rest/operations_json.h"
#include "rest/page.h"

namespace idm::rest {
namespace {

constexpr std::size_t most_items = 1000;

[[noreturn]] void refuse_value(const std::string& why) { throw Refusal(400, "invalidValue", why); }

/// A page of a list: its items, and how to ask for those behind it.
http::Response items_response(Json items, const std::string& next) {
  Json json;
  json["items"] = std::move(items);
  json["nextCursor"] = next.empty() ? Json(nullptr) : Json(next);
  return json_response(200, json);
}

std::size_t limit_of(const Request& request) {
  return number_asked(request, "limit", 100, 1, most_items);
}

/// The id of the user that a parameter names by principal or id; what nobody has, as it is: the
/// user may have been removed.
std::string user_asked(const Request& request, Services& services) {
  const std::string name = request.asked("user").value_or("");
  if (name.empty()) return name;
  return provisioning::find_user_id(services.config, services.store, name).value_or(name);
}

/// Throws Refusal 404.
const std::string& known_system(const Request& request, const Reference& reference) {
  const std::string& id = request.parameter("id");
  if (!reference.has_managed_system(id))
    throw Refusal(404, "", "there is no managed system '" + id + "'");
  return id;
}

/// The body as an object whose members are among these; without a body an empty one.
Json object_body(const Request& request, const std::vector<std::string>& members) {
  if (request.http.body.empty()) return Json::object();
  Json body = json_body(request, {"application/json"});
  if (!body.is_object()) refuse_value("the body must be a JSON object");
  for (const auto& [name, value] : body.items())
    if (std::find(members.begin(), members.end(), name) == members.end())
      refuse_value("there is no option '" + name + "'");
  return body;
}

std::string text_option(const Json& body, const char* name) {
  const auto found = body.find(name);
  if (found == body.end() || found->is_null()) return {};
  if (!found->is_string()) refuse_value(std::string(name) + " must be a text");
  return found->get<std::string>();
}

bool flag_option(const Json& body, const char* name) {
  const auto found = body.find(name);
  if (found == body.end() || found->is_null()) return false;
  if (!found->is_boolean()) refuse_value(std::string(name) + " must be true or false");
  return found->get<bool>();
}

http::Response accounts(const Request& request, Services& services) {
  return json_response(200, status_json(provisioning::user_status(services.config, services.store,
                                                                  request.parameter("user"))));
}

/// Where a page begins: behind a row, by its id.
std::string cursor_asked(const Request& request) {
  const std::string cursor = request.asked("cursor").value_or("");
  const bool is_id =
      cursor.size() == 32 && cursor.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!cursor.empty() && !is_id)
    refuse_value("cursor must be the nextCursor of a page, not '" + cursor + "'");
  return cursor;
}

std::string state_asked(const Request& request) {
  using namespace provisioning;
  const std::string state = request.asked("state").value_or("");
  const auto known = {"", pending, sent, confirmed, skipped, parked};
  if (std::none_of(known.begin(), known.end(), [&](const char* one) { return state == one; }))
    refuse_value("state must be PENDING, PARKED, SENT, CONFIRMED or SKIPPED, not '" + state + "'");
  return state;
}

http::Response list_tasks(const Request& request, Services& services) {
  const provisioning::TaskFilter filter{.user_id = user_asked(request, services),
                                        .managed_system_id = request.asked("system").value_or(""),
                                        .state = state_asked(request),
                                        .limit = limit_of(request),
                                        .after = cursor_asked(request)};
  const provisioning::TaskPage page = provisioning::find_tasks(services.store, filter);
  Json items = Json::array();
  for (const Task& task : page.tasks) items.push_back(task_json(task));
  return items_response(std::move(items), page.more ? page.tasks.back().id : "");
}

/// One task by the path, or those of a user and a system by the body.
provisioning::TaskChoice chosen(const Request& request, Services& services) {
  const auto task = request.parameters.find("id");
  if (task != request.parameters.end()) return {.task_id = task->second};
  const Json body = object_body(request, {"user", "system"});
  const std::string name = text_option(body, "user"), system = text_option(body, "system");
  if (name.empty() && system.empty()) refuse_value("say which tasks: user, system, or both");
  if (name.empty()) return {.managed_system_id = system};
  const auto id = provisioning::find_user_id(services.config, services.store, name);
  return {.user_id = id.value_or(name), .managed_system_id = system};
}

http::Response retry(const Request& request, Services& services) {
  return json_response(
      200, changes_json(provisioning::retry_tasks(services.store, chosen(request, services)),
                        "RETRIED"));
}

http::Response skip(const Request& request, Services& services) {
  return json_response(
      200,
      changes_json(provisioning::skip_tasks(services.store, chosen(request, services)), "SKIPPED"));
}

http::Response list_systems(const Request&, Services& services) {
  const auto reference = services.reference.get();
  std::vector<const ManagedSystem*> all;
  for (const auto& [id, system] : reference->managed_systems()) all.push_back(&system);
  std::sort(all.begin(), all.end(),
            [](const ManagedSystem* a, const ManagedSystem* b) { return a->id < b->id; });
  Json items = Json::array();
  for (const ManagedSystem* system : all) items.push_back(system_json(*system, *reference));
  return items_response(std::move(items), "");
}

http::Response test_system(const Request& request, Services& services) {
  const std::string& system = known_system(request, *services.reference.get());
  const std::string why = provisioning::test_connection(services, Text(system));
  Json json;
  json["managedSystemId"] = system;
  json["reachable"] = why.empty();
  json["reason"] = why.empty() ? Json(nullptr) : Json(why);
  return json_response(200, json);
}

http::Response reconcile(const Request& request, Services& services) {
  provisioning::ReconcileWish wish{known_system(request, *services.reference.get())};
  const Json body = object_body(request, {"correct", "removeOrphans", "maxRemovedPercent"});
  wish.correct = flag_option(body, "correct");
  wish.remove_orphans = flag_option(body, "removeOrphans");
  const auto percent = body.find("maxRemovedPercent");
  if (percent != body.end() && !percent->is_null()) {
    if (!percent->is_number_unsigned() || *percent > 100)
      refuse_value("maxRemovedPercent must be a whole number from 0 to 100");
    wish.most_removed_percent = percent->get<int>();
  }
  return json_response(200, report_json(wish.managed_system_id,
                                        provisioning::reconcile_and_keep(
                                            services, wish, "an operator", [](std::size_t) {})));
}

Moment time_asked(const Request& request, const char* name) {
  const std::optional<std::string> given = request.asked(name);
  if (!given) return {};
  const auto instant = parse_xml_date(*given, TimeZone("UTC"));
  if (!instant)
    refuse_value(std::string(name) + " must be a day or a time of RFC 3339, not '" + *given + "'");
  return Moment(*instant);
}

http::Response list_events(const Request& request, Services& services) {
  const audit::AuditFilter filter{.user_id = user_asked(request, services),
                                  .action = request.asked("action").value_or(""),
                                  .request_id = request.asked("requestId").value_or(""),
                                  .from = time_asked(request, "from"),
                                  .to = time_asked(request, "to"),
                                  .limit = limit_of(request),
                                  .behind = cursor_asked(request)};
  const audit::AuditPage page = audit::find_events(services.store, filter);
  Json items = Json::array();
  for (const AuditEntry& entry : page.entries) items.push_back(event_json(entry));
  return items_response(std::move(items), page.more ? page.entries.back().id : "");
}

/// The handler, for tokens that are not bound to one tenant: accounts, tasks and audit are of all.
template <Handler handler>
http::Response whole(const Request& request, Services& services) {
  if (!request.caller.tenant.empty())
    throw Refusal(403, "", "the token is for one tenant, and this is about all of them");
  return handler(request, services);
}

std::optional<Mount> mount(const std::vector<std::string>& segments, const http::Request&,
                           const Config&) {
  if (segments.size() < 2 || segments[0] != "api" || segments[1] != "v1") return std::nullopt;
  return Mount{2};
}

const std::vector<Route>& routes() {
  using namespace caller_role;
  constexpr CallerRoles any = org_admin | api;
  constexpr auto reads = Route::Work::Reads, writes = Route::Work::Writes;
  // What talks to a target system may take long: it is among the writers.
  static const std::vector<Route> all{
      {"GET",  "users/{user}/accounts",          whole<accounts>,     any,       reads },
      {"GET",  "tasks",                          whole<list_tasks>,   any,       reads },
      {"POST", "tasks/retry",                    whole<retry>,        org_admin, writes},
      {"POST", "tasks/skip",                     whole<skip>,         org_admin, writes},
      {"POST", "tasks/{id}/retry",               whole<retry>,        org_admin, writes},
      {"POST", "tasks/{id}/skip",                whole<skip>,         org_admin, writes},
      {"GET",  "managed-systems",                whole<list_systems>, any,       reads },
      {"POST", "managed-systems/{id}/test",      whole<test_system>,  org_admin, writes},
      {"POST", "managed-systems/{id}/reconcile", whole<reconcile>,    org_admin, writes},
      {"GET",  "audit",                          whole<list_events>,  any,       reads },
  };
  return all;
}

const char* reason_of(int status) {
  constexpr std::pair<int, const char*> reasons[] = {
      {400, "Bad Request"           },
      {401, "Unauthorized"          },
      {403, "Forbidden"             },
      {404, "Not Found"             },
      {405, "Method Not Allowed"    },
      {409, "Conflict"              },
      {412, "Precondition Failed"   },
      {413, "Payload Too Large"     },
      {415, "Unsupported Media Type"},
      {429, "Too Many Requests"     },
      {502, "Bad Gateway"           },
      {503, "Service Unavailable"   },
  };
  for (const auto& [number, reason] : reasons)
    if (number == status) return reason;
  return status < 500 ? "Request Refused" : "Internal Server Error";
}

http::Response refuse(const Request& request, const Refusal& refusal) {
  Json json;
  json["status"] = refusal.status;
  json["error"] = reason_of(refusal.status);
  json["message"] = refusal.what();
  json["requestId"] = request.http.id;
  return json_response(refusal.status, json);
}

}  // namespace

const Surface operations_surface{"operations", mount, routes, refuse};

}  // namespace idm::rest
