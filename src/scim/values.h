#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/instant.h"
#include "scim/attributes.h"

namespace idm::scim {

using Json = nlohmann::ordered_json;

/// The member of an object; null when `holder` is no object, has none such, or it has no value
/// (null, [] and {} are none).
const Json* member(const Json& holder, std::string_view name);

/// The part of a document that holds the attribute: the document or the extension's object; null
/// when it is not there.
const Json* holder_of(const Json& document, const Schema* extension);

/// What a filter or a sort key compares when it names a complex attribute without a sub-attribute:
/// its `value`. Null when it has none; the attribute itself when it is not complex.
const Attribute* compared(const Attribute& attribute);

/// The form in which texts of this attribute are compared: as they are, or folded as the store
/// does (trailing blanks do not count).
std::string comparable(const Attribute& attribute, std::string_view text);
/// The same for a piece of a text, whose trailing blanks count.
std::string comparable_piece(const Attribute& attribute, std::string_view text);

/// A dateTime of RFC 3339, any offset, fractions of any length; a date alone is its first instant.
std::optional<Instant> read_instant(std::string_view text);

/// True or false, also as a text in any letter case.
std::optional<bool> read_boolean(const Json& value);

}  // namespace idm::scim
