#pragma once

// Every persistent class; what must be done for each of them (explicit instantiation, the schema
// test) walks IDM_EACH_ROW. A new class joins here.
#include "orm/account_attribute.h"
#include "orm/account_state.h"
#include "orm/address.h"
#include "orm/api_token.h"
#include "orm/audit_entry.h"
#include "orm/device.h"
#include "orm/email_address.h"
#include "orm/group.h"
#include "orm/login.h"
#include "orm/login_archive.h"
#include "orm/managed_system.h"
#include "orm/metadata.h"
#include "orm/organization.h"
#include "orm/password_history.h"
#include "orm/phone.h"
#include "orm/policy.h"
#include "orm/provisioning_policy.h"
#include "orm/realm_profile.h"
#include "orm/reconciliation.h"
#include "orm/reference_generation.h"
#include "orm/request_memory.h"
#include "orm/resource.h"
#include "orm/role.h"
#include "orm/schema_migration.h"
#include "orm/scim_resource.h"
#include "orm/search_block.h"
#include "orm/security_domain.h"
#include "orm/supervision.h"
#include "orm/task.h"
#include "orm/user.h"
#include "orm/user_attribute.h"
#include "orm/user_lock.h"
#include "orm/user_note.h"

// VISIT(class, key class)
#define IDM_EACH_ROW(VISIT)                       \
  VISIT(AccountAttribute, AccountAttributeId)     \
  VISIT(AccountState, AccountStateId)             \
  VISIT(ActivationCode, std::string)              \
  VISIT(Address, std::string)                     \
  VISIT(Affiliation, std::string)                 \
  VISIT(ApiToken, std::string)                    \
  VISIT(ArchivedLogin, std::string)               \
  VISIT(AuditEntry, std::string)                  \
  VISIT(Device, std::string)                      \
  VISIT(EmailAddress, std::string)                \
  VISIT(Group, std::string)                       \
  VISIT(GroupNesting, GroupNestingId)             \
  VISIT(GroupRole, GroupRoleId)                   \
  VISIT(Login, LoginId)                           \
  VISIT(LoginAttribute, std::string)              \
  VISIT(ManagedSystem, std::string)               \
  VISIT(MetadataElement, std::string)             \
  VISIT(MetadataType, std::string)                \
  VISIT(Organization, std::string)                \
  VISIT(PasswordHistory, std::string)             \
  VISIT(Phone, std::string)                       \
  VISIT(Policy, std::string)                      \
  VISIT(PolicyAssociation, std::string)           \
  VISIT(PolicyAttribute, std::string)             \
  VISIT(PolicyDefinition, std::string)            \
  VISIT(PolicyParameter, std::string)             \
  VISIT(ProvisionConnector, std::string)          \
  VISIT(ProvisioningPolicy, ProvisioningPolicyId) \
  VISIT(RealmProfile, std::string)                \
  VISIT(Reconciliation, std::string)              \
  VISIT(ReferenceGeneration, std::string)         \
  VISIT(RequestMemory, std::string)               \
  VISIT(Resource, std::string)                    \
  VISIT(ResourceProperty, std::string)            \
  VISIT(ResourceRole, ResourceRoleId)             \
  VISIT(ResourceType, std::string)                \
  VISIT(ResourceUser, std::string)                \
  VISIT(Role, RoleId)                             \
  VISIT(SchemaMigration, std::string)             \
  VISIT(ScimResource, std::string)                \
  VISIT(SearchBlock, SearchBlockId)               \
  VISIT(SearchChange, std::string)                \
  VISIT(SecurityDomain, std::string)              \
  VISIT(StatusCode, StatusCodeId)                 \
  VISIT(StoredTransform, std::string)             \
  VISIT(Supervision, std::string)                 \
  VISIT(Task, std::string)                        \
  VISIT(User, std::string)                        \
  VISIT(UserAttribute, std::string)               \
  VISIT(UserGroup, std::string)                   \
  VISIT(UserLock, std::string)                    \
  VISIT(UserNote, std::string)                    \
  VISIT(UserRole, UserRoleId)
