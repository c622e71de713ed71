#pragma once

#include <optional>
#include <string>

/// Distinguished names (RFC 4514) and values in filters (RFC 4515), escaped by libldap.
namespace idm::connectors {

/// What the accounts of a directory are called: by the value of one attribute below a base, or by
/// their whole DN where they are deeper.
class LdapNaming {
 public:
  /// Throws Error(InvalidArgument) when `base_dn` is no DN.
  LdapNaming(const std::string& base_dn, const std::string& rdn_attribute);

  /// Throws Failure(Refused) for an empty name.
  std::string dn_of(const std::string& name) const;
  std::string name_of(const std::string& dn) const;

  const std::string& base() const { return base_; }

 private:
  const std::string base_;
  const std::string rdn_attribute_;
};

/// The first part of a DN, and the rest.
struct LdapDnParts {
  std::string rdn, parent;
};
/// Throws Failure(Refused) for what is no DN.
LdapDnParts split_dn(const std::string& dn);

/// The value of the first part, for people.
std::string first_value(const std::string& dn);

/// One spelling for all of a DN's: for comparing only. What is no DN is itself.
std::string comparable_dn(const std::string& dn);

/// "attribute=value" in brackets, escaped.
std::string equals_filter(const std::string& attribute, const std::string& value);

}  // namespace idm::connectors
