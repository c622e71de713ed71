#pragma once

#include <map>
#include <string>

namespace idm::test {

using Captures = std::map<std::string, std::string>;

/// How `actual` differs from `pattern`, naming the element; empty when it does not. Both are XML
/// documents: prefixes, the order of attributes, comments and blanks between elements do not count;
/// the order of elements does. In the pattern `{{ANY}}` as a text or attribute matches any that is
/// not empty; `{{name}}` likewise, and must be the same everywhere; its value is added to
/// `captures`. Within a longer text `{{name}}` is the value captured before.
std::string xml_difference(const std::string& pattern, const std::string& actual,
                           Captures& captures);

/// `text` with each `{{name}}` replaced by its capture. Throws std::runtime_error for one that is
/// missing.
std::string fill_in(std::string text, const Captures& captures);

}  // namespace idm::test
