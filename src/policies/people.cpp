#include "policies/people.h"

#include "identity/logins.h"
#include "identity/users.h"
#include "orm/managed_system-odb.hxx"
#include "orm/prepared.h"
#include "orm/supervision-odb.hxx"

namespace idm::policies {
namespace {

/// A user, and the identity that refers to it.
struct Person {
  Person(UserGraph user, const Config& config, Directory& directory)
      : graph(std::move(user)), identity(graph, config, directory) {}
  UserGraph graph;
  Identity identity;
};

}  // namespace

std::shared_ptr<const Identity> StoredPeople::by_id(const std::string& user_id) {
  const auto known = known_.find(user_id);
  if (known != known_.end()) return known->second;
  std::shared_ptr<const Identity>& found = known_[user_id];
  std::optional<UserGraph> graph = services_.store.read(
      [&](Db& db) { return users::find(db, user_id, users::Extent::Everything); });
  if (graph) {
    const auto person = std::make_shared<const Person>(std::move(*graph), services_.config, *this);
    found = {person, &person->identity};
  }
  return found;
}

std::shared_ptr<const Identity> StoredPeople::by_name(const std::string& principal) {
  const Config& config = services_.config;
  const std::optional<Login> login = services_.store.read([&](Db& db) {
    return logins::find(db, {config.default_domain, principal, config.default_managed_system});
  });
  return login && !login->user_id.null() ? by_id(*login->user_id) : nullptr;
}

bool StoredPeople::supervises(const std::string& user_id) {
  using Query = odb::query<Supervision>;
  return services_.store.read([&](Db& db) {
    return !rows_where<Supervision>(db, (Query::supervisor_id == user_id) + "LIMIT 1").empty();
  });
}

std::optional<std::string> StoredPeople::system(const std::string& id_or_name) {
  using Query = odb::query<ManagedSystem>;
  return services_.store.read([&](Db& db) -> std::optional<std::string> {
    if (db.find<ManagedSystem>(id_or_name)) return id_or_name;
    const auto rows = rows_where<ManagedSystem>(
        db, (Query::name == id_or_name) + "ORDER BY" + Query::id + "LIMIT 1");
    return rows.empty() ? std::nullopt : std::optional(rows.front().id);
  });
}

}  // namespace idm::policies
