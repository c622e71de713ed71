#include "scim/values.h"

#include "core/ascii.h"
#include "core/folding.h"
#include "core/time_zone.h"
#include "core/xml_date.h"

namespace idm::scim {

const Json* member(const Json& holder, std::string_view name) {
  if (!holder.is_object()) return nullptr;
  const auto found = holder.find(std::string(name));
  if (found == holder.end() || found->is_null()) return nullptr;
  return found->is_structured() && found->empty() ? nullptr : &*found;
}

const Json* holder_of(const Json& document, const Schema* extension) {
  return extension ? member(document, extension->urn) : &document;
}

const Attribute* compared(const Attribute& attribute) {
  return attribute.is_complex() ? attribute.sub("value") : &attribute;
}

namespace {

/// URNs compare without case, though the attribute that lists them is said to be exact.
bool is_exact(const Attribute& attribute) {
  return attribute.case_exact && &attribute != &common_attributes().front();
}

}  // namespace

std::string comparable(const Attribute& attribute, std::string_view text) {
  return is_exact(attribute) ? std::string(text) : fold(text);
}

std::string comparable_piece(const Attribute& attribute, std::string_view text) {
  if (is_exact(attribute)) return std::string(text);
  // The letter keeps fold() from dropping blanks, and composes with nothing before it.
  std::string folded = fold(std::string(text) + 'x');
  folded.pop_back();
  return folded;
}

std::optional<Instant> read_instant(std::string_view text) {
  return parse_xml_date(text, time_zone("UTC"));
}

std::optional<bool> read_boolean(const Json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (!value.is_string()) return {};
  const std::string_view text = value.get_ref<const std::string&>();
  if (ascii::same(text, "true")) return true;
  if (ascii::same(text, "false")) return false;
  return {};
}

}  // namespace idm::scim
