#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "scim/document.h"
#include "scim/error.h"
#include "scim/group_resource.h"
#include "scim/resource_list.h"
#include "scim/user_resource.h"
#include "support/repository.h"

#include "identity/users.h"

namespace idm::scim::test {

using idm::test::Repository;

inline constexpr std::array<const ResourceType*, 1> only_users{&user_type},
    only_groups{&group_type};
inline constexpr std::array<const ResourceType*, 2> all_types{&user_type, &group_type};

/// A repository with people and groups whom SCIM clients, SOAP clients and nobody made, and what
/// lists say of them.
class ListedPeople {
 public:
  explicit ListedPeople(Dialect dialect)
      : repository(dialect),
        place{repository.services, repository.reference.get(), "https://x/scim/v2",
              repository.config.default_domain} {}

  std::string add(const std::string& document) {
    const Json user = create_user(place, {read_document(user_type, Json::parse(document))});
    return user.at("id").get<std::string>();
  }

  std::string add_group(const std::string& document) {
    const Json group =
        create_group(place, read_document(group_type, Json::parse(document)), Members::Skip);
    place.reference = repository.reference.get();
    return group.at("id").get<std::string>();
  }

  /// As SOAP's addUser.
  std::string add_by_soap(const UserRequest& request) {
    return users::add(repository.services, request).user.user.id;
  }

  Page page(const ListRequest& request, std::span<const ResourceType* const> types = only_users) {
    return list_resources(place, types, request, [](std::string_view) { return true; });
  }

  /// Everything of these types, in the order of the list.
  std::vector<Json> everything(std::span<const ResourceType* const> types) {
    ListRequest request;
    request.count = 100000;
    return page(request, types).resources;
  }

  Repository repository;
  Place place;
};

inline ListRequest filtered(const std::string& filter, std::int64_t count = largest_page) {
  ListRequest request;
  request.filter_text = filter;
  request.filter = parse_filter(filter);
  request.count = count;
  return request;
}

inline std::vector<std::string> ids_of(const std::vector<Json>& resources) {
  std::vector<std::string> ids;
  for (const Json& resource : resources) ids.push_back(resource.at("id").get<std::string>());
  return ids;
}

/// userName or displayName of each, with blanks between.
inline std::string names_of(const std::vector<Json>& resources) {
  std::string names;
  for (const Json& resource : resources)
    names +=
        (names.empty() ? "" : " ") +
        resource.at(resource.contains("userName") ? "userName" : "displayName").get<std::string>();
  return names;
}

}  // namespace idm::scim::test
