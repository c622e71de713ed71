#include "core/error.h"
#include "identity/search_users.h"
#include "soap/answer.h"
#include "soap/read_request.h"
#include "soap/user_data_endpoint.h"
#include "soap/write_user.h"

namespace idm::soap {

void UserDataEndpoint::list(users::SearchAnswer found, usersvc__UserListResponse& out) {
  for (User& user : found.users) {
    UserGraph alone;
    alone.user = std::move(user);
    out.userList.push_back(write_user(writer_, alone));
  }
  add_note(soap, out, found.note);
}

int UserDataEndpoint::search(usersvc__search* request, usersvc__searchResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__UserListResponse& out) {
    list(users::search(services_, read_search(reader_, need(request->search, "search"))), out);
  });
}

int UserDataEndpoint::searchByDelegationProperties(
    usersvc__searchByDelegationProperties* request,
    usersvc__searchByDelegationPropertiesResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__UserListResponse& out) {
    const udto__DelegationFilterSearch& wire = need(request->search, "search");
    list(users::search_all(services_, read_delegation_search(reader_, wire)), out);
    if (wire.orgFilter && wire.delAdmin != 1)
      add_note(soap, out, "orgFilter was left out, because it counts only with delAdmin 1");
  });
}

int UserDataEndpoint::findUserByOrganization(usersvc__findUserByOrganization* request,
                                             usersvc__findUserByOrganizationResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__UserListResponse& out) {
    list(users::search_organization(services_, need(request->orgId, "orgId")), out);
  });
}

int UserDataEndpoint::findUsersByStatus(usersvc__findUsersByStatus* request,
                                        usersvc__findUsersByStatusResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__UserListResponse& out) {
    users::SearchCriteria criteria;
    criteria.status = WireReader::status(need(request->status, "status"));
    list(users::search_all(services_, criteria), out);
  });
}

int UserDataEndpoint::findUsersByLastUpdateRange(
    usersvc__findUsersByLastUpdateRange* request,
    usersvc__findUsersByLastUpdateRangeResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__UserListResponse& out) {
    users::SearchCriteria criteria;
    reader_.read(request->startDate, criteria.updated_from);
    reader_.read(request->endDate, criteria.updated_to);
    if (criteria.updated_from.null() && criteria.updated_to.null())
      throw Error(ErrorCode::MissingRequiredAttribute, "startDate and endDate are missing");
    list(users::search_all(services_, criteria), out);
  });
}

}  // namespace idm::soap
