#include "identity/search_users.h"
#include "soap/answer.h"
#include "soap/read_request.h"
#include "soap/user_data_endpoint.h"
#include "soap/write_user.h"

namespace idm::soap {

int UserDataEndpoint::search(usersvc__search* request, usersvc__searchResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__UserListResponse& out) {
    const auto found =
        users::search(services_, read_search(reader_, need(request->search, "search")));
    for (const User& user : found) {
      UserGraph alone;
      alone.user = user;
      out.userList.push_back(write_user(writer_, alone));
    }
    // As clients know it: an empty answer is a failure without a code.
    if (found.empty()) out.status = usersvc__ResponseStatus::failure;
  });
}

}  // namespace idm::soap
