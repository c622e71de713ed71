#pragma once

#include <ldap.h>

#include "connectors/connector.h"

namespace idm::connectors {

/// An end for TLS handshakes. libldap makes them on a socket that does not block and asks it again
/// and again, without a pause and without end when the server says nothing. This puts itself
/// between TLS and socket, waits there, and breaks the connection when time is up.
class LdapPatience {
 public:
  LdapPatience() = default;
  LdapPatience(const LdapPatience&) = delete;
  LdapPatience& operator=(const LdapPatience&) = delete;

  /// For the connection that `ldap` is going to make; stays where it is until that one is closed.
  void join(LDAP* ldap, Clock::time_point until);
  /// The handshake is over: waiting is libldap's again.
  void leave() { waits_ = false; }

 private:
  static int connected(LDAP* ldap, Sockbuf* socket, LDAPURLDesc* url, sockaddr* address,
                       ldap_conncb* callback);
  static ber_slen_t read(Sockbuf_IO_Desc* layer, void* buffer, ber_len_t size);
  static ber_slen_t write(Sockbuf_IO_Desc* layer, void* buffer, ber_len_t size);
  bool wait(Sockbuf_IO_Desc* layer, short event) const;

  ldap_conncb callback_{};
  Clock::time_point until_;
  bool waits_ = false;
};

}  // namespace idm::connectors
