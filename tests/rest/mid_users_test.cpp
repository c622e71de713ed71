#include <future>

#include "core/instant.h"
#include "identity/password_hash.h"
#include "mid_caller.h"

// rest.md 3: the mID-Provider user API.
namespace idm {
namespace {

using test::check_envelope;
using test::check_refusal;
using test::Json;
using test::MidCaller;
using test::RestReply;

Json full_user() {
  return Json::parse(R"({"username":"grace","firstName":"Grace","lastName":"Hopper",
      "email":"grace@example.org","enabled":true,"emailVerified":true,
      "attributes":{"unit":["a","b","a"],"badge":"7"},
      "credentials":[{"type":"password","value":"Secret-123","temporary":false}],
      "requiredActions":["VERIFY_EMAIL","UPDATE_PROFILE"],"realmRoles":["HR","end_user"],
      "clientRoles":{"portal":["reader"]}})");
}

Login login_of(MidCaller& rest, const std::string& name) {
  for (const Login& login : rest.all<Login>())
    if (login.id.login == name && login.id.managed_system_id == "0") return login;
  throw Error(ErrorCode::PrincipalNotFound, name);
}

std::vector<std::string> names_in(const RestReply& list) {
  std::vector<std::string> names;
  const Json json = list.json();
  for (const Json& user : json.at("data").at("userList")) names.push_back(user.at("username"));
  return names;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mid_users)

// "create [O] | 201 | Created | User created successfully"; "info | 200 | Success | User info
// fetched successfully"; "info data: {username,id,firstName,lastName,email,enabled,emailVerified,
// attributes:{name:[values…]},requiredActions:[],admin:bool}".
BOTH_DATABASES(a_user_is_made_with_everything_and_shown_in_both_url_shapes) {
  MidCaller rest(dialect);
  check_envelope(rest.realm("POST", "v3_user", full_user()), 201, "Created",
                 "User created successfully", 5);
  const RestReply shown = rest.tenant("GET", "users/grace/profile");
  check_envelope(shown, 200, "Success", "User info fetched successfully", 5);
  Json data = shown.json()["data"];
  BOOST_TEST(data == rest.info("grace"));
  const std::string id = data["id"];
  data.erase("id");
  BOOST_TEST(data.dump() == R"({"username":"grace","firstName":"Grace","lastName":"Hopper",)"
                            R"("email":"grace@example.org","enabled":true,"emailVerified":true,)"
                            R"("attributes":{"unit":["a","b","a"],"badge":["7"]},)"
                            R"("requiredActions":["VERIFY_EMAIL","UPDATE_PROFILE"],"admin":false,)"
                            R"("clientRoles":{"portal":["reader"]}})");

  const UserGraph user = rest.stored(id);
  BOOST_TEST(*user.user.status == "ACTIVE");
  BOOST_TEST(user.user.secondary_status.null());
  BOOST_REQUIRE(user.roles.size() == 2u);
  for (const UserRole& role : user.roles) BOOST_TEST(role.id.domain_id == "USR_SEC_DOMAIN");
  const Login login = login_of(rest, "grace");
  BOOST_TEST(login.reset_password == 0);
  BOOST_TEST(rest.services().hasher.verify(*login.password, "Secret-123"));
}

// "enabled (default false on create…)"; "temporary(default true)"; 1.2: "active=false ↔ user status
// inactive with secondary status disabled".
BOTH_DATABASES(a_user_is_made_disabled_and_its_password_temporary_unless_said_otherwise) {
  MidCaller rest(dialect);
  check_envelope(rest.tenant("POST", "users/",
                             Json::parse(R"({"username":"g@[x]","credentials":[{"type":"password",
                                  "value":"Secret-123"}]})")),
                 201, "Created", "User created successfully", 5);
  const Json data = rest.info("g@[x]");
  BOOST_TEST(data["enabled"] == false);
  BOOST_TEST(data["emailVerified"] == false);
  BOOST_TEST(data["requiredActions"] == Json::array());
  BOOST_TEST(data["attributes"] == Json::object());
  BOOST_TEST(data["email"] == "");
  const UserGraph user = rest.stored(data["id"]);
  BOOST_TEST(*user.user.status == "INACTIVE");
  BOOST_TEST(*user.user.secondary_status == "DISABLED");
  BOOST_TEST(login_of(rest, "g@[x]").reset_password == 1);
}

// "both spellings `enabled`/`Enabled`", "`requiredActions`/`RequiredActions[]`", "`clientRoles`/
// `ClientRoles`".
BOTH_DATABASES(capital_spellings_are_taken_and_both_at_once_are_not) {
  MidCaller rest(dialect);
  const RestReply made = rest.realm("POST", "v3_user", Json::parse(R"({"username":"g",
      "Enabled":"True","RequiredActions":["X"],"ClientRoles":{"a":[]}})"));
  BOOST_TEST(made.status == 201, made.body);
  const Json data = rest.info("g");
  BOOST_TEST(data["enabled"] == true);
  BOOST_TEST(data["requiredActions"] == Json::array({"X"}));
  BOOST_TEST(data["clientRoles"] == Json::parse(R"({"a":[]})"));
  check_refusal(rest.realm("POST", "v3_user",
                           Json::parse(R"({"username":"h","Enabled":true,"enabled":false})")),
                400, "BAD_REQUEST", "Enabled");
}

// 5.6: "A concurrent duplicate create must give exactly one 201 and 409 for the rest"; "create,
// name taken [O] | 409 | CONFLICT | User already exists".
BOTH_DATABASES(of_thirty_two_equal_creates_at_once_one_makes_the_user) {
  MidCaller rest(dialect, [](Config& config) { config.http.write_workers = 16; });
  std::vector<std::future<RestReply>> replies;
  for (int i = 0; i < 32; ++i)
    replies.push_back(std::async(std::launch::async, [&rest, i] {
      return rest.realm("POST", "v3_user",
                        {
                            {"username", i % 2 ? "Grace" : "grace"}
      });
    }));
  int made = 0;
  for (auto& reply : replies) {
    const RestReply got = reply.get();
    if (got.status == 201)
      ++made;
    else
      check_envelope(got, 409, "CONFLICT", "User already exists", 5);
  }
  BOOST_TEST(made == 1);
  BOOST_TEST(rest.all<RealmProfile>().size() == 0u);
}

// "A user created by SOAP `addUser` or by SCIM answers here by its primary login. Lookup is
// case-insensitive."
BOTH_DATABASES(a_user_of_soap_answers_here_by_the_login_in_any_case) {
  MidCaller rest(dialect);
  UserRequest wanted = test::ada();
  wanted.user.delegated_admin = 1;
  wanted.principals = {test::principal("Ada.L")};
  const std::string id = rest.add(wanted);
  const Json data = rest.info("aDA.l");
  BOOST_TEST(data["username"] == "Ada.L");
  BOOST_TEST(data["id"] == id);
  BOOST_TEST(data["email"] == "ada@example.org");
  BOOST_TEST(data["admin"] == true);
  BOOST_TEST(data["attributes"] == Json::parse(R"({"costCenter":["4711"]})"));
  // A name of another tenant is none here.
  check_envelope(rest.as(rest.user_admin, "GET", "/auth/realms/IDM/v3_user/Ada.L"), 404,
                 "USER_NOT_FOUND", "User does not exist", 5);
}

BOTH_DATABASES(a_user_of_scim_answers_here_and_one_of_here_over_scim) {
  MidCaller rest(dialect);
  const RestReply made = rest.post("/scim/v2/Users", {
                                                         {"userName", "Linus"},
                                                         {"active",   false  }
  });
  BOOST_TEST(made.status == 201, made.body);
  const Json data = rest.info("linus");
  BOOST_TEST(data["id"] == made.json()["id"]);
  BOOST_TEST(data["enabled"] == false);
  rest.realm("POST", "v3_user", full_user());
  const RestReply shown = rest.get("/scim/v2/Users/" + rest.info("grace")["id"].get<std::string>());
  BOOST_TEST(shown.json()["userName"] == "grace");
  BOOST_TEST(shown.json()["active"] == true);
  rest.realm("DELETE", "v3_user/grace");
  BOOST_TEST(rest.get("/scim/v2/Users/" + shown.json()["id"].get<std::string>()).status == 404);
}

// "Update changes only what is named"; "update [O] | 200 | OK | User updated successfully".
BOTH_DATABASES(an_update_changes_what_it_names_and_nothing_else) {
  MidCaller rest(dialect);
  rest.realm("POST", "v3_user", full_user());
  const Json before = rest.info("grace");
  check_envelope(rest.realm("PUT", "v3_user/GRACE/update", Json::parse(R"({"lastName":"Murray",
      "firstName":null,"attributes":{"unit":["c"],"shoe":["41","42"]}})")),
                 200, "OK", "User updated successfully", 5);
  Json expected = before;
  expected["lastName"] = "Murray";
  expected["attributes"] = Json::parse(R"({"unit":["c"],"badge":["7"],"shoe":["41","42"]})");
  BOOST_TEST(rest.info("grace") == expected);

  rest.tenant("PUT", "users/grace/update", Json::parse(R"({"email":"m@example.org",
      "emailVerified":false,"requiredActions":[],"clientRoles":{},"realmRoles":["MANAGER"],
      "attributes":{"badge":[]}})"));
  const Json after = rest.info("grace");
  BOOST_TEST(after["email"] == "m@example.org");
  BOOST_TEST(after["emailVerified"] == false);
  BOOST_TEST(after["requiredActions"] == Json::array());
  BOOST_TEST(after["clientRoles"] == Json::object());
  BOOST_TEST(after["attributes"] == Json::parse(R"({"unit":["c"],"shoe":["41","42"]})"));
  const UserGraph user = rest.stored(after["id"]);
  BOOST_REQUIRE(user.roles.size() == 1u);
  BOOST_TEST(user.roles[0].id.role_id == "MANAGER");
  BOOST_REQUIRE(user.emails.size() == 1u);
  BOOST_TEST(*user.emails[0].address == "m@example.org");
  // What the info call shows may be sent back.
  check_envelope(rest.realm("PUT", "v3_user/grace/update", after), 200, "OK",
                 "User updated successfully", 5);
  BOOST_TEST(rest.info("grace") == after);
}

// 1.2: "active=false ↔ user status inactive with secondary status disabled … (locked stays
// active)"; 5.1: "A success reply must mean that the account is really disabled".
BOTH_DATABASES(a_user_is_disabled_and_enabled_again) {
  MidCaller rest(dialect);
  UserRequest wanted = test::ada();
  wanted.user.secondary_status = test::text("LOCKED");
  const std::string id = rest.add(wanted);
  BOOST_TEST(rest.info("ada")["enabled"] == true);
  rest.realm("PUT", "v3_user/ada/update",
             {
                 {"enabled", true}
  });
  BOOST_TEST(*rest.stored(id).user.secondary_status == "LOCKED");

  rest.realm("PUT", "v3_user/ada/update",
             {
                 {"enabled", false}
  });
  BOOST_TEST(*rest.stored(id).user.status == "INACTIVE");
  BOOST_TEST(*rest.stored(id).user.secondary_status == "DISABLED");
  BOOST_TEST(rest.info("ada")["enabled"] == false);

  rest.realm("PUT", "v3_user/ada/update",
             {
                 {"enabled", true}
  });
  BOOST_TEST(*rest.stored(id).user.status == "ACTIVE");
  BOOST_TEST(rest.stored(id).user.secondary_status.null());
}

BOTH_DATABASES(a_new_password_is_checked_and_set_with_the_rest_or_nothing_is) {
  MidCaller rest(dialect);
  rest.realm("POST", "v3_user", full_user());
  const auto body = [](const char* password, bool temporary) {
    return Json{
        {"lastName",    "Murray"                                                             },
        {"credentials",
         Json::array({{{"type", "password"}, {"value", password}, {"temporary", temporary}}})}
    };
  };
  check_refusal(rest.realm("PUT", "v3_user/grace/update", body("x", false)), 400, "BAD_REQUEST",
                "password");
  BOOST_TEST(rest.info("grace")["lastName"] == "Hopper");
  BOOST_TEST(rest.realm("PUT", "v3_user/grace/update", body("Another-456", true)).status == 200);
  BOOST_TEST(rest.info("grace")["lastName"] == "Murray");
  BOOST_TEST(login_of(rest, "grace").reset_password == 1);
  BOOST_TEST(rest.services().hasher.verify(*login_of(rest, "grace").password, "Another-456"));
  BOOST_TEST(rest.realm("PUT", "v3_user/grace/update", body("Third-7890", false)).status == 200);
  BOOST_TEST(login_of(rest, "grace").reset_password == 0);
  // On create, too.
  Json weak = full_user();
  weak["username"] = "weak";
  weak["credentials"][0]["value"] = "x";
  check_refusal(rest.realm("POST", "v3_user", weak), 400, "BAD_REQUEST", "password");
  check_envelope(rest.realm("GET", "v3_user/weak"), 404, "USER_NOT_FOUND", "User does not exist",
                 5);
}

BOTH_DATABASES(an_update_may_give_another_name_that_is_free) {
  MidCaller rest(dialect);
  rest.realm("POST", "v3_user", full_user());
  rest.realm("POST", "v3_user",
             {
                 {"username", "ada"}
  });
  check_envelope(rest.realm("PUT", "v3_user/grace/update",
                            {
                                {"username", "ADA"}
  }),
                 409, "CONFLICT", "User already exists", 5);
  check_envelope(rest.realm("PUT", "v3_user/grace/update",
                            {
                                {"username", "Grace.H"}
  }),
                 200, "OK", "User updated successfully", 5);
  BOOST_TEST(rest.info("grace.h")["username"] == "Grace.H");
  BOOST_TEST(rest.realm("GET", "v3_user/grace").status == 404);
  BOOST_TEST(rest.services().hasher.verify(*login_of(rest, "Grace.H").password, "Secret-123"));
}

// "delete | 200 | OK | User deleted successfully"; "any, user unknown or deleted | 404"; 1.2: "its
// userName may be used again at once: DELETE on A, B and C moves the user's LOGIN rows to
// LOGIN_ARCHIVE".
BOTH_DATABASES(a_deleted_user_is_gone_and_the_name_is_free) {
  MidCaller rest(dialect);
  rest.realm("POST", "v3_user", full_user());
  const std::string id = rest.info("grace")["id"];
  check_envelope(rest.tenant("DELETE", "users/grace"), 200, "OK", "User deleted successfully", 5);
  const std::vector<std::pair<const char*, const char*>> calls{
      {"GET",    "v3_user/grace"                 },
      {"PUT",    "v3_user/grace/update"          },
      {"DELETE", "v3_user/grace"                 },
      {"GET",    "v3_user/grace/provision/status"},
      {"GET",    "v3_user/devices/grace"         }
  };
  for (const auto& [method, path] : calls)
    check_envelope(rest.realm(method, path, method == std::string("PUT") ? Json::object() : Json()),
                   404, "USER_NOT_FOUND", "User does not exist", 5);
  BOOST_TEST(*rest.stored(id).user.status == "DELETED");
  BOOST_TEST(rest.all<RealmProfile>().size() == 0u);
  BOOST_TEST(rest.realm("POST", "v3_user", full_user()).status == 201);
  BOOST_TEST(rest.info("grace")["id"] != id);
}

// The audit trail is the one that SOAP writes: who asked is the token's subject.
BOTH_DATABASES(what_is_written_here_is_in_the_audit_log) {
  MidCaller rest(dialect);
  rest.realm("POST", "v3_user", full_user());
  rest.realm("PUT", "v3_user/grace/update",
             {
                 {"firstName", "G"}
  });
  rest.realm("DELETE", "v3_user/grace");
  rest.realm("POST", "v3_user",
             {
                 {"username", "x y"}
  });
  std::vector<std::string> actions;
  for (const AuditEntry& entry : rest.all<AuditEntry>())
    if (entry.principal == std::string("tester")) actions.push_back(entry.action);
  for (const char* action : {"CREATE", "MODIFY", "DELETE"})
    BOOST_TEST(std::count(actions.begin(), actions.end(), action) >= 1, action);
}

// "list: query email,firstName,lastName (case-insensitive substring), pageNumber (1-based, default
// 1), limit (default 20 …); data: {userList:[info…],page:{pageNumber,limit,totalRecords,
// totalPages}}"; "list | 200 | Success | Users fetched successfully".
BOTH_DATABASES(users_are_listed_by_parts_of_their_names_page_by_page) {
  MidCaller rest(dialect);
  for (int i = 1; i <= 25; ++i) {
    const std::string number = std::to_string(100 + i);
    rest.realm("POST", "v3_user",
               {
                   {"username",  "user" + number                  },
                   {"firstName", i % 2 ? "Ödd_" + number : "Even"},
                   {"email",     "U" + number + "%x@example.org"  }
    });
  }
  rest.add(test::ada());
  const RestReply all = rest.realm("GET", "v3_user/getusers/");
  check_envelope(all, 200, "Success", "Users fetched successfully", 5);
  BOOST_TEST(all.json()["data"]["page"].dump() ==
             R"({"pageNumber":1,"limit":20,"totalRecords":26,"totalPages":2})");
  BOOST_TEST(names_in(all).size() == 20u);
  BOOST_TEST(names_in(all).front() == "ada");
  BOOST_TEST(all.json()["data"]["userList"][0] == rest.info("ada"));

  const RestReply second = rest.tenant("GET", "users?pageNumber=2");
  BOOST_TEST(names_in(second).size() == 6u);
  BOOST_TEST(names_in(second).back() == "user125");
  const RestReply beyond = rest.tenant("GET", "users?pageNumber=9&limit=7");
  BOOST_TEST(
      beyond.json()["data"].dump() ==
      R"({"userList":[],"page":{"pageNumber":9,"limit":7,"totalRecords":26,"totalPages":4}})");

  BOOST_TEST(names_in(rest.tenant("GET", "users?firstName=%C3%96DD_1&limit=200")).size() == 13u);
  BOOST_TEST(
      names_in(rest.tenant("GET", "users?email=u101%25X")) == std::vector<std::string>{"user101"},
      boost::test_tools::per_element());
  BOOST_TEST(names_in(rest.tenant("GET", "users?email=u1_1")).empty());
  // One whose address SOAP put into a row of its own is found by it.
  BOOST_TEST(names_in(rest.tenant("GET", "users?email=ADA@&lastName=LOVE")) ==
                 std::vector<std::string>{"ada"},
             boost::test_tools::per_element());
  rest.realm("DELETE", "v3_user/ada");
  BOOST_TEST(names_in(rest.tenant("GET", "users?lastName=love")).empty());
}

// "limit (default 20, max 200 [O])".
BOOST_AUTO_TEST_CASE(wrong_pages_and_unknown_parameters_of_a_list_are_refused) {
  MidCaller rest(Dialect::Sqlite);
  for (const char* wrong : {"limit=0", "limit=201", "limit=x", "limit=", "pageNumber=0",
                            "pageNumber=-1", "pageNumber=1.5", "pageNumber=99999999999"})
    check_refusal(rest.tenant("GET", std::string("users?") + wrong), 400, "BAD_REQUEST",
                  std::string(wrong).substr(0, std::string(wrong).find('=')));
  check_refusal(rest.tenant("GET", "users?name=x"), 400, "BAD_REQUEST", "'name'");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
