#include "connectors/ldap_session.h"

#include <ldap.h>
#include <sodium.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <mutex>

#include "connectors/ldap_patience.h"

namespace idm::connectors {
namespace {

using std::chrono::milliseconds;

timeval as_timeval(milliseconds time) {
  return {static_cast<time_t>(time.count() / 1000),
          static_cast<suseconds_t>(time.count() % 1000 * 1000)};
}

berval view(const std::string& text) { return {text.size(), const_cast<char*>(text.data())}; }

/// Changes in the form that libldap takes; it reads them only.
class Mods {
 public:
  explicit Mods(const std::vector<LdapChange>& changes) : parts_(changes.size()) {
    for (std::size_t i = 0; i < changes.size(); ++i) {
      Part& part = parts_[i];
      for (const std::string& value : changes[i].values) part.values.push_back(view(value));
      for (berval& value : part.values) part.pointers.push_back(&value);
      part.pointers.push_back(nullptr);
      part.mod.mod_op = changes[i].operation | LDAP_MOD_BVALUES;
      part.mod.mod_type = const_cast<char*>(changes[i].attribute.c_str());
      part.mod.mod_bvalues = part.values.empty() ? nullptr : part.pointers.data();
      pointers_.push_back(&part.mod);
    }
    pointers_.push_back(nullptr);
  }
  LDAPMod** get() { return pointers_.data(); }

 private:
  struct Part {
    std::vector<berval> values;
    std::vector<berval*> pointers;
    LDAPMod mod{};
  };
  std::vector<Part> parts_;
  std::vector<LDAPMod*> pointers_;
};

struct MessageFree {
  void operator()(LDAPMessage* message) const { ldap_msgfree(message); }
};
using Message = std::unique_ptr<LDAPMessage, MessageFree>;

struct ControlFree {
  void operator()(LDAPControl* control) const { ldap_control_free(control); }
};

}  // namespace

LdapSession::LdapSession(const Target& target)
    : target_(target), patience_(std::make_unique<LdapPatience>()) {
  // What libldap sets up for the whole program, it does not guard against two threads.
  static std::once_flag once;
  std::call_once(once, [] {
    const int client = 0;
    ldap_set_option(nullptr, LDAP_OPT_X_TLS_NEWCTX, &client);
  });
}

LdapSession::~LdapSession() { close(); }

void LdapSession::close() {
  if (ldap_) ldap_unbind_ext(ldap_, nullptr, nullptr);
  ldap_ = nullptr;
}

void LdapSession::lose(Failure::Kind kind, const std::string& why) {
  close();
  throw Failure(kind, why);
}

std::string LdapSession::last_words(int code) const {
  const int system = errno;
  std::string words = ldap_err2string(code);
  char* text = nullptr;
  ldap_get_option(ldap_, LDAP_OPT_DIAGNOSTIC_MESSAGE, &text);
  const bool tls = target_.url.starts_with("ldaps:") || target_.flag("starttls");
  // What GnuTLS says through libldap when it does not believe a certificate.
  if (text && tls && std::string(text).find("unknown error code") != std::string::npos)
    words +=
        ": TLS failed: the server's certificate is expired, not vouched for by tls_ca, or for "
        "another host";
  else if (text && *text)
    words += std::string(": ") + text;
  else if (code == LDAP_SERVER_DOWN && system != 0)
    words += std::string(": ") + std::strerror(system);
  ldap_memfree(text);
  return words;
}

milliseconds LdapSession::left(milliseconds limit, const Call& call) const {
  const auto left = std::chrono::duration_cast<milliseconds>(call.deadline - Clock::now());
  return std::max(milliseconds(0), std::min(limit, left));
}

/// libldap waits with poll, but writes and TLS records block.
void LdapSession::limit_socket(milliseconds limit) {
  int socket = -1;
  if (ldap_get_option(ldap_, LDAP_OPT_DESC, &socket) != LDAP_OPT_SUCCESS || socket < 0) return;
  const timeval time = as_timeval(std::max(limit, milliseconds(1)));
  setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof(time));
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof(time));
}

/// A server that ended or lost patience has closed a kept connection, or said that it will. To send
/// on it would leave us in doubt about what became of the request.
bool LdapSession::has_been_closed() const {
  int socket = -1;
  if (ldap_get_option(ldap_, LDAP_OPT_DESC, &socket) != LDAP_OPT_SUCCESS || socket < 0) return true;
  char byte = 0;
  const ssize_t got = recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return got >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

void LdapSession::configure(const Call& call) {
  const int version = LDAP_VERSION3;
  ldap_set_option(ldap_, LDAP_OPT_PROTOCOL_VERSION, &version);
  ldap_set_option(ldap_, LDAP_OPT_REFERRALS, LDAP_OPT_OFF);
  ldap_set_option(ldap_, LDAP_OPT_RESTART, LDAP_OPT_ON);
  const milliseconds limit = left(target_.connect_timeout, call);
  if (limit.count() == 0) lose(Failure::Kind::Unreachable, "no time was left to connect");
  const timeval time = as_timeval(limit);
  ldap_set_option(ldap_, LDAP_OPT_NETWORK_TIMEOUT, &time);
  patience_->join(ldap_, Clock::now() + limit);
  const int demand = LDAP_OPT_X_TLS_DEMAND, client = 0;
  ldap_set_option(ldap_, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand);
  const std::string& ca = target_.option("tls_ca");
  if (!ca.empty()) ldap_set_option(ldap_, LDAP_OPT_X_TLS_CACERTFILE, ca.c_str());
  if (ldap_set_option(ldap_, LDAP_OPT_X_TLS_NEWCTX, &client) != LDAP_OPT_SUCCESS)
    lose(Failure::Kind::Refused, "option tls_ca: '" + ca + "' cannot be used");
}

void LdapSession::open(const Call& call) {
  if (ldap_ && !has_been_closed()) return;
  close();
  const int made = ldap_initialize(&ldap_, target_.url.c_str());
  if (made != LDAP_SUCCESS)
    throw Failure(Failure::Kind::Refused, "the address '" + target_.url + "' is no ldap:// URL (" +
                                              ldap_err2string(made) + ")");
  configure(call);
  errno = 0;
  const int connected = ldap_connect(ldap_);
  if (connected != LDAP_SUCCESS)
    lose(Failure::Kind::Unreachable, "no connection: " + last_words(connected));
  if (target_.flag("starttls")) start_tls(call);
  patience_->leave();
  randombytes_buf(&id_, sizeof(id_));
  bind(call);
}

void LdapSession::start_tls(const Call& call) {
  const LdapAnswer answer = exchange(Effect::Reads, call, [](LDAP* ldap, int* id) {
    return ldap_start_tls(ldap, nullptr, nullptr, id);
  });
  if (answer.code != LDAP_SUCCESS)
    lose(failure_kind(answer.code, false), "StartTLS is refused: " + answer.text);
  const int installed = ldap_install_tls(ldap_);
  if (installed != LDAP_SUCCESS)
    lose(Failure::Kind::Unreachable, "StartTLS failed: " + last_words(installed));
}

void LdapSession::bind(const Call& call) {
  const std::string& password = target_.secret("password");
  // To a server this would be an anonymous bind, which succeeds.
  if (!target_.login.empty() && password.empty())
    throw Failure(Failure::Kind::Refused, "login '" + target_.login + "' has no secret password");
  const LdapAnswer answer = exchange(Effect::Reads, call, [&](LDAP* ldap, int* id) {
    berval secret = view(password);
    return ldap_sasl_bind(ldap, target_.login.c_str(), LDAP_SASL_SIMPLE, &secret, nullptr, nullptr,
                          id);
  });
  if (answer.code == LDAP_SUCCESS) return;
  lose(failure_kind(answer.code, false),
       "login '" + target_.login + "' with its password is not accepted: " + answer.text);
}

void LdapSession::prove(const Call& call) {
  const bool kept = ldap_ && !has_been_closed();
  open(call);
  if (kept) bind(call);
}

LdapAnswer LdapSession::request(Effect effect, const Call& call, const Send& send) {
  open(call);
  LdapAnswer answer = exchange(effect, call, send);
  changed_ = changed_ || (effect == Effect::Changes && answer.code == LDAP_SUCCESS);
  return answer;
}

LdapAnswer LdapSession::exchange(Effect effect, const Call& call, const Send& send) {
  if (Clock::now() >= call.deadline)
    throw Failure(Failure::Kind::Unreachable, "no time was left to ask");
  limit_socket(left(target_.read_timeout, call));
  int id = 0;
  errno = 0;
  const int sent = send(ldap_, &id);
  if (sent == LDAP_SUCCESS) return receive(effect, call, id);
  // A request that was not sent whole is not carried out.
  if (sent == LDAP_SERVER_DOWN || sent == LDAP_CONNECT_ERROR || sent == LDAP_TIMEOUT)
    lose(Failure::Kind::Unreachable, "the connection broke: " + last_words(sent));
  throw Failure(Failure::Kind::Refused, "the request cannot be sent: " + last_words(sent));
}

LdapAnswer LdapSession::receive(Effect effect, const Call& call, int id) {
  const Failure::Kind doubt =
      effect == Effect::Changes ? Failure::Kind::Unknown : Failure::Kind::Unreachable;
  LdapAnswer answer;
  while (true) {
    timeval limit = as_timeval(left(target_.read_timeout, call));
    LDAPMessage* received = nullptr;
    errno = 0;
    const int type = ldap_result(ldap_, id, LDAP_MSG_ONE, &limit, &received);
    const Message message(received);
    if (type == 0) lose(doubt, "no answer in time");
    if (type < 0) {
      int code = LDAP_SERVER_DOWN;
      ldap_get_option(ldap_, LDAP_OPT_RESULT_CODE, &code);
      lose(doubt, "the connection broke: " + last_words(code));
    }
    if (type == LDAP_RES_SEARCH_ENTRY)
      answer.entries.push_back(parse_entry(received));
    else if (type != LDAP_RES_SEARCH_REFERENCE)
      return parse_end(received, std::move(answer));
  }
}

LdapEntry LdapSession::parse_entry(LDAPMessage* message) const {
  LdapEntry entry;
  if (char* dn = ldap_get_dn(ldap_, message)) {
    entry.dn = dn;
    ldap_memfree(dn);
  }
  BerElement* cursor = nullptr;
  char* name = ldap_first_attribute(ldap_, message, &cursor);
  for (; name; name = ldap_next_attribute(ldap_, message, cursor)) {
    std::vector<std::string>& into = entry.attributes[name];
    if (berval** values = ldap_get_values_len(ldap_, message, name)) {
      for (berval** value = values; *value; ++value)
        into.emplace_back((*value)->bv_val, (*value)->bv_len);
      ldap_value_free_len(values);
    }
    ldap_memfree(name);
  }
  ber_free(cursor, 0);
  return entry;
}

LdapAnswer LdapSession::parse_end(LDAPMessage* message, LdapAnswer answer) {
  char* words = nullptr;
  LDAPControl** controls = nullptr;
  const int parsed =
      ldap_parse_result(ldap_, message, &answer.code, nullptr, &words, nullptr, &controls, 0);
  if (parsed != LDAP_SUCCESS) answer.code = parsed;
  answer.text = ldap_err2string(answer.code);
  if (words && *words) answer.text += std::string(": ") + words;
  ldap_memfree(words);
  if (LDAPControl* page = ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, controls, nullptr)) {
    ber_int_t estimate = 0;
    berval cookie{};
    if (ldap_parse_pageresponse_control(ldap_, page, &estimate, &cookie) == LDAP_SUCCESS)
      answer.cookie.assign(cookie.bv_val ? cookie.bv_val : "", cookie.bv_len);
    ber_memfree(cookie.bv_val);
  }
  ldap_controls_free(controls);
  return answer;
}

LdapAnswer LdapSession::search(const LdapSearch& search, const Call& call) {
  return request(Effect::Reads, call, [&](LDAP* ldap, int* id) {
    std::vector<char*> attributes;
    for (const std::string& name : search.attributes)
      attributes.push_back(const_cast<char*>(name.c_str()));
    attributes.push_back(nullptr);
    LDAPControl* page = nullptr;
    berval cookie = view(search.cookie);
    if (search.page_size > 0)
      ldap_create_page_control(ldap, static_cast<ber_int_t>(search.page_size), &cookie, 1, &page);
    const std::unique_ptr<LDAPControl, ControlFree> owner(page);
    LDAPControl* controls[] = {page, nullptr};
    return ldap_search_ext(ldap, search.base.c_str(), search.scope, search.filter.c_str(),
                           attributes.data(), 0, controls, nullptr, nullptr, LDAP_NO_LIMIT, id);
  });
}

LdapAnswer LdapSession::add(const std::string& dn, const std::vector<LdapChange>& values,
                            const Call& call) {
  return request(Effect::Changes, call, [&](LDAP* ldap, int* id) {
    return ldap_add_ext(ldap, dn.c_str(), Mods(values).get(), nullptr, nullptr, id);
  });
}

LdapAnswer LdapSession::modify(const std::string& dn, const std::vector<LdapChange>& changes,
                               const Call& call) {
  return request(Effect::Changes, call, [&](LDAP* ldap, int* id) {
    return ldap_modify_ext(ldap, dn.c_str(), Mods(changes).get(), nullptr, nullptr, id);
  });
}

LdapAnswer LdapSession::rename(const std::string& dn, const std::string& rdn,
                               const std::string& parent, const Call& call) {
  return request(Effect::Changes, call, [&](LDAP* ldap, int* id) {
    return ldap_rename(ldap, dn.c_str(), rdn.c_str(), parent.empty() ? nullptr : parent.c_str(), 1,
                       nullptr, nullptr, id);
  });
}

LdapAnswer LdapSession::remove(const std::string& dn, const Call& call) {
  return request(Effect::Changes, call, [&](LDAP* ldap, int* id) {
    return ldap_delete_ext(ldap, dn.c_str(), nullptr, nullptr, id);
  });
}

LdapAnswer LdapSession::set_password(const std::string& dn, const std::string& password,
                                     const Call& call) {
  return request(Effect::Changes, call, [&](LDAP* ldap, int* id) {
    berval user = view(dn), fresh = view(password);
    return ldap_passwd(ldap, &user, nullptr, &fresh, nullptr, nullptr, id);
  });
}

Failure::Kind failure_kind(int code, bool changes) {
  switch (code) {
    case LDAP_BUSY:
      return Failure::Kind::Busy;
    case LDAP_UNAVAILABLE:
      return Failure::Kind::Unreachable;
    case LDAP_TIMELIMIT_EXCEEDED:
    case LDAP_OTHER:
      return changes ? Failure::Kind::Unknown : Failure::Kind::Unreachable;
    default:
      return Failure::Kind::Refused;
  }
}

void expect(const LdapAnswer& answer, bool changes) {
  if (answer.code != LDAP_SUCCESS) throw Failure(failure_kind(answer.code, changes), answer.text);
}

}  // namespace idm::connectors
