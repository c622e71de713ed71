#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "support/database.h"
#include "target_system.h"

namespace idm::test {

/// A real slapd of our own on a free port, for dc=example,dc=org, with StartTLS and the ppolicy
/// overlay; it dies with this process.
class Slapd {
 public:
  enum class Tls { StartTls, Ldaps };
  explicit Slapd(Tls tls = Tls::StartTls, const std::string& more_configuration = "");
  ~Slapd();
  Slapd(const Slapd&) = delete;
  Slapd& operator=(const Slapd&) = delete;

  /// The one that tests share.
  static Slapd& shared();

  /// A new entry with ou=people and ou=groups, which has the groups staff and admins: its DN.
  std::string make_place();
  /// How to reach its ou=people, with locks kept in employeeType.
  connectors::Target target(const std::string& place) const;
  std::string url() const;
  /// The CA of its certificate.
  std::string ca() const;

  void load(const std::string& ldif);
  /// All lines that ldapsearch finds, as administrator.
  std::string search(const std::string& base, const std::string& filter,
                     const std::string& attributes = "");
  bool accepts(const std::string& dn, const std::string& password);

  void start();
  void stop(bool kill = false);
  void hang();
  void go_on();

 private:
  std::string tool(const std::string& name, const std::string& arguments, int* status = nullptr);

  TemporaryFolder folder_;
  const Tls tls_;
  const int port_;
  pid_t pid_ = 0;
};

inline const char* const slapd_admin = "cn=admin,dc=example,dc=org";
inline const char* const slapd_password = "admin-secret";

}  // namespace idm::test
