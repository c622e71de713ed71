#pragma once

#include "orm/all_rows.h"

namespace idm {

/// Fills the columns by which names are compared without case. Called for every row that is stored.
template <class Row>
void fill_folded_columns(Row&) {}

template <>
void fill_folded_columns(User& user);
template <>
void fill_folded_columns(Login& login);
template <>
void fill_folded_columns(EmailAddress& email);
template <>
void fill_folded_columns(UserAttribute& attribute);
template <>
void fill_folded_columns(Organization& organization);

}  // namespace idm
