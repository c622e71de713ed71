#include <boost/test/unit_test.hpp>

#include "orm/audit_entry-odb.hxx"
#include "support/rows.h"
#include "support/soap_caller.h"

// behaviour.md 10: "requestor domain (SERVICE_ID) and login (LOGIN_ID), USER_ID = requestor's user
// id or createdBy".
namespace idm {
using namespace test;

namespace {

/// The audit row that an operation leaves.
AuditEntry row_after(SoapCaller& server, const std::string& action, const std::string& operation,
                     const std::string& service = "/UserDataService") {
  server.post(service, "text/xml",
              "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\""
              " xmlns:u=\"urn:idm.openiam.org/srvc/user/service\""
              " xmlns:p=\"http://www.openiam.org/service/provision\""
              " xmlns:d=\"urn:idm.openiam.org/srvc/user/dto\"><e:Body>" +
                  operation + "</e:Body></e:Envelope>");
  return server.services().store.read([&](Db& db) {
    return rows_where<AuditEntry>(db, odb::query<AuditEntry>::action == action).at(0);
  });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(who_asked)

BOOST_AUTO_TEST_CASE(the_employees_element_says_who_wants_a_supervisor) {
  SoapCaller server(Dialect::Sqlite);
  const AuditEntry row =
      row_after(server, "ADD SUPERVISOR",
                "<u:addSupervisor><supervisor><d:employee><requestorLogin>boss</requestorLogin>"
                "<requestorDomain>IDM</requestorDomain><requestClientIP>192.0.2.7</requestClientIP>"
                "<d:userId>nobody</d:userId></d:employee></supervisor></u:addSupervisor>");
  BOOST_TEST(row.principal.get() == "boss");
  BOOST_TEST(row.domain_id.get() == "IDM");
  BOOST_TEST(row.host.get() == "192.0.2.7");
  BOOST_TEST(!row.request_id.null());
}

BOOST_AUTO_TEST_CASE(without_an_employee_the_request_id_remains) {
  SoapCaller server(Dialect::Sqlite);
  const AuditEntry row = row_after(server, "REMOVE SUPERVISOR",
                                   "<u:removeSupervisor><supervisor><d:orgStructureId>none"
                                   "</d:orgStructureId></supervisor></u:removeSupervisor>");
  BOOST_TEST(row.principal.null());
  BOOST_TEST(!row.request_id.null());
}

BOOST_AUTO_TEST_CASE(who_created_a_note_asked_for_it) {
  SoapCaller server(Dialect::Sqlite);
  const AuditEntry row = row_after(server, "ADD NOTE",
                                   "<u:addNote><note><d:createdBy>3000</d:createdBy>"
                                   "<d:userId>nobody</d:userId></note></u:addNote>");
  BOOST_TEST(row.user_id.get() == "3000");
  BOOST_TEST(row.object_id.get() == "nobody");
}

// These carry the requestor's user id and no login: the log names both, also of what was refused.
BOOST_AUTO_TEST_CASE(a_requestor_known_by_id_is_logged_with_login_and_domain) {
  for (const auto& [action, operation] : std::vector<std::pair<std::string, std::string>>{
           {"LOCKED",
            "<p:lockUser><userId>*</userId><operation>locked</operation><requestorId>*"
            "</requestorId></p:lockUser>"                        },
           {"DISABLE",
            "<p:disableUser><userId>*</userId><operation>true</operation><requestor>*"
            "</requestor></p:disableUser>"                       },
           {"DELETE",
            "<p:deleteUser><securityDomain>USR_SEC_DOMAIN</securityDomain><managedSystemId>0"
            "</managedSystemId><principal>ada</principal><status>deleted</status><requestorId>*"
            "</requestorId></p:deleteUser>"                      },
           {"DELETE",
            "<p:deleteByUserId><user><d:userId>*</d:userId></user><status>deleted</status>"
            "<requestorId>*</requestorId></p:deleteByUserId>"    },
           {"DEPROVISION RESOURCE",
            "<p:deprovisionSelectedResources><userId>*</userId><requestorUserId>*"
            "</requestorUserId></p:deprovisionSelectedResources>"},
           {"SET PASSWORD",
            "<p:setPassword><passwordSync><securityDomain>USR_SEC_DOMAIN</securityDomain>"
            "<principal>nobody</principal><password>Passing51</password><requestorId>*"
            "</requestorId></passwordSync></p:setPassword>"      }
  }) {
    SoapCaller server(Dialect::Sqlite);
    const std::string id = users::add(server.services(), ada()).user.user.id;
    std::string sent = operation;
    for (std::size_t at; (at = sent.find('*')) != sent.npos;) sent.replace(at, 1, id);
    const AuditEntry row = row_after(server, action, sent, "/ProvisioningService");
    BOOST_TEST_CONTEXT(action) {
      BOOST_TEST(row.user_id.get() == id);
      BOOST_TEST(row.principal.get() == "ada");
      BOOST_TEST(row.domain_id.get() == "USR_SEC_DOMAIN");
    }
  }
}

BOOST_AUTO_TEST_CASE(an_unknown_requestor_is_logged_as_sent) {
  SoapCaller server(Dialect::Sqlite);
  const AuditEntry row = row_after(server, "LOCKED",
                                   "<p:lockUser><userId>nobody</userId><operation>locked"
                                   "</operation><requestorId>sysadmin</requestorId></p:lockUser>",
                                   "/ProvisioningService");
  BOOST_TEST(row.user_id.get() == "sysadmin");
  BOOST_TEST(row.principal.null());
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace idm
