#include "support/reply_schema.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlschemas.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace {

using Document = std::unique_ptr<xmlDoc, decltype(&xmlFreeDoc)>;

constexpr std::string_view schema_uri = "http://www.w3.org/2001/XMLSchema";
constexpr std::string_view soap11_uri = "http://schemas.xmlsoap.org/soap/envelope/";
constexpr std::string_view soap12_uri = "http://www.w3.org/2003/05/soap-envelope";

std::string_view name_of(const xmlNode* node) { return reinterpret_cast<const char*>(node->name); }

std::string_view uri_of(const xmlNode* node) {
  return node->ns == nullptr ? std::string_view() : reinterpret_cast<const char*>(node->ns->href);
}

std::string attribute_of(const xmlNode* node, const char* name) {
  xmlChar* value = xmlGetNoNsProp(node, reinterpret_cast<const xmlChar*>(name));
  std::string text = value == nullptr ? "" : reinterpret_cast<const char*>(value);
  xmlFree(value);
  return text;
}

/// The first child element with that name; any, when the name is empty.
xmlNode* child_of(const xmlNode* node, std::string_view name = {}) {
  xmlNode* child = node == nullptr ? nullptr : xmlFirstElementChild(const_cast<xmlNode*>(node));
  while (child != nullptr && !name.empty() && name_of(child) != name)
    child = xmlNextElementSibling(child);
  return child;
}

void collect(void* into, xmlErrorPtr error) {
  static_cast<std::string*>(into)->append(error->message == nullptr ? "unknown error\n"
                                                                    : error->message);
}

/// A folder that goes when this does.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "idm-schemas-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr)
      throw std::runtime_error("no temporary folder: " + pattern);
    path = pattern;
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path); }

  std::filesystem::path path;
};

/// The inline schemas of one WSDL, as one compiled schema.
class InlineSchemas {
 public:
  explicit InlineSchemas(const std::string& wsdl) {
    const Document document(xmlReadFile(wsdl.c_str(), nullptr, XML_PARSE_NONET), xmlFreeDoc);
    if (!document) throw std::runtime_error("cannot read " + wsdl);
    const xmlNode* root = xmlDocGetRootElement(document.get());
    target_ = attribute_of(root, "targetNamespace");
    const TemporaryFolder folder;
    write(child_of(root, "types"), folder.path);
    compile((folder.path / "all.xsd").string());
  }

  std::string_view target() const { return target_; }

  std::string violations(xmlNode* element) const {
    std::string found;
    const std::unique_ptr<xmlSchemaValidCtxt, decltype(&xmlSchemaFreeValidCtxt)> context(
        xmlSchemaNewValidCtxt(schema_.get()), xmlSchemaFreeValidCtxt);
    xmlSchemaSetValidStructuredErrors(context.get(), collect, &found);
    if (xmlSchemaValidateOneElement(context.get(), element) != 0 && found.empty())
      found = "not valid\n";
    return found;
  }

 private:
  // libxml2 follows an import only to a place, so each schema becomes a file named by its number.
  static void write(const xmlNode* types, const std::filesystem::path& folder) {
    std::vector<xmlNode*> schemas;
    for (xmlNode* node = child_of(types); node != nullptr; node = xmlNextElementSibling(node))
      schemas.push_back(node);
    const auto file_of = [&](const std::string& space) {
      for (std::size_t i = 0; i < schemas.size(); ++i)
        if (attribute_of(schemas[i], "targetNamespace") == space) return std::to_string(i) + ".xsd";
      throw std::runtime_error("the WSDL imports " + space + ", which it does not hold");
    };
    std::ofstream all(folder / "all.xsd");
    all << "<xs:schema xmlns:xs=\"" << schema_uri << "\">";
    for (xmlNode* schema : schemas) {
      const std::string space = attribute_of(schema, "targetNamespace");
      all << "<xs:import namespace=\"" << space << "\" schemaLocation=\"" << file_of(space)
          << "\"/>";
      for (xmlNode* node = child_of(schema); node != nullptr; node = xmlNextElementSibling(node))
        if (name_of(node) == "import")
          xmlSetProp(
              node, reinterpret_cast<const xmlChar*>("schemaLocation"),
              reinterpret_cast<const xmlChar*>(file_of(attribute_of(node, "namespace")).c_str()));
      const std::unique_ptr<xmlBuffer, decltype(&xmlBufferFree)> text(xmlBufferCreate(),
                                                                      xmlBufferFree);
      xmlNodeDump(text.get(), schema->doc, schema, 0, 0);
      std::ofstream(folder / file_of(space)) << xmlBufferContent(text.get());
    }
    all << "</xs:schema>";
  }

  void compile(const std::string& file) {
    std::string found;
    const std::unique_ptr<xmlSchemaParserCtxt, decltype(&xmlSchemaFreeParserCtxt)> context(
        xmlSchemaNewParserCtxt(file.c_str()), xmlSchemaFreeParserCtxt);
    xmlSchemaSetParserStructuredErrors(context.get(), collect, &found);
    schema_.reset(xmlSchemaParse(context.get()));
    if (!schema_ || !found.empty())
      throw std::runtime_error("the WSDL's schemas do not compile: " + found);
  }

  std::string target_;
  std::unique_ptr<xmlSchema, decltype(&xmlSchemaFree)> schema_{nullptr, xmlSchemaFree};
};

const InlineSchemas& schemas_in(const std::string& wsdl) {
  static std::map<std::string, InlineSchemas> compiled;
  const auto found = compiled.find(wsdl);
  if (found != compiled.end()) return found->second;
  return compiled.emplace(wsdl, IDM_SOURCE_DIR "/wsdl/" + wsdl + ".wsdl").first->second;
}

const InlineSchemas* schemas_of(std::string_view space) {
  for (const char* wsdl : {"ProvisioningService", "UserDataService"})
    if (schemas_in(wsdl).target() == space) return &schemas_in(wsdl);
  return nullptr;
}

std::string fault_violations(const xmlNode* fault, bool soap12) {
  const bool whole = soap12 ? child_of(child_of(fault, "Code"), "Value") &&
                                  child_of(child_of(fault, "Reason"), "Text")
                            : child_of(fault, "faultcode") && child_of(fault, "faultstring");
  if (!whole) return "the Fault lacks its code or its reason\n";
  const bool right_namespace =
      uri_of(child_of(fault)) == (soap12 ? soap12_uri : std::string_view());
  return right_namespace ? "" : "the Fault's children are in the wrong namespace\n";
}

using ChooseSchemas = std::function<const InlineSchemas*(std::string_view space)>;

std::string violations_of(const std::string& envelope, const ChooseSchemas& choose) {
  const std::unique_ptr<xmlParserCtxt, decltype(&xmlFreeParserCtxt)> parser(xmlNewParserCtxt(),
                                                                            xmlFreeParserCtxt);
  const Document document(
      xmlCtxtReadMemory(parser.get(), envelope.data(), static_cast<int>(envelope.size()), nullptr,
                        nullptr, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING),
      xmlFreeDoc);
  if (!document)
    return std::string("not well-formed: ") +
           (parser->lastError.message ? parser->lastError.message : "?\n");
  const xmlNode* root = xmlDocGetRootElement(document.get());
  const bool soap12 = uri_of(root) == soap12_uri;
  if (name_of(root) != "Envelope" || (!soap12 && uri_of(root) != soap11_uri))
    return "the root is no SOAP Envelope\n";
  xmlNode* payload = child_of(child_of(root, "Body"));
  if (payload == nullptr) return "the Body is missing or empty\n";
  if (xmlNextElementSibling(payload) != nullptr) return "the Body holds more than one element\n";
  if (name_of(payload) == "Fault" && uri_of(payload) == uri_of(root))
    return fault_violations(payload, soap12);
  const InlineSchemas* schemas = choose(uri_of(payload));
  if (schemas == nullptr)
    return "no WSDL has the namespace of '" + std::string(name_of(payload)) +
           "': " + std::string(uri_of(payload)) + "\n";
  return schemas->violations(payload);
}

}  // namespace

std::string schema_violations(const std::string& envelope) {
  return violations_of(envelope, schemas_of);
}

std::string schema_violations(const std::string& envelope, const std::string& wsdl) {
  const InlineSchemas& schemas = schemas_in(wsdl);
  return violations_of(envelope, [&](std::string_view space) {
    return schemas.target() == space ? &schemas : nullptr;
  });
}
