#include <vector>

#include "core/error.h"
#include "identity/search_users.h"
#include "soap/answer.h"
#include "soap/read_request.h"
#include "soap/user_data_endpoint.h"
#include "soap/write_user.h"

namespace idm::soap {

int UserDataEndpoint::search(usersvc__search* request, usersvc__searchResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__UserListResponse& out) {
    const std::vector<User> found =
        users::search(services_, read_search(reader_, need(request->search, "search")));
    if (found.empty()) throw Error(ErrorCode::UserNotFound, "no user meets the criteria");
    for (const User& user : found) {
      UserGraph alone;
      alone.user = user;
      out.userList.push_back(write_user(writer_, alone));
    }
  });
}

}  // namespace idm::soap
