// What docs/clients/cpp.md shows: it belongs in one source file of a program, because of the table
// in the .nsmap.
#pragma once

#include <stdexcept>
#include <string>

// docs: begin
#include "ProvisionServiceServiceSoapBinding.nsmap"
#include "soapProvisionServiceServiceSoapBindingProxy.h"
#include "soapUserDataWebServiceServiceSoapBindingProxy.h"

using Provisioning = ProvisionServiceServiceSoapBindingProxy;
using UserData = UserDataWebServiceServiceSoapBindingProxy;

/// For a call's result: throws the fault's text when it is not SOAP_OK.
void check(struct soap* soap, int result) {
  if (result != SOAP_OK) throw std::runtime_error(soap_fault_string(soap));
}

/// Adds a user with an identity and a role, and reads the user back by that identity.
udto__user* example(Provisioning& provisioning, UserData& users, std::string login) {
  std::string domain = "USR_SEC_DOMAIN", system = "0", role_name = "END_USER", first = "Grace",
              last = "Hopper";
  udto__UserStatus active = udto__UserStatus::active;
  prov__LoginId id;
  id.domainId = &domain;
  id.login = &login;
  id.managedSysId = &system;
  prov__Login identity;
  identity.id = &id;
  role__roleId role_id;
  role_id.role__roleId_ = &role_name;
  role_id.role__serviceId = &domain;
  role__role role;
  role.role__id = &role_id;
  prov__ProvisionUser user;
  user.udto__firstName = &first;
  user.udto__lastName = &last;
  user.udto__status = &active;
  user.udto__principalList = {&identity};
  user.memberOfRoles = {&role};
  prov__addUser add;
  add.user = &user;
  prov__addUserResponse added;
  check(provisioning.soap, provisioning.addUser(&add, added));
  if (added.return_->status != prov__ResponseStatus::success)
    throw std::runtime_error(*added.return_->errorText);
  usersvc__getUserByPrincipal read;
  read.securityDomain = &domain;
  read.principal = &login;
  read.managedSysId = &system;
  read.dependants = true;
  usersvc__getUserByPrincipalResponse found;
  check(users.soap, users.getUserByPrincipal(&read, found));
  return found.return_->user;  // belongs to users, until users.destroy()
}

/// Encrypted, and only to whom the certificate (or what signed it) belongs.
void trust(struct soap* soap, const char* certificate) {
  check(soap, soap_ssl_client_context(soap, SOAP_SSL_DEFAULT, nullptr, nullptr, certificate,
                                      nullptr, nullptr));
}
// docs: end
