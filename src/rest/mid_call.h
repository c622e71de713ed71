#pragma once

#include <memory>
#include <optional>
#include <string>

#include "identity/realm_users.h"
#include "identity/user_request.h"
#include "orm/reference.h"
#include "rest/json_body.h"
#include "rest/refusal.h"
#include "rest/request.h"
#include "services.h"

/// What the calls of the mID-Provider API share (contract rest.md section 3).
namespace idm::rest::mid {

/// The envelope's subSystem.
enum class SubSystem { Tenant = 1, Users = 5, Devices = 6 };

/// The envelope; no `data` when it is null.
http::Response answer(int status, const std::string& word, const std::string& message,
                      SubSystem sub_system, const Json& data = nullptr);

/// The tenant that a call is for.
struct Realm {
  std::string domain;  ///< a security domain, as it is stored
  std::shared_ptr<const Reference> reference;
};

/// Throws Refusal: 403 for a token of another tenant, 404 TENANT_NOT_FOUND.
Realm realm_of(const Request& request, Services& services);

/// 1 to 320 of the characters that a userName may have.
bool is_user_name(const std::string& name);

/// What there is to say of a user who is not there.
Refusal no_such_user();

/// The user that the path names. Throws no_such_user().
realm_users::RealmUser get_user(Db& db, const Services& services, const Realm& realm,
                                const Request& request);

/// Waits for the first attempts on target systems. Throws Error(PostprocessorFailed) and
/// Error(ConnectorFailed) saying what was refused for good after the change was stored.
void refuse_what_failed(const Services& services, const Request& request, const UserAnswer& done);

}  // namespace idm::rest::mid
