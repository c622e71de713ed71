#pragma once

#include "identity/passwords.h"
#include "services.h"
#include "soap/soapProvisionServiceServiceSoapBindingService.h"
#include "soap/wire_values.h"

namespace idm::soap {

/// ProvisioningService: each operation takes what it needs from the request, calls one function,
/// writes the reply. Made for one request on one context.
class ProvisioningEndpoint : public ProvisionServiceServiceSoapBindingService {
 public:
  ProvisioningEndpoint(struct ::soap* context, Services& services, const TimeZone& zone)
      : ProvisionServiceServiceSoapBindingService(context),
        services_(services),
        reader_(zone),
        writer_(context, zone) {}

  ProvisioningEndpoint* copy() override { return new ProvisioningEndpoint(*this); }

  int addUser(prov__addUser* request, prov__addUserResponse& reply) override;
  int modifyUser(prov__modifyUser* request, prov__modifyUserResponse& reply) override;
  int deleteUser(prov__deleteUser* request, prov__deleteUserResponse& reply) override;
  int deleteByUserId(prov__deleteByUserId* request, prov__deleteByUserIdResponse& reply) override;
  int deprovisionSelectedResources(prov__deprovisionSelectedResources* request,
                                   prov__deprovisionSelectedResourcesResponse& reply) override;
  int disableUser(prov__disableUser* request, prov__disableUserResponse& reply) override;
  int lockUser(prov__lockUser* request, prov__lockUserResponse& reply) override;
  int setPassword(prov__setPassword* request, prov__setPasswordResponse& reply) override;
  int resetPassword(prov__resetPassword* request, prov__resetPasswordResponse& reply) override;
  int syncPasswordFromSrc(prov__syncPasswordFromSrc* request,
                          prov__syncPasswordFromSrcResponse& reply) override;
  int testConnectionConfig(prov__testConnectionConfig* request,
                           prov__testConnectionConfigResponse& reply) override;
  int getTargetSystemUser(prov__getTargetSystemUser* request,
                          prov__getTargetSystemUserResponse& reply) override;
  int getTargetSystemUserWithUserId(prov__getTargetSystemUserWithUserId* request,
                                    prov__getTargetSystemUserWithUserIdResponse& reply) override;

 private:
  Text text(const std::string* wire) const;
  Requestor requestor(const std::string* user_id) const;
  passwords::PasswordChange change(const prov__PasswordSync* wire) const;
  void write(const UserAnswer& answer, prov__ProvisionUserResponse& out) const;

  Services& services_;
  WireReader reader_;
  WireWriter writer_;
};

}  // namespace idm::soap
