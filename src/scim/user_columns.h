#pragma once

#include "identity/user_graph.h"
#include "scim/place.h"
#include "scim/values.h"

/// A user's document and the columns that SOAP clients see. What has no column, or does not fit
/// one, is remembered as it was sent; where the columns still say what the remembered document
/// says, that is what is read, so that round trips are exact, and where they do not, because
/// somebody else changed them, they are.
namespace idm::scim {

/// What SCIM_RESOURCE.DOCUMENT keeps of a user.
struct Remembered {
  Json document = Json::object();  ///< what clients may write, without the password
  std::vector<std::string> roles;  ///< values of `roles` that were rows of USER_ROLE
  bool supervised = false;         ///< the manager was a row of ORG_STRUCTURE

  std::string text() const;
  /// Nothing remembered, for a text that is null.
  static Remembered from(const Text& text);
};

/// Edits the rows of `user` where `after` differs from `before`: both in working form, as clients
/// may write them. `supervisor_exists`: the manager is a user. Throws an invalidValue for a
/// userName that is too long. Principals other than the tenant's are left alone; of a user without
/// any the caller makes one.
void write_columns(const Place& place, const Json& before, const Json& after,
                   bool supervisor_exists, UserGraph& user);

/// What is to be remembered of a document that was just written.
Remembered remember(const Json& document, const Place& place, const UserGraph& user);

/// The document as it now stands, without what the server says (id, meta, schemas, groups).
/// `remembered` is null for a user whom no SCIM client has written.
Json read_columns(const Place& place, const UserGraph& user, const Remembered* remembered);

/// The principal by which the user is known in the tenant; null when there is none.
const Login* user_name_of(const Place& place, const UserGraph& user);
/// The same to change.
Login* user_name_of(const Place& place, UserGraph& user);

/// "First Last" of what there is; empty when there is nothing.
std::string plain_name(const User& user);

}  // namespace idm::scim
