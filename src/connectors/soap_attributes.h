#pragma once

#include <string>
#include <vector>

#include "connectors/connector.h"

/// Attributes as OpenIAM's connectors get them, before they become a protocol's XML.
namespace idm::connectors {

/// What is to become of an attribute; the numbers are the wire's.
enum class SoapOperation { Unchanged = 0, Add = 1, Replace = 2, Delete = 3 };

struct SoapAttribute {
  /// A group, as one item of an attribute container.
  struct Item {
    std::string value;  ///< base64
    std::string name;
    SoapOperation operation;
  };

  std::string name;
  SoapOperation operation = SoapOperation::Unchanged;
  std::vector<std::string> values;  ///< base64 of UTF-8 text; several: a multi-valued attribute
  std::string bytes;                ///< instead of values, when the one value is no text
  std::vector<Item> items;          ///< instead of values, for group membership
  std::string data_type;
  std::string object_type;  ///< "" = not sent
};

std::string base64_of(const std::string& bytes);
/// What was encoded; the text itself when it is no base64.
std::string from_base64(const std::string& text);

/// Whether XML can hold the text as it is: UTF-8 without control characters.
bool fits_xml(const std::string& text);

/// For an account that is not there. `groups`: the name of the attribute that holds group
/// membership. Throws Failure(Refused) for several binary values of one attribute, and for a group
/// that XML cannot hold.
std::vector<SoapAttribute> attributes_to_add(const Account& account, const std::string& groups);

/// For an account that is there as `found`.
std::vector<SoapAttribute> attributes_to_modify(const Account& account, const Account& found,
                                                const std::string& groups);

/// The extra attribute that makes a modify of the new name a rename.
SoapAttribute original_identity(const std::string& name);

/// The attribute of that name, in whatever case; null when there is none.
const Attribute* find_attribute(const Account& account, const std::string& name);

}  // namespace idm::connectors
