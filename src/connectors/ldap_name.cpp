#include "connectors/ldap_name.h"

#include <ldap.h>
#include <strings.h>

#include <memory>
#include <vector>

#include "connectors/connector.h"
#include "core/ascii.h"
#include "core/error.h"

namespace idm::connectors {
namespace {

struct Free {
  void operator()(char* text) const { ldap_memfree(text); }
};
using LdapText = std::unique_ptr<char, Free>;

/// A DN in parts: one pointer each, ended by null.
class Parts {
 public:
  explicit Parts(const std::string& dn) {
    if (ldap_str2dn(dn.c_str(), &dn_, LDAP_DN_FORMAT_LDAPV3) != LDAP_SUCCESS) dn_ = nullptr;
    while (dn_ && dn_[count_]) ++count_;
  }
  ~Parts() {
    if (dn_) ldap_dnfree(dn_);
  }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  /// 0 for what is no DN.
  std::size_t count() const { return count_; }
  LDAPRDN operator[](std::size_t at) const { return dn_[at]; }

  std::string from(std::size_t first) const {
    char* text = nullptr;
    if (!dn_ || !dn_[first]) return {};
    ldap_dn2str(dn_ + first, &text, LDAP_DN_FORMAT_LDAPV3 | LDAP_DN_PRETTY);
    const LdapText owner(text);
    return text ? text : "";
  }

 private:
  LDAPDN dn_ = nullptr;
  std::size_t count_ = 0;
};

std::string rdn_text(LDAPRDN rdn) {
  char* text = nullptr;
  ldap_rdn2str(rdn, &text, LDAP_DN_FORMAT_LDAPV3 | LDAP_DN_PRETTY);
  const LdapText owner(text);
  return text ? text : "";
}

bool same(const berval& left, const char* right, std::size_t size) {
  return left.bv_len == size && strncasecmp(left.bv_val, right, size) == 0;
}

bool is_below(const std::string& dn, const std::string& base) {
  const std::string whole = comparable_dn(dn), end = "," + comparable_dn(base);
  return whole.size() > end.size() &&
         whole.compare(whole.size() - end.size(), end.size(), end) == 0;
}

std::string normal(const std::string& dn) {
  const Parts parts(dn);
  if (parts.count() == 0)
    throw Error(ErrorCode::InvalidArgument,
                "option \"base_dn\": \"" + dn + "\" is no distinguished name");
  return parts.from(0);
}

}  // namespace

LdapNaming::LdapNaming(const std::string& base_dn, const std::string& rdn_attribute)
    : base_(normal(base_dn)), rdn_attribute_(rdn_attribute) {}

std::string LdapNaming::dn_of(const std::string& name) const {
  if (name.empty()) throw Failure(Failure::Kind::Refused, "an account needs a name");
  if (name.find('=') != name.npos && is_below(name, base_)) return Parts(name).from(0);
  std::string attribute = rdn_attribute_, value = name;
  LDAPAVA pair{};
  pair.la_attr = {attribute.size(), attribute.data()};
  pair.la_value = {value.size(), value.data()};
  pair.la_flags = LDAP_AVA_STRING;
  LDAPAVA* rdn[] = {&pair, nullptr};
  return rdn_text(rdn) + "," + base_;
}

std::string LdapNaming::name_of(const std::string& dn) const {
  const Parts parts(dn);
  if (parts.count() == 0) return dn;
  LDAPRDN rdn = parts[0];
  const bool plain = !rdn[1] && same(rdn[0]->la_attr, rdn_attribute_.data(), rdn_attribute_.size());
  if (!plain || comparable_dn(parts.from(1)) != comparable_dn(base_)) return parts.from(0);
  return {rdn[0]->la_value.bv_val, rdn[0]->la_value.bv_len};
}

LdapDnParts split_dn(const std::string& dn) {
  const Parts parts(dn);
  if (parts.count() == 0)
    throw Failure(Failure::Kind::Refused, "\"" + dn + "\" is no distinguished name");
  return {rdn_text(parts[0]), parts.from(1)};
}

std::string first_value(const std::string& dn) {
  const Parts parts(dn);
  if (parts.count() == 0) return dn;
  return {parts[0][0]->la_value.bv_val, parts[0][0]->la_value.bv_len};
}

std::string comparable_dn(const std::string& dn) {
  std::string text = Parts(dn).from(0);
  if (text.empty()) text = dn;
  // Directory servers fold more than that; they compare members themselves where it counts.
  return ascii::lower(text);
}

std::string equals_filter(const std::string& attribute, const std::string& value) {
  std::string copy = value;
  berval in{copy.size(), copy.data()}, out{};
  if (ldap_bv2escaped_filter_value(&in, &out) != LDAP_SUCCESS)
    throw Failure(Failure::Kind::Refused, "\"" + value + "\" cannot be searched for");
  const LdapText owner(out.bv_val);
  return "(" + attribute + "=" + std::string(out.bv_val, out.bv_len) + ")";
}

}  // namespace idm::connectors
