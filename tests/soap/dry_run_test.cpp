#include <mysql.h>
#include <sqlite3.h>

#include <boost/test/unit_test.hpp>
#include <odb/mysql/connection.hxx>
#include <odb/mysql/transaction.hxx>
#include <odb/sqlite/connection.hxx>
#include <odb/sqlite/transaction.hxx>

#include "connectors/target_rows.h"
#include "orm/all_rows.h"
#include "orm/all_rows_odb.h"
#include "support/reply_schema.h"
#include "support/scripts.h"
#include "support/soap_caller.h"

// Issue 4, dry run: "returns the plan … and writes nothing" (docs/decisions/0023).
namespace idm {
namespace test {

/// Everything in every table, or a checksum of it.
std::string contents(Db& db, const std::string& table) {
  std::string text = table + "\n";
  if (db.dialect() == Dialect::Sqlite) {
    sqlite3* handle = odb::sqlite::transaction::current().connection().handle();
    const auto append = [](void* into, int columns, char** values, char**) {
      for (int i = 0; i < columns; ++i)
        *static_cast<std::string*>(into) += std::string(values[i] ? values[i] : "NULL") + "|";
      *static_cast<std::string*>(into) += "\n";
      return 0;
    };
    BOOST_REQUIRE(sqlite3_exec(handle, ("SELECT * FROM " + table).c_str(), append, &text,
                               nullptr) == SQLITE_OK);
    return text;
  }
  MYSQL* handle = odb::mysql::transaction::current().connection().handle();
  BOOST_REQUIRE(mysql_query(handle, ("CHECKSUM TABLE " + table).c_str()) == 0);
  MYSQL_RES* result = mysql_store_result(handle);
  text += mysql_fetch_row(result)[1];
  mysql_free_result(result);
  return text + "\n";
}

/// A service whose END_USERs have accounts on 101, and which could mail.
struct RehearsalHouse {
  explicit RehearsalHouse(Dialect dialect)
      : server(dialect, [](Config& config) {
          config.mail.server = "smtp://127.0.0.1:1";
          config.mail.from = "idm@example.org";
        }) {
    server.services().store.transact([&](Db& db) {
      ResourceRole given;
      given.id = {"101", "USR_SEC_DOMAIN", "END_USER", "NA"};
      db.insert(given);
      ManagedSystem row = *db.find<ManagedSystem>("101");
      row.kind = std::string("sim");
      db.update(row);
      bump_reference_generation(db);
    });
    server.services().reference.invalidate();
  }

  std::string dump() {
    return server.services().store.read([](Db& db) {
      std::string all;
#define IDM_DUMP(ROW, KEY)                                                                      \
  {                                                                                             \
    const std::string quoted = odb::access::object_traits_impl<ROW, odb::id_mysql>::table_name; \
    all += contents(db, quoted.substr(1, quoted.size() - 2));                                   \
  }
      IDM_EACH_ROW(IDM_DUMP)
#undef IDM_DUMP
      return all;
    });
  }

  std::string call(const std::string& path, const std::string& body, const std::string& block = "",
                   const std::string& http_header = "") {
    http::Request request = SoapCaller::request("POST", path);
    request.content_type = "text/xml";
    if (!http_header.empty()) request.headers.push_back({"x-dry-run", http_header});
    request.body =
        "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\""
        " xmlns:p=\"http://www.openiam.org/service/provision\""
        " xmlns:u=\"urn:idm.openiam.org/srvc/user/service\""
        " xmlns:c=\"urn:idm.openiam.org/srvc/continfo/dto\""
        " xmlns:r=\"urn:idm.openiam.org/srvc/role/dto\""
        " xmlns:d=\"urn:idm.openiam.org/srvc/user/dto\">" +
        (block.empty() ? "" : "<e:Header>" + block + "</e:Header>") + "<e:Body>" + body +
        "</e:Body></e:Envelope>";
    const http::Response reply = server.call(std::move(request));
    status = reply.status;
    if (status == 200) BOOST_TEST(schema_violations(reply.body).empty(), reply.body);
    return reply.body;
  }

  /// Rehearses that call; nothing may have changed by it.
  std::string rehearse(const std::string& path, const std::string& body) {
    const std::string before = dump();
    const std::string reply = call(path, body, "", "true");
    BOOST_TEST(status == 200, reply);
    BOOST_TEST(reply.find("dry run: nothing was written") != std::string::npos, reply);
    BOOST_TEST(reply.find(":Plan ") != std::string::npos, reply);
    BOOST_CHECK(dump() == before);
    return reply;
  }

  std::string add_for_real() {
    const std::string reply = call("/ProvisioningService", new_colleague);
    const std::size_t at = reply.find("userId>") + 7;
    return reply.substr(at, reply.find('<', at) - at);
  }

  static constexpr const char* new_colleague =
      "<p:addUser><user><d:email>ada@example.org</d:email><d:firstName>Ada</d:firstName>"
      "<d:lastName>Lovelace</d:lastName><d:status>active</d:status><d:principalList><id>"
      "<domainId>USR_SEC_DOMAIN</domainId><login>ada</login><managedSysId>0</managedSysId></id>"
      "</d:principalList><memberOfRoles><r:id><r:roleId>END_USER</r:roleId>"
      "<r:serviceId>USR_SEC_DOMAIN</r:serviceId></r:id></memberOfRoles>"
      "<requestId>Q1</requestId><password>Secret-123</password>"
      "<emailCredentialsToNewUsers>true</emailCredentialsToNewUsers></user></p:addUser>";

  SoapCaller server;
  int status = 0;
};

}  // namespace test

using namespace test;

namespace {

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dry_runs)

BOTH_DATABASES(a_rehearsed_addition_has_a_plan_and_leaves_nothing) {
  RehearsalHouse house(dialect);
  const std::string reply = house.rehearse("/ProvisioningService", house.new_colleague);
  BOOST_TEST(has(reply, "status=\"success\""), reply);
  BOOST_TEST(has(reply, "change=\"insert\" table=\"USERS\""), reply);
  BOOST_TEST(has(reply, "table=\"LOGIN\" key=\"USR_SEC_DOMAIN ada 0\""), reply);
  BOOST_TEST(has(reply, "new=\"true\""));
  BOOST_TEST(has(reply, "system=\"101\" verb=\"CREATE\""), reply);
  BOOST_TEST(has(reply, "system=\"@mail\" verb=\"MAIL\""), reply);
  BOOST_TEST(has(reply, "account=\"ada@example.org\""), reply);
  BOOST_TEST(!has(reply, "Secret-123"));
  // The same request, for real, is no repetition of what was never done.
  const std::string real = house.call("/ProvisioningService", house.new_colleague);
  BOOST_TEST(!has(real, "dry run"), real);
  BOOST_TEST(!has(real, ":Plan"), real);
  BOOST_TEST(has(house.call("/UserDataService",
                            "<u:getUserByPrincipal><principal>ada</principal>"
                            "</u:getUserByPrincipal>"),
                 "Lovelace"));
}

BOTH_DATABASES(every_kind_of_change_can_be_rehearsed) {
  RehearsalHouse house(dialect);
  const std::string id = house.add_for_real();
  const std::string user = "<d:userId>" + id + "</d:userId>";
  const std::string modified =
      house.rehearse("/ProvisioningService", "<p:modifyUser><user><d:lastName>King</d:lastName>" +
                                                 user + "</user></p:modifyUser>");
  BOOST_TEST(has(modified, "King"), modified);
  BOOST_TEST(has(modified, ":Changed>last_name<"), modified);
  BOOST_TEST(has(modified, "verb=\"MODIFY\""), modified);
  const std::string locked =
      house.rehearse("/ProvisioningService", "<p:lockUser><userId>" + id +
                                                 "</userId><operation>locked</operation>"
                                                 "</p:lockUser>");
  BOOST_TEST(has(locked, "verb=\"SUSPEND\""), locked);
  const std::string deleted =
      house.rehearse("/ProvisioningService",
                     "<p:deleteUser><principal>ada</principal><status>deleted</status>"
                     "</p:deleteUser>");
  BOOST_TEST(has(deleted, "verb=\"DELETE\""), deleted);
  const std::string set = house.rehearse("/ProvisioningService",
                                         "<p:setPassword><passwordSync><principal>ada"
                                         "</principal><securityDomain>USR_SEC_DOMAIN"
                                         "</securityDomain></passwordSync></p:setPassword>");
  BOOST_TEST(set.size() > 0u);
  const std::string mail = house.rehearse(
      "/UserDataService",
      "<u:addEmailAddress><email><c:emailAddress>a@example.org</c:emailAddress><c:parentId>" + id +
          "</c:parentId><c:name>WORK</c:name></email></u:addEmailAddress>");
  BOOST_TEST(has(mail, "table=\"EMAIL_ADDRESS\""), mail);
  const std::string removed =
      house.rehearse("/UserDataService", "<u:removeAllEmailAddresses><userId>" + id +
                                             "</userId></u:removeAllEmailAddresses>");
  BOOST_TEST(has(removed, "change=\"delete\" table=\"EMAIL_ADDRESS\""), removed);
}

// A refusal is a verdict, too.
BOTH_DATABASES(what_would_be_refused_is_refused_in_a_rehearsal) {
  RehearsalHouse house(dialect);
  house.add_for_real();
  const std::string reply =
      house.rehearse("/ProvisioningService",
                     "<p:setPassword><passwordSync><password>x</password>"
                     "<principal>ada</principal><securityDomain>USR_SEC_DOMAIN"
                     "</securityDomain></passwordSync></p:setPassword>");
  BOOST_TEST(has(reply, "status=\"failure\""), reply);
}

BOOST_AUTO_TEST_CASE(a_dry_run_is_asked_for_by_either_header) {
  RehearsalHouse house(Dialect::Sqlite);
  const std::string before = house.dump();
  const auto block = [](const std::string& value, const std::string& attributes = "") {
    return "<x:DryRun xmlns:x=\"urn:provisiond:dry-run\"" + attributes + ">" + value +
           "</x:DryRun>";
  };
  BOOST_TEST(has(house.call("/ProvisioningService", house.new_colleague, block("true")), ":Plan "));
  BOOST_TEST(has(house.call("/ProvisioningService", house.new_colleague,
                            block(" 1 ", " e:mustUnderstand=\"1\"")),
                 ":Plan "));
  house.call("/ProvisioningService", house.new_colleague, block("perhaps"));
  BOOST_TEST(house.status == 500);
  house.call("/ProvisioningService", house.new_colleague, "", "perhaps");
  BOOST_TEST(house.status == 500);
  const std::string other = house.call("/ProvisioningService", house.new_colleague,
                                       "<x:DryRun xmlns:x=\"urn:other\" e:mustUnderstand=\"1\">"
                                       "true</x:DryRun>");
  BOOST_TEST(has(other, "MustUnderstand"), other);
  BOOST_CHECK(house.dump() == before);
  BOOST_TEST(!has(house.call("/ProvisioningService", house.new_colleague, block("false"), "false"),
                  ":Plan "));
  BOOST_CHECK(house.dump() != before);
}

// docs/decisions/0023: "Anything but true, false, 1 and 0 is a fault: nobody should write by a slip
// of the pen."
BOOST_AUTO_TEST_CASE(who_asks_twice_or_for_nothing_gets_a_fault) {
  RehearsalHouse house(Dialect::Sqlite);
  const std::string before = house.dump();
  const auto block = [](const std::string& value, const std::string& more = "") {
    return "<x:DryRun xmlns:x=\"urn:provisiond:dry-run\"" + more + ">" + value + "</x:DryRun>";
  };
  for (const std::string& blocks :
       {block("true") + block("false"), block("false") + block("false"), block(""),
        block("true") + "</e:Header><e:Header>" + block("0")}) {
    house.call("/ProvisioningService", house.new_colleague, blocks);
    BOOST_TEST(house.status == 500, blocks);
  }
  for (const std::vector<std::string>& values : std::vector<std::vector<std::string>>{
           {"false",  "true"},
           {"false",        "false"},
           {""},
           {" "      }
  }) {
    http::Request request = SoapCaller::request("POST", "/ProvisioningService");
    request.content_type = "text/xml";
    for (const std::string& value : values) request.headers.push_back({"x-dry-run", value});
    request.body =
        "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\""
        " xmlns:p=\"http://www.openiam.org/service/provision\""
        " xmlns:d=\"urn:idm.openiam.org/srvc/user/dto\"><e:Body><p:addUser><user>"
        "<d:status>active</d:status></user></p:addUser></e:Body></e:Envelope>";
    const http::Response reply = house.server.call(std::move(request));
    BOOST_TEST(reply.status == 500);
    BOOST_TEST(has(reply.body, "X-Dry-Run"), reply.body);
  }
  BOOST_CHECK(house.dump() == before);
  // A block for somebody else is no second wish.
  BOOST_TEST(has(house.call("/ProvisioningService", house.new_colleague,
                            block("false", " e:actor=\"urn:other\"") + block("true")),
                 ":Plan "));
}

BOOST_AUTO_TEST_CASE(a_soap_12_caller_gets_the_plan_in_its_own_header) {
  RehearsalHouse house(Dialect::Sqlite);
  http::Request request = SoapCaller::request("POST", "/ProvisioningService");
  request.content_type = "application/soap+xml";
  request.headers.push_back({"x-dry-run", "true"});
  request.body =
      "<e:Envelope xmlns:e=\"http://www.w3.org/2003/05/soap-envelope\""
      " xmlns:p=\"http://www.openiam.org/service/provision\""
      " xmlns:d=\"urn:idm.openiam.org/srvc/user/dto\"><e:Body><p:addUser><user>"
      "<d:status>active</d:status></user></p:addUser></e:Body></e:Envelope>";
  const http::Response reply = house.server.call(std::move(request));
  BOOST_TEST(schema_violations(reply.body).empty(), reply.body);
  BOOST_TEST(has(reply.body, ":Plan "));
}

BOOST_AUTO_TEST_CASE(processors_are_not_asked_in_a_dry_run_and_the_plan_says_so) {
  static Scripts scripts;
  SoapCaller server(Dialect::Sqlite, [](Config& config) {
    config.processors.before = scripts.write(
        "before", "#!/bin/sh\ntouch " + scripts.path("asked") + "\necho '{\"status\":\"ok\"}'\n");
  });
  http::Request request = SoapCaller::request("POST", "/ProvisioningService");
  request.content_type = "text/xml";
  request.headers.push_back({"x-dry-run", "true"});
  request.body =
      "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\""
      " xmlns:p=\"http://www.openiam.org/service/provision\""
      " xmlns:d=\"urn:idm.openiam.org/srvc/user/dto\"><e:Body><p:addUser><user>"
      "<d:status>active</d:status></user></p:addUser></e:Body></e:Envelope>";
  const http::Response reply = server.call(std::move(request));
  BOOST_TEST(has(reply.body, "were not asked"), reply.body);
  BOOST_CHECK(!std::ifstream(scripts.path("asked")));
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace idm
