#pragma once

#include "orm/types.h"

namespace idm {

/// What a REST caller shows to be let in. Ours.
struct ApiToken {
  std::string id;    ///< also the client id at /oauth/token
  std::string hash;  ///< SHA-256 of the secret, hex; the secret itself is stored nowhere
  std::string subject;
  Text tenant;        ///< a security domain; null = all
  std::string roles;  ///< names, parted by commas
  Instant created;
  Moment expires;  ///< null = never
  Moment revoked;  ///< null = not
  Text client_id;  ///< of the token that it was exchanged for; null = made by an operator
};
#pragma db object(ApiToken) table("API_TOKEN")
#pragma db member(ApiToken::id) id column("TOKEN_ID") type("VARCHAR(32)")
#pragma db member(ApiToken::hash) column("TOKEN_HASH") type("VARCHAR(64)")
#pragma db member(ApiToken::subject) column("SUBJECT") type("VARCHAR(100)")
#pragma db member(ApiToken::tenant) column("TENANT") type("VARCHAR(20)")
#pragma db member(ApiToken::roles) column("ROLES") type("VARCHAR(200)")
#pragma db member(ApiToken::created) column("CREATE_DATE")
#pragma db member(ApiToken::expires) column("EXPIRES")
#pragma db member(ApiToken::revoked) column("REVOKED")
#pragma db member(ApiToken::client_id) column("CLIENT_ID") type("VARCHAR(32)")

}  // namespace idm
