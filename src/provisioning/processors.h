#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "identity/audit.h"
#include "identity/user_request.h"
#include "services.h"

namespace idm::provisioning {

/// The operator's programs before and after a change of a user (docs/processors.md): made at the
/// start of an operation, with the request as sent. Passwords are never told to them.
class Processors {
 public:
  /// `operation` as SOAP calls it.
  Processors(Services& services, const char* operation, const UserRequest& request);

  /// False: no pre-processor is configured, or the request skips it.
  bool asks_first() const;

  /// Lets the pre-processor change what is asked for. `stored`: the user as it is, of one that is
  /// there. Throws Error(PreprocessorFailed) with its words when it refuses or breaks, and leaves a
  /// row in the audit log.
  void before(UserRequest& request, const UserGraph* stored = nullptr) const;

  /// The same for the end of a user, where it can only allow or refuse.
  void before_end(const UserGraph& stored, const Text& status) const;

  /// The same for a change of `stored` to what `wanted` says.
  void before_revision(const UserGraph& stored, const UserRequest& wanted) const;

  /// Tells the post-processor what was done. What it has to say against it becomes the answer's
  /// `refused_afterwards`: the change stands.
  void after(UserAnswer& answer) const;

 private:
  void ask_to_allow(const UserGraph& stored, nlohmann::json asking) const;
  audit::AuditEvent event(const std::string& user_id) const;

  Services& services_;
  std::string operation_;
  UserRequest asked_by_;  ///< who asks, and how the request is called; nothing of the user
  bool skips_first_, skips_last_;
};

}  // namespace idm::provisioning
