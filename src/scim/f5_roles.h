#pragma once

#include "scim/filter.h"
#include "scim/place.h"
#include "scim/values.h"

/// Roles in the F5 dialect are texts: "role" in namespace system, or "namespace/role"; the role is
/// an id or a name of the store. In SCIM's terms: value = the id, display = the name as it was
/// said, type = the namespace.
namespace idm::scim::f5 {

/// The elements for a list of such texts, or of objects with a `value`; what an element of the
/// resource `present` is shown as is that element. Throws 400 for what is neither, 404 naming a
/// role that is unknown.
Json read_roles(const Place& place, const Json& sent, const Json& present);

/// Has a filter of users compare roles by such texts, with `eq` and `ne`.
void read_role_filter(const Place& place, Filter& filter);
/// The same of what stands in brackets behind `roles`.
void read_role_element_filter(const Place& place, Filter& filter);

/// The texts for the elements of a resource.
Json shown_roles(const Place& place, const Json& resource);

}  // namespace idm::scim::f5
