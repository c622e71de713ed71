#include "support/xml_pattern.h"

#include <libxml/parser.h>

#include <memory>
#include <stdexcept>
#include <vector>

namespace idm::test {
namespace {

struct FreeDocument {
  void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};
using Document = std::unique_ptr<xmlDoc, FreeDocument>;

Document parse(const std::string& text) {
  const int quiet = XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NONET;
  return Document(
      xmlReadMemory(text.data(), static_cast<int>(text.size()), nullptr, nullptr, quiet));
}

std::string to_string(const xmlChar* text) {
  return text ? reinterpret_cast<const char*>(text) : "";
}

std::string name_of(const xmlNode* node) {
  return (node->ns ? "{" + to_string(node->ns->href) + "}" : "") + to_string(node->name);
}

std::string content_of(const xmlNode* node) {
  const std::unique_ptr<xmlChar, decltype(xmlFree)> content(xmlNodeGetContent(node), xmlFree);
  return to_string(content.get());
}

std::vector<const xmlNode*> children_of(const xmlNode* node) {
  std::vector<const xmlNode*> children;
  for (const xmlNode* child = node->children; child; child = child->next)
    if (child->type == XML_ELEMENT_NODE) children.push_back(child);
  return children;
}

std::map<std::string, std::string> attributes_of(const xmlNode* node) {
  std::map<std::string, std::string> attributes;
  for (const xmlAttr* attribute = node->properties; attribute; attribute = attribute->next) {
    const auto* as_node = reinterpret_cast<const xmlNode*>(attribute);
    attributes[name_of(as_node)] = content_of(as_node);
  }
  return attributes;
}

bool text_matches(const std::string& pattern, const std::string& actual, Captures& captures) {
  if (!pattern.starts_with("{{") || !pattern.ends_with("}}"))
    return fill_in(pattern, captures) == actual;
  if (actual.empty()) return false;
  const std::string name = pattern.substr(2, pattern.size() - 4);
  return name == "ANY" || captures.emplace(name, actual).first->second == actual;
}

std::string text_difference(const std::string& where, const std::string& pattern,
                            const std::string& actual, Captures& captures) {
  if (text_matches(pattern, actual, captures)) return {};
  return where + " is '" + actual + "', expected '" + pattern + "'";
}

std::string names_of(const std::vector<const xmlNode*>& nodes) {
  std::string names;
  for (const xmlNode* node : nodes) names += " " + to_string(node->name);
  return names;
}

std::string difference(const std::string& path, const xmlNode* pattern, const xmlNode* actual,
                       Captures& captures) {
  const std::string here = path + "/" + to_string(pattern->name);
  if (name_of(pattern) != name_of(actual)) return here + " expected, not " + name_of(actual);
  const auto wanted = attributes_of(pattern), given = attributes_of(actual);
  if (wanted.size() != given.size()) return here + " has another number of attributes";
  for (const auto& [name, value] : wanted) {
    const auto found = given.find(name);
    if (found == given.end()) return here + " lacks the attribute " + name;
    const std::string wrong = text_difference(here + "/@" + name, value, found->second, captures);
    if (!wrong.empty()) return wrong;
  }
  const auto inside = children_of(pattern), got = children_of(actual);
  if (inside.size() != got.size())
    return here + " has" + names_of(got) + ", expected" + names_of(inside);
  if (inside.empty())
    return text_difference(here, content_of(pattern), content_of(actual), captures);
  for (std::size_t i = 0; i < inside.size(); ++i) {
    const std::string wrong = difference(here, inside[i], got[i], captures);
    if (!wrong.empty()) return wrong;
  }
  return {};
}

}  // namespace

std::string xml_difference(const std::string& pattern, const std::string& actual,
                           Captures& captures) {
  const Document wanted = parse(pattern), given = parse(actual);
  if (!wanted) return "the pattern is not well-formed";
  if (!given) return "the reply is not well-formed";
  return difference("", xmlDocGetRootElement(wanted.get()), xmlDocGetRootElement(given.get()),
                    captures);
}

std::string fill_in(std::string text, const Captures& captures) {
  for (std::size_t at = text.find("{{"); at != std::string::npos; at = text.find("{{", at)) {
    const std::size_t end = text.find("}}", at);
    if (end == std::string::npos) break;
    const auto found = captures.find(text.substr(at + 2, end - at - 2));
    if (found == captures.end())
      throw std::runtime_error("nothing captured for " + text.substr(at, end + 2 - at));
    text.replace(at, end + 2 - at, found->second);
    at += found->second.size();
  }
  return text;
}

}  // namespace idm::test
