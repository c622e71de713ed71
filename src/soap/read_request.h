#pragma once

#include "identity/passwords.h"
#include "identity/search_users.h"
#include "identity/user_request.h"
#include "soap/call.h"
#include "soap/wire_values.h"

/// From the wire's classes to what the rules take. An element that is not taken is named here with
/// its reason, so that nothing is lost in silence. Throws Error(InvalidArgument) for a value that
/// cannot be read.
namespace idm::soap {

UserRequest read_user(const WireReader& reader, const Call& call, const udto__user& wire);
UserRequest read_provision_user(const WireReader& reader, const Call& call,
                                const prov__ProvisionUser& wire);

/// A contact or an attribute that is sent alone.
Address read_contact(const WireReader& reader, const cont__address& wire);
Phone read_contact(const WireReader& reader, const cont__phone& wire);
EmailAddress read_contact(const WireReader& reader, const cont__emailAddress& wire);
struct AttributeRequest {
  UserAttribute row;
  Requestor requestor;
};
AttributeRequest read_attribute_request(const WireReader& reader, const Call& call,
                                        const udto__userAttribute& wire);

passwords::PasswordChange read_password_sync(const WireReader& reader, const Call& call,
                                             const prov__PasswordSync& wire);
users::SearchCriteria read_search(const WireReader& reader, const udto__UserSearch& wire);
users::SearchCriteria read_delegation_search(const WireReader& reader,
                                             const udto__DelegationFilterSearch& wire);

UserNote read_note(const WireReader& reader, const udto__userNote& wire);
/// Of the two users inside only their userIds count: neither is changed through this.
Supervision read_supervision(const WireReader& reader, const udto__supervisor& wire);
/// Who asks stands in the employee's element, if anywhere.
Requestor read_requestor(const WireReader& reader, const Call& call, const udto__supervisor& wire);

/// Leaves only the user itself of what was asked for.
void drop_dependents(UserRequest& request);

}  // namespace idm::soap
