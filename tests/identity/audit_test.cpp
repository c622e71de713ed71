#include "identity/audit.h"

#include <boost/test/unit_test.hpp>

using namespace idm;
using audit::AuditEvent;

namespace {

AuditEvent event() {
  AuditEvent made;
  made.action = "CREATE";
  made.object_id = std::string("u1");
  made.requestor.login = std::string("boss");
  made.requestor.domain = std::string("IDM");
  made.requestor.user_id = std::string("3000");
  made.requestor.client_ip = std::string("192.0.2.1");
  made.requestor.http_request_id = "R1";
  return made;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(audit_rows)

// 10: "ACTION_ID, ACTION_STATUS, requestor domain and login, USER_ID, OBJECT_TYPE_ID, OBJECT_ID,
// SRC_SYSTEM_ID "IDM SERVICE", REQUEST_ID, HOST"
BOOST_AUTO_TEST_CASE(an_event_fills_its_row) {
  const AuditEntry row = audit::entry_of(event());
  BOOST_TEST(row.action == "CREATE");
  BOOST_TEST(row.status.get() == "SUCCESS");
  BOOST_TEST(row.object_type == "USER");
  BOOST_TEST(row.object_id.get() == "u1");
  BOOST_TEST(row.domain_id.get() == "IDM");
  BOOST_TEST(row.principal.get() == "boss");
  BOOST_TEST(row.user_id.get() == "3000");
  BOOST_TEST(row.host.get() == "192.0.2.1");
  BOOST_TEST(row.source_system_id.get() == "IDM SERVICE");
  BOOST_TEST(row.request_id.get() == "R1");
  BOOST_TEST(!row.at.null());
  BOOST_TEST(row.id.size() == 32u);
}

BOOST_AUTO_TEST_CASE(the_clients_request_id_goes_before_ours) {
  AuditEvent asked = event();
  asked.request_id = std::string("theirs");
  BOOST_TEST(audit::entry_of(asked).request_id.get() == "theirs");
  asked.request_id = std::string("");
  BOOST_TEST(audit::entry_of(asked).request_id.get() == "R1");
}

// 10: "LOG_HASH = SHA-2 hex over action, status, domain, principal, user, object type, object,
// linked log, request and date-time"
BOOST_AUTO_TEST_CASE(the_hash_covers_each_of_its_fields) {
  const AuditEntry row = audit::entry_of(event());
  BOOST_TEST(row.hash->size() == 64u);
  BOOST_TEST(audit::hash_of(row) == row.hash.get());
  const auto changes = [&](auto change) {
    AuditEntry other = row;
    change(other);
    return audit::hash_of(other) != row.hash.get();
  };
  BOOST_TEST(changes([](AuditEntry& r) { r.action = "DELETE"; }));
  BOOST_TEST(changes([](AuditEntry& r) { r.status = std::string("FAIL"); }));
  BOOST_TEST(changes([](AuditEntry& r) { r.domain_id = std::string("X"); }));
  BOOST_TEST(changes([](AuditEntry& r) { r.principal = std::string("X"); }));
  BOOST_TEST(changes([](AuditEntry& r) { r.user_id = std::string("X"); }));
  BOOST_TEST(changes([](AuditEntry& r) { r.object_type = "ROLE"; }));
  BOOST_TEST(changes([](AuditEntry& r) { r.object_id = std::string("X"); }));
  BOOST_TEST(changes([](AuditEntry& r) { r.linked_log_id = std::string("X"); }));
  BOOST_TEST(changes([](AuditEntry& r) { r.request_id = std::string("X"); }));
  BOOST_TEST(changes([](AuditEntry& r) { *r.at += std::chrono::milliseconds(1); }));
  BOOST_TEST(changes(
      [](AuditEntry& r) { r.domain_id = std::string("IDMb"), r.principal = std::string("oss"); }));
}

BOOST_AUTO_TEST_CASE(a_text_that_is_too_long_is_cut_between_characters) {
  AuditEvent asked = event();
  std::string euros;
  for (int i = 0; i < 50; ++i) euros += "\xE2\x82\xAC";
  asked.source_system_id = euros;
  asked.object_id = std::string(40, 'x');
  const AuditEntry row = audit::entry_of(asked);
  BOOST_TEST(row.source_system_id.get() == euros.substr(0, 120));
  BOOST_TEST(row.object_id.get() == std::string(32, 'x'));
}

BOOST_AUTO_TEST_SUITE_END()
