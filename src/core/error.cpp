#include "core/error.h"

#include <array>

namespace idm {
namespace {

// Adding an error is one enumerator and one row; the static_assert keeps them in step.
constexpr ErrorForm forms[] = {
    {ErrorCode::UserNotFound,               "userNotFound",                   404, "",             false},
    {ErrorCode::PrincipalNotFound,          "principalNotFound",              404, "",             false},
    {ErrorCode::SupervisorNotFound,         "supervisorlNotFound",            404, "",             false},
    {ErrorCode::ObjectNotFound,             "objectNotFound",                 404, "",             false},
    {ErrorCode::UserStatusForbids,          "userStatus",                     409, "",             false},
    {ErrorCode::DuplicatePrincipal,         "DUPLICATE_PRINCIPAL",            409, "uniqueness",   false},
    {ErrorCode::GroupIdMissing,             "groupIdNull",                    400, "invalidValue", false},
    {ErrorCode::GroupIdInvalid,             "groupIdInvalid",                 400, "invalidValue", false},
    {ErrorCode::RoleIdMissing,              "roleIdNull",                     400, "invalidValue", false},
    {ErrorCode::RoleIdInvalid,              "roleIdInvalid",                  400, "invalidValue", false},
    {ErrorCode::ObjectIdInvalid,            "objectIdInvalid",                400, "invalidValue", false},
    {ErrorCode::MissingRequiredAttribute,   "MISSING_REQUIRED_ATTRIBUTE",     400, "invalidValue", false},
    {ErrorCode::InvalidArgument,            "",                               400, "invalidValue", false},
    {ErrorCode::StaleVersion,               "SYNCHRONIZATION_EXCEPTION",      412, "",             true },
    {ErrorCode::PasswordHistory,            "FAIL_HISTORY_RULE",              400, "invalidValue", false},
    {ErrorCode::PasswordLength,             "FAIL_LENGTH_RULE",               400, "invalidValue", false},
    {ErrorCode::PasswordNumeric,            "FAIL_NUMERIC_CHAR_RULE",         400, "invalidValue", false},
    {ErrorCode::PasswordUpperCase,          "FAIL_UPPER_CASE_RULE",           400, "invalidValue", false},
    {ErrorCode::PasswordLowerCase,          "FAIL_LOWER_CASE_RULE",           400, "invalidValue", false},
    {ErrorCode::PasswordNonAlpha,           "FAIL_NON_APHANUMERIC_RULE",      400, "invalidValue", false},
    {ErrorCode::PasswordAlpha,              "FAIL_ALPHA_CHAR_RULE",           400, "invalidValue", false},
    {ErrorCode::PasswordHasPrincipal,       "FAIL_NEQ_PRINCIPAL",             400, "invalidValue", false},
    {ErrorCode::PasswordHasName,            "FAIL_NEQ_NAME",                  400, "invalidValue", false},
    {ErrorCode::PasswordHasPassword,        "FAIL_NEQ_PASSWORD",              400, "invalidValue", false},
    {ErrorCode::PasswordChangeFrequency,    "FAIL_PASSWORD_CHANGE_FREQUENCY", 400, "invalidValue",
     false                                                                                              },
    {ErrorCode::PasswordRejectedCharacters, "FAIL_REJECT_CHARS_IN_PSWD",      400, "invalidValue",
     false                                                                                              },
    {ErrorCode::PasswordRefused,            "failPasswordPolicy",             400, "invalidValue", false},
    {ErrorCode::PasswordPolicyNotFound,     "PASSWORD_POLICY_NOT_FOUND",      409, "",             false},
    {ErrorCode::PreprocessorFailed,         "FAIL_PREPROCESSOR",              403, "",             false},
    {ErrorCode::PostprocessorFailed,        "FAIL_POSTPROCESSOR",             502, "",             false},
    {ErrorCode::NoConnector,                "FAIL_CONNECTOR",                 502, "",             false},
    {ErrorCode::ConnectorFailed,            "FAIL_CONNECTOR",                 502, "",             true },
    {ErrorCode::Overloaded,                 "",                               503, "",             true },
    {ErrorCode::StoreUnavailable,           "",                               503, "",             true },
    {ErrorCode::OutcomeUnknown,             "",                               503, "",             false},
    {ErrorCode::Internal,                   "",                               500, "",             false},
};

constexpr bool in_step() {
  for (std::size_t i = 0; i < std::size(forms); ++i)
    if (forms[i].code != static_cast<ErrorCode>(i)) return false;
  return std::size(forms) == static_cast<std::size_t>(ErrorCode::Internal) + 1;
}
static_assert(in_step(), "error.h and this table list the codes in the same order");

}  // namespace

const ErrorForm& form_of(ErrorCode code) { return forms[static_cast<std::size_t>(code)]; }

}  // namespace idm
