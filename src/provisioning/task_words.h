#pragma once

/// The words that PROVISION_TASK and ACCOUNT_STATE store.
namespace idm::provisioning {

/// What a target system has to do with an account. Doing one twice is harmless; a mail may then
/// arrive twice.
enum class Verb { Create, Modify, Rename, SetPassword, Suspend, Resume, Delete, Mail };

constexpr const char* word(Verb verb) {
  constexpr const char* words[] = {"CREATE",  "MODIFY", "RENAME", "SET_PASSWORD",
                                   "SUSPEND", "RESUME", "DELETE", "MAIL"};
  return words[static_cast<int>(verb)];
}

/// Of a task that waits for its turn, and of the account that it is for.
inline constexpr const char* pending = "PENDING";
/// Of a task: done, as the system says; done and read back; nothing was left to do.
inline constexpr const char* sent = "SENT";
inline constexpr const char* confirmed = "CONFIRMED";
inline constexpr const char* skipped = "SKIPPED";
/// Of a task that an operator must look at, and of the account: it will not be tried again.
inline constexpr const char* parked = "PARKED";
inline constexpr const char* failed = "FAILED";
/// Of an account that may not be used.
inline constexpr const char* disabled = "DISABLED";
/// Of an account: it is there, as the system itself says.
inline constexpr const char* provisioned = "PROVISIONED";
/// Of an account: it is gone.
inline constexpr const char* removed = "REMOVED";

}  // namespace idm::provisioning
