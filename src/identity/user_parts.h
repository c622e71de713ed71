#pragma once

#include <string>
#include <vector>

#include "identity/user_request.h"
#include "services.h"

/// What a user has and a caller adds, changes and removes one at a time (behaviour.md 9.3): the
/// kinds of row are Address, Phone, EmailAddress and UserAttribute. Each function opens its own
/// transaction. A change also moves the user's lastUpdate and version and is audited with the
/// change; writers of one user come one after another. What is refused leaves an audit row and
/// nothing else.
///
/// A text that the rules need and that is empty counts as missing. All throw
/// MissingRequiredAttribute, UserNotFound and ObjectNotFound, naming element and value.
namespace idm::user_parts {

/// Stores all of them or none, each for the user that it names, and returns them as stored. Ids
/// that were sent are ignored; contacts become the user's whatever parentType says. Throws
/// ObjectIdInvalid for an unknown metadata element.
template <class Row>
std::vector<Row> add(Services& services, const std::vector<Row>& wanted,
                     const Requestor& requestor);

/// Gives a stored row all the values that were sent; what was not sent is gone afterwards. A row
/// never changes its user: one of somebody else is ObjectNotFound (docs/decisions/0013). Throws
/// ObjectIdInvalid for an unknown metadata element and for a parentType that is not USER.
template <class Row>
void update(Services& services, const Row& wanted, const Requestor& requestor);

/// Removes the row with that id. Attributes must name their user; contacts may, and then it must be
/// theirs.
template <class Row>
void remove(Services& services, const Row& wanted, const Requestor& requestor);

/// Removes all that the user has of one kind. Having none, or being unknown, is no error; the note
/// that is returned then says so.
template <class Row>
std::string remove_all(Services& services, const std::string& user_id, const Requestor& requestor);

/// `element` is what the request calls the id.
template <class Row>
Row get(Services& services, const std::string& id, const char* element);

/// Contacts only: in the order in which they were made, never none.
template <class Row>
std::vector<Row> all(Services& services, const std::string& user_id);

/// Contacts only: the first of that name, compared without case; `element` is what the request
/// calls the name.
template <class Row>
Row get_by_name(Services& services, const std::string& user_id, const std::string& name,
                const char* element);

/// Contacts only: the first whose isDefault is 1.
template <class Row>
Row get_default(Services& services, const std::string& user_id);

}  // namespace idm::user_parts
