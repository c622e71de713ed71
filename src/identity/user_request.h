#pragma once

#include <optional>
#include <string>
#include <vector>

#include "identity/user_graph.h"

namespace idm {

/// What a request wants done with one row. Only attributes tell NoChange from Absent
/// (behaviour.md 4.3); everywhere else all but Delete mean "have it so".
enum class Operation { Absent, NoChange, Add, Replace, Delete };

template <class Row>
struct Wanted {
  Row row;
  Operation operation = Operation::Absent;
};

/// A principal as sent. Ids that were absent are empty and get their defaults from the rules.
struct WantedPrincipal {
  Login login;                             ///< .password is not used here
  std::vector<LoginAttribute> attributes;  ///< ids of the login are filled by the rules
  Text password;                           ///< clear text, as sent
  bool password_is_temporary = false;      ///< to be changed by its owner when it is used first
  Operation operation = Operation::Absent;
};

/// A policy sent with a request; it may tighten the one in force, never loosen it.
struct RequestPolicyItem {
  std::string name, parameter_id;
  Text value1, value2;
};

/// Who asks, for the audit log. Taken on trust from the request until authentication is built.
struct Requestor {
  Text login, domain, client_ip, user_id;
  std::string http_request_id;  ///< ours
};

/// What a caller wants a user to be: addUser, modifyUser and their kin. A null member was absent;
/// on modifyUser the text "null", the instant 1970-01-01T00:00:00Z and the number -999999 clear.
struct UserRequest {
  User user;
  std::vector<Wanted<UserAttribute>> attributes;  ///< row.name is the map's key
  std::vector<Wanted<EmailAddress>> emails;       ///< row.active, row.is_default: null = absent
  std::vector<Wanted<Phone>> phones;
  std::vector<Wanted<Address>> addresses;
  std::vector<UserNote> notes;
  std::vector<WantedPrincipal> principals;
  std::optional<Supervision> supervisor;  ///< .supervisor_id = supervisor.supervisor.userId
  Text security_domain;                   ///< of principals that name none

  // From here on ProvisioningService only.
  std::vector<Wanted<UserRole>> roles;    ///< id.domain_id, id.role_id empty = absent
  std::vector<Wanted<UserGroup>> groups;  ///< group_id empty = absent
  std::vector<Wanted<Affiliation>> affiliations;
  std::vector<Wanted<ResourceUser>> resources;
  std::vector<std::string> resource_systems;  ///< managedSystemId of resources[i], "" = absent
  Text password;
  std::vector<RequestPolicyItem> policy;
  bool policy_given = false;
  bool notify_target_systems = true;
  bool email_credentials_to_new_users = false;
  bool email_credentials_to_supervisor = false;
  bool provision_on_start_date = false;
  bool add_initial_password_to_history = false;
  bool names_repeat = false;  ///< attributes: all of one name are kept, not the last one only
  bool flat_contacts = true;  ///< EMAIL1 and DESK PHONE are made from the user's own fields
  bool skip_preprocessor = false;
  bool skip_postprocessor = false;
  std::string provision_model;
  std::string source_system_id;
  std::string request_id;  ///< the client's; "" = none: then a retry is a new request
  std::string session_id;
  std::string fingerprint;  ///< the whole request as read: tells a retry from another body; never
                            ///< stored, see provisioning/retries.cpp
  Requestor requestor;
};

/// The answer to an add or a modification: the user as stored, and what the caller should know
/// (errorText beside a success).
struct UserAnswer {
  UserGraph user;
  UserGraph before;                       ///< of a modification: as it was
  std::vector<UserRole> effective_roles;  ///< direct, by group, by parent
  std::vector<UserRole> removed_roles;    ///< by this request
  std::string note;
  std::string made_password;       ///< by us, for those who have to tell the user; wipe it then
  std::string refused_by_targets;  ///< of a retry: what was refused for good; "" = nothing
  std::string refused_afterwards;  ///< by the post-processor, in its words; "" = not: all is stored
};

}  // namespace idm
