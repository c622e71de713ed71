#include "scim/discovery.h"

#include "scim/bulk.h"
#include "scim/list_request.h"

namespace idm::scim {
namespace {

constexpr int largest_payload = 1 << 20;  // rest.max_body_bytes, unless it says otherwise
constexpr int cursor_life = 3600;         // seconds

const char* word(Type type) {
  switch (type) {
    case Type::String:
      return "string";
    case Type::Boolean:
      return "boolean";
    case Type::Integer:
      return "integer";
    case Type::DateTime:
      return "dateTime";
    case Type::Binary:
      return "binary";
    case Type::Reference:
      return "reference";
    case Type::Complex:
      return "complex";
  }
  return "string";
}

const char* word(Mutability mutability) {
  switch (mutability) {
    case Mutability::ReadOnly:
      return "readOnly";
    case Mutability::ReadWrite:
      return "readWrite";
    case Mutability::Immutable:
      return "immutable";
    case Mutability::WriteOnly:
      return "writeOnly";
  }
  return "readWrite";
}

const char* word(Returned returned) {
  switch (returned) {
    case Returned::Always:
      return "always";
    case Returned::Default:
      return "default";
    case Returned::Never:
      return "never";
  }
  return "default";
}

Json list_of(std::span<const std::string_view> words) {
  Json list = Json::array();
  for (const std::string_view one : words) list.push_back(std::string(one));
  return list;
}

Json described(const Attribute& attribute) {
  Json json{
      {"name",        std::string(attribute.name)       },
      {"type",        word(attribute.type)              },
      {"multiValued", attribute.multi_valued            },
      {"description", std::string(attribute.description)},
      {"required",    attribute.required                },
  };
  if (!attribute.canonical_values.empty())
    json["canonicalValues"] = list_of(attribute.canonical_values);
  if (!attribute.is_complex()) json["caseExact"] = attribute.case_exact;
  json["mutability"] = word(attribute.mutability);
  json["returned"] = word(attribute.returned);
  json["uniqueness"] = attribute.uniqueness == Uniqueness::Server ? "server" : "none";
  if (!attribute.reference_types.empty())
    json["referenceTypes"] = list_of(attribute.reference_types);
  for (const Attribute& sub : attribute.sub_attributes)
    json["subAttributes"].push_back(described(sub));
  return json;
}

Json meta(const char* type, const std::string& location) {
  return {
      {"resourceType", type    },
      {"location",     location}
  };
}

Json scheme(const char* type, const char* name, const char* description, const char* spec) {
  return {
      {"type",        type       },
      {"name",        name       },
      {"description", description},
      {"specUri",     spec       }
  };
}

}  // namespace

Json service_provider_config(const std::string& base_url) {
  Json config;
  config["schemas"] = {"urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"};
  config["patch"] = {
      {"supported", true}
  };
  config["bulk"] = {
      {"supported",      true                },
      {"maxOperations",  most_bulk_operations},
      {"maxPayloadSize", largest_payload     }
  };
  config["filter"] = {
      {"supported",  true        },
      {"maxResults", largest_page}
  };
  config["changePassword"] = {
      {"supported", true}
  };
  config["sort"] = {
      {"supported", true}
  };
  config["etag"] = {
      {"supported", true}
  };
  config["pagination"] = {
      {"cursor",                  true        },
      {"index",                   true        },
      {"defaultPaginationMethod", "index"     },
      {"defaultPageSize",         default_page},
      {"maxPageSize",             largest_page},
      {"cursorTimeout",           cursor_life }
  };
  config["authenticationSchemes"] = Json::array(
      {scheme("oauthbearertoken", "OAuth Bearer Token", "A token in the header Authorization.",
              "https://www.rfc-editor.org/rfc/rfc6750"),
       scheme("httpbasic", "HTTP Basic", "The id of a token and the token, as name and password.",
              "https://www.rfc-editor.org/rfc/rfc7617")});
  config["authenticationSchemes"][0]["primary"] = true;
  config["meta"] = meta("ServiceProviderConfig", base_url + "/ServiceProviderConfig");
  return config;
}

std::vector<Json> resource_types(const std::string& base_url) {
  std::vector<Json> types;
  for (const ResourceType* type : {&user_type, &group_type}) {
    const std::string name(type->name);
    Json json;
    json["schemas"] = {"urn:ietf:params:scim:schemas:core:2.0:ResourceType"};
    json["id"] = name;
    json["name"] = name;
    json["endpoint"] = std::string(type->endpoint);
    json["description"] = std::string(type->description);
    json["schema"] = std::string(type->core->urn);
    for (const Schema* extension : type->extensions)
      json["schemaExtensions"].push_back({
          {"schema",   std::string(extension->urn)},
          {"required", false                      }
      });
    json["meta"] = meta("ResourceType", base_url + "/ResourceTypes/" + name);
    types.push_back(std::move(json));
  }
  return types;
}

std::vector<Json> schema_documents(const std::string& base_url) {
  std::vector<Json> documents;
  for (const Schema* schema : all_schemas()) {
    const std::string urn(schema->urn);
    Json json;
    json["schemas"] = {"urn:ietf:params:scim:schemas:core:2.0:Schema"};
    json["id"] = urn;
    json["name"] = std::string(schema->name);
    json["description"] = std::string(schema->description);
    for (const Attribute& attribute : schema->attributes)
      json["attributes"].push_back(described(attribute));
    json["meta"] = meta("Schema", base_url + "/Schemas/" + urn);
    documents.push_back(std::move(json));
  }
  return documents;
}

}  // namespace idm::scim
