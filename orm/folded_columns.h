#pragma once

#include "orm/all_rows.h"

namespace idm {

/// Text as it is compared without case. Folding may lengthen a text (one ligature becomes three
/// letters); what does not fit `width` characters is cut: such a copy still serves searches, by its
/// beginning.
Text folded(const Text& text, std::size_t width);

/// Fills the columns by which names are compared without case. Called for every row that is stored.
template <class Row>
void fill_folded_columns(Row&) {}

template <>
void fill_folded_columns(User& user);
template <>
void fill_folded_columns(Phone& phone);
template <>
void fill_folded_columns(Login& login);
template <>
void fill_folded_columns(EmailAddress& email);
template <>
void fill_folded_columns(UserAttribute& attribute);
template <>
void fill_folded_columns(Group& group);
template <>
void fill_folded_columns(ScimResource& resource);
template <>
void fill_folded_columns(Organization& organization);

}  // namespace idm
