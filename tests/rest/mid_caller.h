#pragma once

#include <string>

#include "identity/users.h"
#include "orm/all_rows_odb.h"
#include "orm/prepared.h"
#include "provisioning/provision_user.h"
#include "support/repository.h"
#include "support/rest_caller.h"

namespace idm::test {

using Json = nlohmann::ordered_json;

/// The mID-Provider API in memory. Slow to compile: for .cpp files only.
struct MidCaller : RestCaller {
  explicit MidCaller(Dialect dialect, void (*adjust)(Config&) = nullptr)
      : RestCaller(dialect, adjust), user_admin(token(caller_role::user_admin)) {}

  /// By the path's tenant, as a user administrator.
  RestReply realm(const std::string& method, const std::string& path, const Json& body = nullptr) {
    return as(user_admin, method, "/auth/realms/USR_SEC_DOMAIN/" + path, body);
  }
  /// By the host's tenant.
  RestReply tenant(const std::string& method, const std::string& path, const Json& body = nullptr,
                   const std::string& host = "usr_sec_domain.idm.example.org:8443") {
    http::Request made = request(method, "/digitanium/v4/" + path);
    made.host = host;
    return authorised(std::move(made), user_admin, body);
  }
  RestReply as(const std::string& bearer, const std::string& method, const std::string& target,
               const Json& body = nullptr) {
    return authorised(request(method, target), bearer, body);
  }

  /// data of the info call.
  Json info(const std::string& name) {
    const RestReply reply = realm("GET", "v3_user/" + name);
    BOOST_REQUIRE_MESSAGE(reply.status == 200, reply.body);
    return reply.json()["data"];
  }

  template <class Row>
  std::vector<Row> all() {
    return store().read([](Db& db) { return rows_where<Row>(db, odb::query<Row>(true)); });
  }

  UserGraph stored(const std::string& id) {
    return store().read([&](Db& db) { return users::get(db, id, users::Extent::Everything); });
  }

  /// Adds a user as SOAP's addUser does.
  std::string add(const UserRequest& wanted) {
    return provisioning::add_user(services(), wanted).user.user.id;
  }

  std::string user_admin;

 private:
  RestReply authorised(http::Request made, const std::string& bearer, const Json& body) {
    made.headers.emplace_back("authorization", "Bearer " + bearer);
    if (!body.is_null()) {
      made.content_type = "application/json";
      made.body = body.dump();
    }
    return send(std::move(made));
  }
};

/// Is the answer that envelope, with these members in this order?
inline void check_envelope(const RestReply& reply, int status, const std::string& word,
                           const std::string& message, int sub_system) {
  BOOST_TEST(reply.status == status, reply.body);
  BOOST_TEST(reply.content_type == "application/json");
  Json envelope = reply.json();
  envelope.erase("data");
  BOOST_TEST(envelope.dump() ==
             Json({
                      {"message",   message   },
                      {"status",    word      },
                      {"subSystem", sub_system}
  })
                 .dump());
  if (status >= 400) BOOST_TEST(!reply.json().contains("data"));
}

/// The same for a refusal whose words are ours: they must name this.
inline void check_refusal(const RestReply& reply, int status, const std::string& word,
                          const std::string& named, int sub_system = 5) {
  const Json envelope = reply.json();
  BOOST_TEST(envelope["message"].get<std::string>().find(named) != std::string::npos, reply.body);
  check_envelope(reply, status, word, envelope["message"].get<std::string>(), sub_system);
}

}  // namespace idm::test
