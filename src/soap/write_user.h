#pragma once

#include "identity/user_request.h"
#include "identity/users.h"
#include "orm/reference.h"
#include "soap/wire_values.h"

/// From stored users to the wire's classes, with the values that OpenIAM's own classes marshal when
/// nothing is set (behaviour.md 1.10). Passwords and tokens are never written.
namespace idm::soap {

udto__user* write_user(const WireWriter& writer, const UserGraph& user);

cont__address* write_contact(const WireWriter& writer, const Address& row);
cont__phone* write_contact(const WireWriter& writer, const Phone& row);
cont__emailAddress* write_contact(const WireWriter& writer, const EmailAddress& row);

/// Without `operation`, which would be nochange: a client that reads, edits and sends back would be
/// ignored.
udto__userAttribute* write_attribute(const WireWriter& writer, const UserAttribute& row);
udto__userNote* write_note(const WireWriter& writer, const UserNote& row);
udto__supervisor* write_supervision(const WireWriter& writer, const Supervision& row,
                                    const UserGraph& employee, const UserGraph& supervisor);

/// The user of an add or a modification. `removed` roles of a modification come with operation
/// delete.
prov__ProvisionUser* write_provision_user(const WireWriter& writer, const Reference& reference,
                                          const UserAnswer& answer);

/// What getUserByPrincipal says beside the user.
usersvc__Subject* write_subject(const WireWriter& writer, const users::PrincipalView& view);

}  // namespace idm::soap
