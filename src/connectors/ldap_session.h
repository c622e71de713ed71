#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "connectors/connector.h"
#include "connectors/target.h"

struct ldap;
struct ldapmsg;

namespace idm::connectors {

class LdapPatience;

struct LdapEntry {
  std::string dn;
  std::map<std::string, std::vector<std::string>> attributes;  ///< as the server spells them
};

/// What the server said.
struct LdapAnswer {
  int code = 0;
  std::string text;  ///< its name of the code, and its own words
  std::vector<LdapEntry> entries;
  std::string cookie;  ///< of a paged search that goes on
};

/// One part of a modification: LDAP_MOD_ADD, _DELETE or _REPLACE.
struct LdapChange {
  int operation;
  std::string attribute;
  std::vector<std::string> values;
};

struct LdapSearch {
  std::string base;
  int scope;
  std::string filter;
  std::vector<std::string> attributes;
  std::size_t page_size = 0;  ///< 0: all at once
  std::string cookie = {};
};

/// One bound connection, opened when it is needed and again when it broke. Every request keeps to
/// the deadline and to the target's time limits. Throws Failure when no answer came; what the
/// answer means is the caller's to judge, by expect().
class LdapSession {
 public:
  explicit LdapSession(const Target& target);
  ~LdapSession();
  LdapSession(const LdapSession&) = delete;
  LdapSession& operator=(const LdapSession&) = delete;

  /// Proves the credentials, on the connection that there is.
  void prove(const Call& call);
  LdapAnswer search(const LdapSearch& search, const Call& call);
  LdapAnswer add(const std::string& dn, const std::vector<LdapChange>& values, const Call& call);
  LdapAnswer modify(const std::string& dn, const std::vector<LdapChange>& changes,
                    const Call& call);
  /// `parent` "" = stays where it is. The old name is taken out of the entry.
  LdapAnswer rename(const std::string& dn, const std::string& rdn, const std::string& parent,
                    const Call& call);
  LdapAnswer remove(const std::string& dn, const Call& call);
  /// By the Password Modify extended operation (RFC 3062).
  LdapAnswer set_password(const std::string& dn, const std::string& password, const Call& call);

  /// Differs for each connection; cookies hold within one.
  std::uint64_t id() const { return id_; }
  /// Has a request changed something since the last call of this?
  bool take_changed() { return std::exchange(changed_, false); }

 private:
  enum class Effect { Reads, Changes };
  using Send = std::function<int(::ldap*, int*)>;

  void open(const Call& call);
  void close();
  bool has_been_closed() const;
  void start_tls(const Call& call);
  void bind(const Call& call);
  void configure(const Call& call);
  LdapAnswer request(Effect effect, const Call& call, const Send& send);
  LdapAnswer exchange(Effect effect, const Call& call, const Send& send);
  LdapAnswer receive(Effect effect, const Call& call, int id);
  LdapAnswer parse_end(ldapmsg* message, LdapAnswer answer);
  LdapEntry parse_entry(ldapmsg* message) const;
  std::chrono::milliseconds left(std::chrono::milliseconds limit, const Call& call) const;
  void limit_socket(std::chrono::milliseconds limit);
  [[noreturn]] void lose(Failure::Kind kind, const std::string& why);
  std::string last_words(int code) const;

  const Target& target_;
  const std::unique_ptr<LdapPatience> patience_;
  ::ldap* ldap_ = nullptr;
  std::uint64_t id_ = 0;
  bool changed_ = false;
};

/// What a code means that is not LDAP_SUCCESS.
Failure::Kind failure_kind(int code, bool changes);

/// Throws Failure unless the request was done.
void expect(const LdapAnswer& answer, bool changes);

}  // namespace idm::connectors
