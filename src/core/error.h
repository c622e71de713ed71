#pragma once

#include <stdexcept>
#include <string>

namespace idm {

/// Why we said no. What each becomes on the wire stands in one table, error.cpp.
enum class ErrorCode {
  UserNotFound,
  PrincipalNotFound,
  SupervisorNotFound,
  ObjectNotFound,
  UserStatusForbids,
  DuplicatePrincipal,
  GroupIdMissing,
  GroupIdInvalid,
  RoleIdMissing,
  RoleIdInvalid,
  ObjectIdInvalid,
  MissingRequiredAttribute,
  InvalidArgument,
  StaleVersion,
  PasswordHistory,
  PasswordLength,
  PasswordNumeric,
  PasswordUpperCase,
  PasswordLowerCase,
  PasswordNonAlpha,
  PasswordAlpha,
  PasswordHasPrincipal,
  PasswordHasName,
  PasswordHasPassword,
  PasswordChangeFrequency,
  PasswordRejectedCharacters,
  PasswordRefused,
  PasswordPolicyNotFound,
  PreprocessorFailed,
  PostprocessorFailed,
  NoConnector,
  ConnectorFailed,
  Overloaded,
  StoreUnavailable,
  OutcomeUnknown,  ///< the database went away while it committed
  Internal,
};

/// How an error looks outside: one row a code.
struct ErrorForm {
  ErrorCode code;
  const char* wire;       ///< ResponseErrorCode in the WSDL; "" = a fault, no code fits
  int http_status;        ///< REST
  const char* scim_type;  ///< RFC 7644 section 3.12
  bool retry;             ///< worth another attempt
};

const ErrorForm& form_of(ErrorCode code);

/// The one type our code throws. what() says which value and why; it reaches the caller, so no
/// secrets.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& detail) : std::runtime_error(detail), code_(code) {}
  ErrorCode code() const { return code_; }

 private:
  ErrorCode code_;
};

}  // namespace idm
