#pragma once

#include <string>

#include "core/error.h"
#include "orm/managed_system.h"
#include "support/rest_caller.h"
#include "support/rows.h"

namespace idm::test {

/// REST with two sources, "dir" and "hr".
struct PolicyCaller : RestCaller {
  explicit PolicyCaller(Dialect dialect, void (*adjust)(Config&) = nullptr)
      : RestCaller(dialect, adjust) {
    store().transact([](Db& db) {
      for (const char* id : {"dir", "hr"}) {
        ManagedSystem system;
        system.id = id;
        system.name = text("Directory");
        system.kind = text("sim");
        db.insert(system);
      }
    });
  }

  static std::string policies(const std::string& usage = "", const std::string& prefix = "/v3") {
    return prefix + "/sources/dir/provisioning-policies" + (usage.empty() ? "" : "/" + usage);
  }

  RestReply create(const std::string& policy) { return call("POST", policies(), policy); }
  /// A policy CREATE with these fields; the test fails when it is refused.
  void with_fields(const std::string& fields) {
    const RestReply reply = create(R"({"name":"n","usageType":"CREATE","fields":)" + fields + "}");
    BOOST_REQUIRE_MESSAGE(reply.status == 201, reply.body);
  }
  RestReply patched(const std::string& patch) {
    return call("PATCH", policies("CREATE"), patch,
                {
                    {"content-type", "application/json-patch+json"}
    });
  }
  Headers as(CallerRoles roles) {
    return {
        {"authorization", "Bearer " + token(roles)}
    };
  }
};

/// The first of the causes, or what is in its place.
inline std::string cause(const RestReply& reply) {
  const auto json = reply.json();
  return json.contains("causes") && !json["causes"].empty()
             ? json["causes"][0]["text"].get<std::string>()
             : reply.body;
}

inline bool has_text(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace idm::test
