#pragma once

#include <memory>
#include <vector>
#include "core/config.h"

#include "identity/user_request.h"
#include "orm/reference.h"

/// Are the ids in a request known? Each check throws the code that fits and a text that says which
/// value.
namespace idm::user_checks {

/// Ids in another case or with blanks behind them become as they are stored (decision 0010):
/// organisations, metadata, roles, groups, resources, domains and managed systems. Unknown ones
/// stay. To be done before anything else looks at them.
void spell_ids(const Reference& reference, UserRequest& request);

/// The user's metadata type and the attributes' elements: ObjectIdInvalid.
void metadata(const Reference& reference, const UserRequest& request);
/// The same for a modification, where the text "null" names nothing: it clears.
void changed_metadata(const Reference& reference, const UserRequest& request);
/// ObjectIdInvalid; null is no element.
void metadata_element(const Reference& reference, const Text& id);
/// groupIdNull, groupIdInvalid.
void groups(const Reference& reference, const std::vector<Wanted<UserGroup>>& groups);
/// The newest snapshot, looked for at once when the one at hand lacks one of the groups: it may
/// have been made a moment ago. Not in a transaction.
std::shared_ptr<const Reference> reference_with(ReferenceCache& cache,
                                                const std::vector<Wanted<UserGroup>>& groups);
/// roleIdNull, roleIdInvalid. A role to be deleted must be named, not known.
void roles(const Reference& reference, const std::vector<Wanted<UserRole>>& roles);
/// objectIdInvalid.
void affiliations(const Reference& reference, const std::vector<Wanted<Affiliation>>& affiliations);
/// Fills resource ids that were given by managed system; objectIdInvalid.
void complete_resources(const Reference& reference, UserRequest& request);
/// Fills the default domain and system; MissingRequiredAttribute, ObjectIdInvalid.
void complete_principals(const Reference& reference, const Config& config, UserRequest& request);

}  // namespace idm::user_checks
