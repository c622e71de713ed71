#include "identity/reference_columns.h"

namespace idm {
namespace {

template <class Row>
std::vector<ReferenceKey> keys_of() {
  std::vector<ReferenceKey> keys;
  for (const auto& column : reference_columns<Row>()) keys.push_back(column.key);
  return keys;
}

}  // namespace

template <>
const std::vector<ReferenceColumn<Policy>>& reference_columns() {
  static const std::vector<ReferenceColumn<Policy>> columns{
      {{"definition", 32, "policy_definition"}, &Policy::definition_id},
      {{"name", 60},                            &Policy::name         },
      {{"description", 255},                    &Policy::description  },
      {{"status", 0},                           &Policy::status       },
      {{"enablement", 0},                       &Policy::enablement   },
      {{"rule_src_url", 80},                    &Policy::rule_src_url },
  };
  return columns;
}

template <>
const std::vector<ReferenceColumn<PolicyAttribute>>& reference_columns() {
  static const std::vector<ReferenceColumn<PolicyAttribute>> columns{
      {{"operation", 20}, &PolicyAttribute::operation},
      {{"value1", 255},   &PolicyAttribute::value1   },
      {{"value2", 255},   &PolicyAttribute::value2   },
  };
  return columns;
}

template <>
const std::vector<ReferenceColumn<PolicyAssociation>>& reference_columns() {
  static const std::vector<ReferenceColumn<PolicyAssociation>> columns{
      {{"value", 255},       &PolicyAssociation::value      },
      {{"object_type", 100}, &PolicyAssociation::object_type},
      {{"object_id", 32},    &PolicyAssociation::object_id  },
  };
  return columns;
}

template <>
const std::vector<ReferenceColumn<SecurityDomain>>& reference_columns() {
  static const std::vector<ReferenceColumn<SecurityDomain>> columns{
      {{"name", 40},                                    &SecurityDomain::name                    },
      {{"status", 20},                                  &SecurityDomain::status                  },
      {{"authentication_system", 32, "managed_system"}, &SecurityDomain::authentication_system_id},
      {{"login_module", 100},                           &SecurityDomain::login_module            },
      {{"password_policy", 32, "policy"},               &SecurityDomain::password_policy         },
      {{"authentication_policy", 32, "policy"},         &SecurityDomain::authentication_policy   },
      {{"audit_policy", 32, "policy"},                  &SecurityDomain::audit_policy            },
  };
  return columns;
}

template <>
const std::vector<ReferenceColumn<ProvisionConnector>>& reference_columns() {
  static const std::vector<ReferenceColumn<ProvisionConnector>> columns{
      {{"name", 40},                  &ProvisionConnector::name               },
      {{"type", 20, "metadata_type"}, &ProvisionConnector::metadata_type_id   },
      {{"interface", 20},             &ProvisionConnector::connector_interface},
      {{"service_url", 100},          &ProvisionConnector::service_url        },
      {{"service_namespace", 100},    &ProvisionConnector::service_namespace  },
      {{"service_port", 100},         &ProvisionConnector::service_port       },
      {{"host", 60},                  &ProvisionConnector::host               },
      {{"port", 10},                  &ProvisionConnector::port               },
  };
  return columns;
}

template <>
const std::vector<ReferenceColumn<ManagedSystem>>& reference_columns() {
  static const std::vector<ReferenceColumn<ManagedSystem>> columns{
      {{"name", 40},                   &ManagedSystem::name         },
      {{"description", 80},            &ManagedSystem::description  },
      {{"status", 20},                 &ManagedSystem::status       },
      {{"connector", 32, "connector"}, &ManagedSystem::connector_id },
      {{"kind", 20},                   &ManagedSystem::kind         },
      {{"domain", 20, "domain"},       &ManagedSystem::domain_id    },
      {{"resource", 32, "resource"},   &ManagedSystem::resource_id  },
      {{"host_url", 80},               &ManagedSystem::host_url     },
      {{"application_url", 80},        &ManagedSystem::appl_url     },
      {{"port", 0},                    &ManagedSystem::port         },
      {{"protocol", 20},               &ManagedSystem::comm_protocol},
      {{"login", 150},                 &ManagedSystem::login        },
      {{"driver_url", 100},            &ManagedSystem::driver_url   },
  };
  return columns;
}

template <>
const std::vector<ReferenceColumn<Resource>>& reference_columns() {
  static const std::vector<ReferenceColumn<Resource>> columns{
      {{"name", 40},                             &Resource::name             },
      {{"description", 100},                     &Resource::description      },
      {{"type", 20, "resource_type"},            &Resource::type_id          },
      {{"parent", 32, "resource"},               &Resource::parent_id        },
      {{"managed_system", 32, "managed_system"}, &Resource::managed_system_id},
      {{"url", 255},                             &Resource::url              },
      {{"display_order", 0},                     &Resource::display_order    },
      {{"sensitive", 0},                         &Resource::sensitive_app    },
  };
  return columns;
}

template <>
const std::vector<ReferenceColumn<ResourceProperty>>& reference_columns() {
  static const std::vector<ReferenceColumn<ResourceProperty>> columns{
      {{"value", 500},                      &ResourceProperty::value              },
      {{"element", 20, "metadata_element"}, &ResourceProperty::metadata_element_id},
      {{"group", 20},                       &ResourceProperty::group              },
  };
  return columns;
}

template <>
const std::vector<ReferenceColumn<Role>>& reference_columns() {
  static const std::vector<ReferenceColumn<Role>> columns{
      {{"name", 80},                  &Role::name               },
      {{"description", 255},          &Role::description        },
      {{"parent", 32, "role"},        &Role::parent_role_id     },
      {{"type", 20, "metadata_type"}, &Role::metadata_type_id   },
      {{"inherit_from_parent", 0},    &Role::inherit_from_parent},
      {{"status", 20},                &Role::status             },
  };
  return columns;
}

template <>
const std::vector<ReferenceColumn<Group>>& reference_columns() {
  static const std::vector<ReferenceColumn<Group>> columns{
      {{"name", 80},                    &Group::name               },
      {{"description", 80},             &Group::description        },
      {{"parent", 32, "group"},         &Group::parent_id          },
      {{"company", 32, "organization"}, &Group::company_id         },
      {{"type", 20, "metadata_type"},   &Group::metadata_type_id   },
      {{"class", 40},                   &Group::group_class        },
      {{"inherit_from_parent", 0},      &Group::inherit_from_parent},
      {{"status", 20},                  &Group::status             },
      {{"policy", 20, "policy"},        &Group::policy_id          },
      {{"external_name", 200},          &Group::external_name      },
  };
  return columns;
}

const std::vector<ReferenceKind>& reference_kinds() {
  static const std::vector<ReferenceKind> kinds{
      {.name = "policy",
       .keys = keys_of<Policy>(),
       .nested = {{.name = "attribute",
                   .id_key = "name",
                   .id_limit = 60,
                   .keys = keys_of<PolicyAttribute>()},
                  {.name = "association",
                   .id_key = "level",
                   .second_id_key = "value",
                   .id_limit = 255,
                   .keys = keys_of<PolicyAssociation>()}}                                                                            },
      {.name = "domain",                 .id_limit = 20,                                            .keys = keys_of<SecurityDomain>()},
      {.name = "connector",              .keys = keys_of<ProvisionConnector>()                    },
      {.name = "managed_system",
       .keys = keys_of<ManagedSystem>(),
       .nested = {{.name = "option", .id_key = "name", .id_limit = 60, .keys = {{"value", 2000}}},
                  {.name = "secret", .id_key = "name", .id_limit = 60, .keys = {{"value", 2000}}}}                                 },
      {.name = "role",               .in_domain = true,                                   .keys = keys_of<Role>()},
      {.name = "resource",
       .takes_roles = true,
       .keys = keys_of<Resource>(),
       .nested = {{.name = "property",
                   .id_key = "name",
                   .id_limit = 40,
                   .keys = keys_of<ResourceProperty>()}}},
      {.name = "group",                  .takes_roles = true,                                       .keys = keys_of<Group>()                                                                             },
  };
  return kinds;
}

}  // namespace idm
