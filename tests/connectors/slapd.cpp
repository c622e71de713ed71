#include "slapd.h"

#include <sys/wait.h>

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

#include "http/certificate.h"
#include "support/process.h"

namespace idm::test {
namespace {

using namespace std::chrono_literals;
using connectors::Target;

std::string as_admin() { return std::string("-D ") + slapd_admin + " -w " + slapd_password + " "; }

void write_file(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

}  // namespace

Slapd::Slapd(Tls tls, const std::string& more_configuration) : tls_(tls), port_(free_port()) {
  const std::string& folder = folder_.path();
  const http::CertificateFiles certificate = http::development_certificate(folder);
  std::filesystem::create_directory(folder + "/data");
  std::string text;
  for (const char* schema : {"core", "cosine", "inetorgperson"})
    text += "include /etc/ldap/schema/" + std::string(schema) + ".schema\n";
  // As Active Directory has it.
  text +=
      "attributetype ( 1.2.840.113556.1.4.90 NAME 'unicodePwd' "
      "SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 )\n";
  text += "modulepath /usr/lib/ldap\nmoduleload back_mdb\nmoduleload ppolicy\nmoduleload refint\n" +
          ("pidfile " + folder) + "/pid\nTLSCertificateFile " + certificate.certificate +
          "\nTLSCertificateKeyFile " + certificate.key +
          "\ndatabase mdb\nsuffix dc=example,dc=org\nrootdn " + slapd_admin + "\nrootpw " +
          slapd_password + "\ndirectory " + folder + "/data\nmaxsize 67108864\n" +
          "dbnosync\nindex objectClass,uid,cn,member eq\noverlay ppolicy\n" +
          "ppolicy_default cn=policy,dc=example,dc=org\n" + more_configuration;
  write_file(folder + "/slapd.conf", text);
  start();
  load(
      "dn: dc=example,dc=org\nobjectClass: domain\ndc: example\n\n"
      "dn: cn=policy,dc=example,dc=org\nobjectClass: device\nobjectClass: pwdPolicy\n"
      "pwdAttribute: userPassword\npwdLockout: TRUE\n");
}

Slapd::~Slapd() { stop(true); }

Slapd& Slapd::shared() {
  static Slapd server;
  return server;
}

std::string Slapd::url() const {
  return (tls_ == Tls::Ldaps ? "ldaps" : "ldap") + ("://127.0.0.1:" + std::to_string(port_));
}

std::string Slapd::ca() const { return folder_.path() + "/development-certificate.pem"; }

void Slapd::start() {
  pid_ = spawn(
      {program("slapd", "slapd"), "-f", folder_.path() + "/slapd.conf", "-h", url(), "-d", "0"},
      folder_.path() + "/log");
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  int status = 1;
  while (std::chrono::steady_clock::now() < deadline) {
    tool("ldapwhoami", as_admin(), &status);
    if (status == 0) return;
    BOOST_REQUIRE_MESSAGE(waitpid(pid_, nullptr, WNOHANG) == 0, "slapd ended at once");
    std::this_thread::sleep_for(20ms);
  }
  BOOST_FAIL("slapd did not answer within 20 seconds");
}

void Slapd::stop(bool kill) {
  if (pid_ > 0) end_process(pid_, kill);
  pid_ = 0;
}

void Slapd::hang() { hang_process(pid_); }

void Slapd::go_on() { let_process_go_on(pid_); }

std::string Slapd::tool(const std::string& name, const std::string& arguments, int* status) {
  const std::string command = "LDAPTLS_CACERT=" + ca() + " " + program(name, "ldap-utils") +
                              " -x -o ldif-wrap=no -o nettimeout=5 -H " + url() + " " + arguments +
                              " 2>&1";
  FILE* pipe = popen(command.c_str(), "r");
  BOOST_REQUIRE(pipe);
  std::string output;
  char buffer[4096];
  while (const std::size_t size = fread(buffer, 1, sizeof(buffer), pipe))
    output.append(buffer, size);
  const int ended = pclose(pipe);
  if (status)
    *status = ended;
  else
    BOOST_REQUIRE_MESSAGE(ended == 0, name << " " << arguments << ": " << output);
  return output;
}

void Slapd::load(const std::string& ldif) {
  write_file(folder_.path() + "/load.ldif", ldif);
  tool("ldapadd", as_admin() + "-f " + folder_.path() + "/load.ldif");
}

std::string Slapd::search(const std::string& base, const std::string& filter,
                          const std::string& attributes) {
  return tool("ldapsearch", as_admin() + "-LLL -b '" + base + "' '" + filter + "' " + attributes);
}

bool Slapd::accepts(const std::string& dn, const std::string& password) {
  int status = 0;
  tool("ldapwhoami", "-D '" + dn + "' -w '" + password + "'", &status);
  return status == 0;
}

std::string Slapd::make_place() {
  static std::atomic<int> number{0};
  const std::string name = "place" + std::to_string(++number);
  std::string place = "ou=" + name + ",dc=example,dc=org";
  std::string ldif = "dn: " + place + "\nobjectClass: organizationalUnit\n\n";
  for (const char* unit : {"people", "groups"})
    ldif += "dn: ou=" + std::string(unit) + "," + place + "\nobjectClass: organizationalUnit\n\n";
  for (const char* group : {"staff", "admins"})
    ldif += "dn: cn=" + std::string(group) + ",ou=groups," + place +
            "\nobjectClass: groupOfNames\nmember: cn=nobody\n\n";
  load(ldif);
  return place;
}

Target Slapd::target(const std::string& place) const {
  Target target;
  target.id = "directory";
  target.kind = "ldap";
  target.url = url();
  target.login = slapd_admin;
  target.secrets["password"] = slapd_password;
  target.options = {
      {"base_dn",        "ou=people," + place},
      {"tls_ca",         ca()                },
      {"lock_attribute", "employeeType"      },
      {"locked_value",   "locked"            },
  };
  if (tls_ == Tls::StartTls) target.options["starttls"] = "true";
  return completed(target);
}

namespace {

class LdapSystem : public TargetSystem {
 public:
  LdapSystem() {
    required = {
        {"cn", {"Ada Lovelace"}},
        {"sn", {"Lovelace"}    }
    };
    text = "description";
    many = "mail";
  }
  Target target() override { return slapd_.target(slapd_.make_place()); }
  Target at(int port) override {
    Target elsewhere = target();
    elsewhere.url = "ldap://127.0.0.1:" + std::to_string(port);
    return elsewhere;
  }
  void stop() override { slapd_.stop(); }
  void start() override { slapd_.start(); }
  void hang() override { slapd_.hang(); }
  void go_on() override { slapd_.go_on(); }

 private:
  Slapd& slapd_ = Slapd::shared();
};

}  // namespace

std::unique_ptr<TargetSystem> make_ldap_system() { return std::make_unique<LdapSystem>(); }

}  // namespace idm::test
