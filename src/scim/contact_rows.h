#pragma once

#include <vector>

#include "orm/address.h"
#include "orm/email_address.h"
#include "orm/phone.h"
#include "scim/values.h"

/// Elements of emails, phoneNumbers and addresses, and the rows that they are.
namespace idm::scim {

/// Makes the rows what the list says (null = empty). Rows that say what an element says stay.
void write_contacts(const Json* list, std::vector<EmailAddress>& rows);
void write_contacts(const Json* list, std::vector<Phone>& rows);
void write_contacts(const Json* list, std::vector<Address>& rows);

/// What the rows say. An element of `remembered` (null = none) that is what a row says is taken as
/// it was sent, and when all are, so is their order. Null when there are none.
Json read_contacts(const Json* remembered, const std::vector<EmailAddress>& rows);
Json read_contacts(const Json* remembered, const std::vector<Phone>& rows);
Json read_contacts(const Json* remembered, const std::vector<Address>& rows);

}  // namespace idm::scim
