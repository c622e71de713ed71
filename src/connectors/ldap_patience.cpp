#include "connectors/ldap_patience.h"

#include <poll.h>

#include <algorithm>
#include <cerrno>

namespace idm::connectors {
namespace {

LdapPatience& owner(Sockbuf_IO_Desc* layer) {
  return *static_cast<LdapPatience*>(layer->sbiod_pvt);
}

int set_up(Sockbuf_IO_Desc* layer, void* argument) {
  layer->sbiod_pvt = argument;
  return 0;
}

int pass_on(Sockbuf_IO_Desc* layer, int option, void* argument) {
  return LBER_SBIOD_CTRL_NEXT(layer, option, argument);
}

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

}  // namespace

void LdapPatience::join(LDAP* ldap, Clock::time_point until) {
  until_ = until;
  waits_ = true;
  callback_.lc_add = connected;
  callback_.lc_del = [](LDAP*, Sockbuf*, ldap_conncb*) {};
  callback_.lc_arg = this;
  ldap_set_option(ldap, LDAP_OPT_CONNECT_CB, &callback_);
}

int LdapPatience::connected(LDAP*, Sockbuf* socket, LDAPURLDesc*, sockaddr*,
                            ldap_conncb* callback) {
  static Sockbuf_IO layer{set_up, nullptr, pass_on, read, write, nullptr};
  // Above the socket, below TLS.
  return ber_sockbuf_add_io(socket, &layer, LBER_SBIOD_LEVEL_PROVIDER + 1, callback->lc_arg);
}

bool LdapPatience::wait(Sockbuf_IO_Desc* layer, short event) const {
  ber_socket_t socket = -1;
  ber_sockbuf_ctrl(layer->sbiod_sb, LBER_SB_OPT_GET_FD, &socket);
  const auto left =
      std::chrono::duration_cast<std::chrono::milliseconds>(until_ - Clock::now()).count();
  pollfd waited{socket, event, 0};
  if (left > 0 && poll(&waited, 1, static_cast<int>(left)) != 0) return true;
  errno = ETIMEDOUT;
  return false;
}

ber_slen_t LdapPatience::read(Sockbuf_IO_Desc* layer, void* buffer, ber_len_t size) {
  while (true) {
    const ber_slen_t done = LBER_SBIOD_READ_NEXT(layer, buffer, size);
    if (done >= 0 || !owner(layer).waits_ || !would_block()) return done;
    if (!owner(layer).wait(layer, POLLIN)) return -1;
  }
}

ber_slen_t LdapPatience::write(Sockbuf_IO_Desc* layer, void* buffer, ber_len_t size) {
  while (true) {
    const ber_slen_t done = LBER_SBIOD_WRITE_NEXT(layer, buffer, size);
    if (done >= 0 || !owner(layer).waits_ || !would_block()) return done;
    if (!owner(layer).wait(layer, POLLOUT)) return -1;
  }
}

}  // namespace idm::connectors
