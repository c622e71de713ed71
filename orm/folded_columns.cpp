#include "orm/folded_columns.h"

#include "core/folding.h"

namespace idm {
namespace {

Text folded(const Text& text) { return text.null() ? Text() : Text(fold(*text)); }

}  // namespace

template <>
void fill_folded_columns(User& user) {
  user.first_name_folded = folded(user.first_name);
  user.last_name_folded = folded(user.last_name);
  user.nickname_folded = folded(user.nickname);
  user.email_folded = folded(user.email);
  user.department_folded = folded(user.department);
  user.division_folded = folded(user.division);
  user.employee_id_folded = folded(user.employee_id);
}

template <>
void fill_folded_columns(Login& login) {
  login.login_folded = fold(login.id.login);
}

template <>
void fill_folded_columns(EmailAddress& email) {
  email.email_folded = folded(email.address);
}

template <>
void fill_folded_columns(UserAttribute& attribute) {
  attribute.value_folded = folded(attribute.value);
}

template <>
void fill_folded_columns(Organization& organization) {
  organization.name_folded = folded(organization.name);
}

}  // namespace idm
