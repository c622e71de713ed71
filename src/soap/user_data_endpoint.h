#pragma once

#include "identity/search_users.h"
#include "services.h"
#include "soap/not_served_operations.h"
#include "soap/wire_values.h"

namespace idm::soap {

/// UserDataService, as ProvisioningEndpoint. Split by resource: user_data_users.cpp,
/// user_data_search.cpp.
class UserDataEndpoint : public UserDataServiceNotServed {
 public:
  UserDataEndpoint(struct ::soap* context, Services& services, const TimeZone& zone)
      : UserDataServiceNotServed(context),
        services_(services),
        reader_(zone),
        writer_(context, zone) {}

  UserDataEndpoint* copy() override { return new UserDataEndpoint(*this); }

  int addUser(usersvc__addUser* request, usersvc__addUserResponse& reply) override;
  int addUserWithDependent(usersvc__addUserWithDependent* request,
                           usersvc__addUserWithDependentResponse& reply) override;
  int addUserWithDependant(usersvc__addUserWithDependant* request,
                           usersvc__addUserWithDependantResponse& reply) override;
  int getUserWithDependent(usersvc__getUserWithDependent* request,
                           usersvc__getUserWithDependentResponse& reply) override;
  int getUserByPrincipal(usersvc__getUserByPrincipal* request,
                         usersvc__getUserByPrincipalResponse& reply) override;
  int search(usersvc__search* request, usersvc__searchResponse& reply) override;
  int searchByDelegationProperties(usersvc__searchByDelegationProperties* request,
                                   usersvc__searchByDelegationPropertiesResponse& reply) override;
  int findUserByOrganization(usersvc__findUserByOrganization* request,
                             usersvc__findUserByOrganizationResponse& reply) override;
  int findUsersByStatus(usersvc__findUsersByStatus* request,
                        usersvc__findUsersByStatusResponse& reply) override;
  int findUsersByLastUpdateRange(usersvc__findUsersByLastUpdateRange* request,
                                 usersvc__findUsersByLastUpdateRangeResponse& reply) override;

 private:
  void add(const udto__user* wire, bool dependents, usersvc__UserResponse& out);
  void list(users::SearchAnswer found, usersvc__UserListResponse& out);

  Services& services_;
  WireReader reader_;
  WireWriter writer_;
};

}  // namespace idm::soap
