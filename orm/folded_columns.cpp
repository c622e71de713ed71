#include "orm/folded_columns.h"

#include "core/error.h"
#include "core/folding.h"
#include "orm/text.h"

namespace idm {
namespace {

constexpr std::size_t longest_login = 320;

}  // namespace

Text folded(const Text& text, std::size_t width) {
  if (text.null()) return {};
  std::string all = fold(*text);
  std::size_t characters = 0;
  for (std::size_t i = 0; i < all.size(); ++i)
    if ((static_cast<unsigned char>(all[i]) & 0xC0) != 0x80 && ++characters > width) {
      all.resize(i);
      break;
    }
  return all;
}

template <>
void fill_folded_columns(User& user) {
  user.first_name_folded = folded(user.first_name, 200);
  user.last_name_folded = folded(user.last_name, 200);
  user.nickname_folded = folded(user.nickname, 80);
  user.email_folded = folded(user.email, 640);
  user.department_folded = folded(user.department, 100);
  user.division_folded = folded(user.division, 100);
  user.employee_id_folded = folded(user.employee_id, 64);
  user.location_folded = folded(user.location, 100);
  user.classification_folded = folded(user.classification, 40);
  user.user_type_folded = folded(user.user_type, 40);
  user.postal_code_folded = folded(user.postal_code, 20);
}

template <>
void fill_folded_columns(Phone& phone) {
  phone.area_code_folded = folded(phone.area_code, 20);
  phone.number_folded = folded(phone.number, 100);
}

template <>
void fill_folded_columns(Login& login) {
  // Never cut: it is what makes principals unique.
  // Bytes bound characters, so most need no counting.
  if (login.id.login.size() > longest_login &&
      first_characters(login.id.login, longest_login).size() < login.id.login.size())
    throw Error(ErrorCode::InvalidArgument, "the login '" + first_characters(login.id.login, 40) +
                                                "…' is longer than " +
                                                std::to_string(longest_login) + " characters");
  login.login_folded = fold(login.id.login);
  if (*folded(Text(login.login_folded), 640) != login.login_folded)
    throw Error(ErrorCode::InvalidArgument,
                "the login '" + login.id.login + "' is longer than 640 characters without case");
}

template <>
void fill_folded_columns(EmailAddress& email) {
  email.email_folded = folded(email.address, 640);
}

template <>
void fill_folded_columns(UserAttribute& attribute) {
  attribute.name_folded = folded(attribute.name, 100);
  attribute.value_folded = folded(attribute.value, 2000);
}

template <>
void fill_folded_columns(Group& group) {
  group.name_folded = folded(group.name, 160);
}

template <>
void fill_folded_columns(ScimResource& resource) {
  resource.display_name_folded = folded(resource.display_name, 255);
}

template <>
void fill_folded_columns(Organization& organization) {
  organization.name_folded = folded(organization.name, 400);
}

}  // namespace idm
