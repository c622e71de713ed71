#pragma once

#include <optional>
#include <string>
#include <vector>

#include "identity/user_graph.h"
#include "orm/realm_profile.h"
#include "services.h"

/// Users as a security domain knows them: by a principal in it, in use, on the default managed
/// system. Who was deleted is none of them.
namespace idm::realm_users {

struct RealmUser {
  Login login;
  User user;
};

/// Nothing for a name that nobody has; case does not count.
std::optional<RealmUser> find(Db& db, const Config& config, const std::string& domain,
                              const std::string& name);

/// What there is to tell of a user.
struct Details {
  std::string name;  ///< of the principal
  UserGraph graph;   ///< the user, attributes and contacts
  RealmProfile profile;
};

/// Of a user who is there. Throws UserNotFound.
Details details(Db& db, const std::string& user_id, const std::string& name);

/// Parts of texts that must be in the user's, whatever their case; "" = any.
struct Criteria {
  std::string email, first_name, last_name;
  int page = 1;  ///< the first is 1
  int limit = 20;
};

struct Page {
  std::vector<Details> users;  ///< by name; each once, by the first of several names
  std::uint64_t total = 0;
};

Page list(Db& db, const Config& config, const std::string& domain, const Criteria& criteria);

/// Is that user one of the domain's?
bool is_in(Db& db, const Config& config, const std::string& domain, const std::string& user_id);

/// Has `edit` change what REALM_PROFILE holds of a user, in its caller's transaction.
template <class Edit>
void change_profile(Db& db, const std::string& user_id, Edit edit) {
  std::optional<RealmProfile> stored = db.find<RealmProfile>(user_id);
  RealmProfile profile = stored.value_or(RealmProfile());
  profile.user_id = user_id;
  edit(profile);
  if (stored)
    db.update(profile);
  else
    db.insert(profile);
}

/// What REALM_PROFILE holds of a user goes, in its caller's transaction.
void forget(Db& db, const std::string& user_id);

}  // namespace idm::realm_users
