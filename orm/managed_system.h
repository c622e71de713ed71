#pragma once

#include "orm/types.h"

namespace idm {

/// How managed systems of one kind are reached.
struct ProvisionConnector {
  std::string id;
  Text name;
  Text metadata_type_id;
  Text std_compliance_level;
  Text client_comm_protocol;
  Text service_url;
  Text service_namespace;
  Text service_port;
  Text service_wsdl;
  Text class_name;
  Text host;
  Text port;
  Text connector_interface;
};
#pragma db object(ProvisionConnector) table("PROVISION_CONNECTOR")
#pragma db member(ProvisionConnector::id) id column("CONNECTOR_ID") type("VARCHAR(32)")
#pragma db member(ProvisionConnector::name) column("NAME") type("VARCHAR(40)")
#pragma db member(ProvisionConnector::metadata_type_id) column("METADATA_TYPE_ID") \
    type("VARCHAR(20)")
#pragma db member(ProvisionConnector::std_compliance_level) column("STD_COMPLIANCE_LEVEL") \
    type("VARCHAR(20)")
#pragma db member(ProvisionConnector::client_comm_protocol) column("CLIENT_COMM_PROTOCOL") \
    type("VARCHAR(20)")
#pragma db member(ProvisionConnector::service_url) column("SERVICE_URL") type("VARCHAR(100)")
#pragma db member(ProvisionConnector::service_namespace) column("SERVICE_NAMESPACE") \
    type("VARCHAR(100)")
#pragma db member(ProvisionConnector::service_port) column("SERVICE_PORT") type("VARCHAR(100)")
#pragma db member(ProvisionConnector::service_wsdl) column("SERVICE_WSDL") type("VARCHAR(100)")
#pragma db member(ProvisionConnector::class_name) column("CLASS_NAME") type("VARCHAR(60)")
#pragma db member(ProvisionConnector::host) column("HOST") type("VARCHAR(60)")
#pragma db member(ProvisionConnector::port) column("PORT") type("VARCHAR(10)")
#pragma db member(ProvisionConnector::connector_interface) column("CONNECTOR_INTERFACE") \
    type("VARCHAR(20)")

/// A target system; "0" is our own repository.
struct ManagedSystem {
  std::string id;
  Text name;
  Text description;
  Text status;
  Text connector_id;
  Text domain_id;
  Text host_url;
  Text appl_url;
  Number port;
  Text comm_protocol;
  Text login;
  Text password;
  Moment start_date;
  Moment end_date;
  Text resource_id;
  Number primary_repository;
  Text secondary_repository_id;
  Number always_update_secondary;
  Text res_dependency;
  Text add_hndlr;
  Text modify_hndlr;
  Text delete_hndlr;
  Text setpass_hndlr;
  Text suspend_hndlr;
  Text search_hndlr;
  Text lookup_hndlr;
  Text test_connection_hndlr;
  Text reconcile_resource_hndlr;
  Text hndlr_5;
  Text driver_url;
  Text connection_string;
  Text kind;      ///< which connector reaches it (connectors/registry.h); ours, as the next two
  Text options;   ///< JSON object of texts: that connector's settings
  Bytes secrets;  ///< JSON object of texts, sealed: password and whatever else must not be seen
};
#pragma db object(ManagedSystem) table("MANAGED_SYS")
#pragma db member(ManagedSystem::id) id column("MANAGED_SYS_ID") type("VARCHAR(32)")
#pragma db member(ManagedSystem::name) column("NAME") type("VARCHAR(40)")
#pragma db member(ManagedSystem::description) column("DESCRIPTION") type("VARCHAR(80)")
#pragma db member(ManagedSystem::status) column("STATUS") type("VARCHAR(20)")
#pragma db member(ManagedSystem::connector_id) column("CONNECTOR_ID") type("VARCHAR(32)")
#pragma db member(ManagedSystem::domain_id) column("DOMAIN_ID") type("VARCHAR(20)")
#pragma db member(ManagedSystem::host_url) column("HOST_URL") type("VARCHAR(80)")
#pragma db member(ManagedSystem::appl_url) column("APPL_URL") type("VARCHAR(80)")
#pragma db member(ManagedSystem::port) column("PORT") type("INT")
#pragma db member(ManagedSystem::comm_protocol) column("COMM_PROTOCOL") type("VARCHAR(20)")
#pragma db member(ManagedSystem::login) column("USER_ID") type("VARCHAR(150)")
#pragma db member(ManagedSystem::password) column("PSWD") type("VARCHAR(100)")
#pragma db member(ManagedSystem::start_date) column("START_DATE")
#pragma db member(ManagedSystem::end_date) column("END_DATE")
#pragma db member(ManagedSystem::resource_id) column("RESOURCE_ID") type("VARCHAR(32)")
#pragma db member(ManagedSystem::primary_repository) column("PRIMARY_REPOSITORY") type("INT")
#pragma db member(ManagedSystem::secondary_repository_id) column("SECONDARY_REPOSITORY_ID") \
    type("VARCHAR(32)")
#pragma db member(ManagedSystem::always_update_secondary) column("ALWAYS_UPDATE_SECONDARY") \
    type("INT")
#pragma db member(ManagedSystem::res_dependency) column("RES_DEPENDENCY") type("VARCHAR(32)")
#pragma db member(ManagedSystem::add_hndlr) column("ADD_HNDLR") type("VARCHAR(100)")
#pragma db member(ManagedSystem::modify_hndlr) column("MODIFY_HNDLR") type("VARCHAR(100)")
#pragma db member(ManagedSystem::delete_hndlr) column("DELETE_HNDLR") type("VARCHAR(100)")
#pragma db member(ManagedSystem::setpass_hndlr) column("SETPASS_HNDLR") type("VARCHAR(100)")
#pragma db member(ManagedSystem::suspend_hndlr) column("SUSPEND_HNDLR") type("VARCHAR(100)")
#pragma db member(ManagedSystem::search_hndlr) column("SEARCH_HNDLR") type("VARCHAR(100)")
#pragma db member(ManagedSystem::lookup_hndlr) column("LOOKUP_HNDLR") type("VARCHAR(100)")
#pragma db member(ManagedSystem::test_connection_hndlr) column("TEST_CONNECTION_HNDLR") \
    type("VARCHAR(100)")
#pragma db member(ManagedSystem::reconcile_resource_hndlr) column("RECONCILE_RESOURCE_HNDLR") \
    type("VARCHAR(100)")
#pragma db member(ManagedSystem::hndlr_5) column("HNDLR_5") type("VARCHAR(100)")
#pragma db member(ManagedSystem::driver_url) column("DRIVER_URL") type("VARCHAR(100)")
#pragma db member(ManagedSystem::connection_string) column("CONNECTION_STRING") type("VARCHAR(100)")
#pragma db member(ManagedSystem::kind) column("KIND") type("VARCHAR(20)")
#pragma db member(ManagedSystem::options) column("OPTIONS") type("TEXT")
#pragma db member(ManagedSystem::secrets) column("SECRETS") type("BLOB")

}  // namespace idm
