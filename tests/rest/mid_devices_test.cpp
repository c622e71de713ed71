#include <thread>

#include "core/instant.h"
#include "identity/devices.h"
#include "mid_caller.h"

// rest.md 3: activation codes, devices, roles.
namespace idm {
namespace {

using test::check_envelope;
using test::check_refusal;
using test::Json;
using test::MidCaller;
using test::RestReply;

std::string in_an_hour() {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(
                            (now() + std::chrono::hours(1)).time_since_epoch())
                            .count());
}

}  // namespace

/// A tenant with the user ada.
struct DeviceHouse : MidCaller {
  explicit DeviceHouse(Dialect dialect) : MidCaller(dialect), ada(add(test::ada())) {}

  Json codes(const Json& body) {
    const RestReply reply = realm("POST", "v3_activationcode/ada/", body);
    check_envelope(reply, 200, "OK", "Activation code created successfully", 6);
    return reply.json()["data"];
  }
  Device activate(const std::string& code, const std::string& secret = "",
                  const std::string& id = "") {
    return devices::activate(services(),
                             {ada, code, secret, id, test::text("Phone"), test::text("Android")},
                             Requestor());
  }

  std::string ada;
};

BOOST_AUTO_TEST_SUITE(mid_devices)

// "activation code body {activationCode|null,activationNotAfter(epoch seconds, string or number),
// secret}; … answers the code list in data".
BOTH_DATABASES(activation_codes_are_made_and_listed) {
  DeviceHouse house(dialect);
  const std::string end = in_an_hour();
  Json data = house.codes({
      {"activationCode",     "CODE-1"},
      {"activationNotAfter", end     },
      {"secret",             false   }
  });
  BOOST_TEST(data.dump() == Json::array({
                                            {{"activationCode", "CODE-1"},
                                             {"activationNotAfter", end},
                                             {"userID", house.ada}}
  })
                                .dump());
  // Of a hidden one it is the only answer that shows it.
  data = house.codes({
      {"activationCode",     nullptr        },
      {"activationNotAfter", std::stoll(end)},
      {"secret",             true           }
  });
  BOOST_REQUIRE(data.size() == 2u);
  BOOST_TEST(data[1]["activationCode"].get<std::string>().size() == 10u);
  data = house.codes(Json::object());
  BOOST_REQUIRE(data.size() == 3u);
  BOOST_TEST(data[0]["activationCode"] == "CODE-1");
  BOOST_TEST(data[1]["activationCode"].is_null());
  BOOST_TEST(data[2]["activationCode"].is_string());
  // None of them can be read in the table.
  for (const ActivationCode& row : house.all<ActivationCode>())
    BOOST_TEST(std::string(row.code->begin(), row.code->end()).find("CODE-1") == std::string::npos);
}

BOTH_DATABASES(what_is_wrong_with_an_activation_code_is_said) {
  DeviceHouse house(dialect);
  const auto refused = [&](const Json& body, const char* named) {
    check_refusal(house.realm("POST", "v3_activationcode/ada", body), 400, "BAD_REQUEST", named, 6);
  };
  refused(
      {
          {"activationCode", "abc"}
  },
      "activationCode");
  refused(
      {
          {"activationCode", "a b c d"}
  },
      "activationCode");
  refused(
      {
          {"activationCode", 1234}
  },
      "activationCode");
  refused(
      {
          {"activationNotAfter", 1000}
  },
      "activationNotAfter");
  refused(
      {
          {"activationNotAfter", "tomorrow"}
  },
      "activationNotAfter");
  refused(
      {
          {"activationNotAfter", 1e300}
  },
      "activationNotAfter");
  refused(
      {
          {"activationNotAfter", 18446744073709551615ull}
  },
      "activationNotAfter");
  refused(
      {
          {"secret", 1}
  },
      "secret");
  refused(
      {
          {"qrCode", true}
  },
      "'qrCode'");
  house.codes({
      {"activationCode", "CODE-1"}
  });
  refused(
      {
          {"activationCode", "CODE-1"}
  },
      "activationCode");
  check_refusal(house.realm("POST", "v3_activationcode/ada?responseQrType=gif", Json::object()),
                400, "BAD_REQUEST", "responseQrType", 6);
  check_envelope(house.realm("POST", "v3_activationcode/eve", Json::object()), 404,
                 "USER_NOT_FOUND", "User does not exist", 5);
  BOOST_TEST(house.all<ActivationCode>().size() == 1u);
}

// "query responseQrType=normal|mpower": docs/decisions/0024: no images, and the answer says so.
BOTH_DATABASES(who_asks_for_a_qr_image_is_told_that_there_is_none) {
  DeviceHouse house(dialect);
  for (const char* type : {"normal", "mpower"})
    check_envelope(
        house.tenant("POST", std::string("users/ada/activationcodes?responseQrType=") + type,
                     Json::object()),
        200, "OK", "Activation code created successfully; this server makes no QR images", 6);
}

// "devices | 200 | OK | Devices list for user fetched successfully"; "delete device | 200 … OK |
// DeviceId deleted successfully. | 404 DEVICEID_NOT_FOUND | 400 DEVICE_PARAMETER_INVALID".
BOTH_DATABASES(a_device_is_activated_listed_and_deleted) {
  DeviceHouse house(dialect);
  const RestReply none = house.tenant("GET", "users/ada/devices");
  check_envelope(none, 200, "OK", "Devices list for user fetched successfully", 6);
  BOOST_TEST(none.json()["data"] == Json::array());

  house.codes({
      {"activationCode", "CODE-1"  },
      {"secret",         "horse 42"}
  });
  house.codes({
      {"activationCode", "CODE-2"}
  });
  BOOST_TEST(devices::needs_secret(house.services(), house.ada, "CODE-1"));
  BOOST_CHECK_EXCEPTION(house.activate("CODE-1", "wrong"), Error,
                        test::fails_with(ErrorCode::InvalidArgument));
  BOOST_CHECK_EXCEPTION(house.activate("CODE-9"), Error,
                        test::fails_with(ErrorCode::ObjectNotFound));
  const Device first = house.activate("CODE-1", "horse 42", "dev:1");
  BOOST_CHECK_EXCEPTION(house.activate("CODE-1", "horse 42"), Error,
                        test::fails_with(ErrorCode::ObjectNotFound));
  BOOST_CHECK_EXCEPTION(house.activate("CODE-2", "", "dev:1"), Error,
                        test::fails_with(ErrorCode::InvalidArgument));
  // They are listed by the millisecond in which they came.
  std::this_thread::sleep_for(std::chrono::milliseconds(2));
  house.activate("CODE-2");

  const Json list = house.realm("GET", "v3_user/devices/ADA").json()["data"];
  BOOST_REQUIRE(list.size() == 2u);
  BOOST_TEST(list[0]["id"] == "dev:1");
  BOOST_TEST(list[0]["name"] == "Phone");
  BOOST_TEST(list[0]["platform"] == "Android");
  BOOST_TEST(list[0]["activated"].is_string());

  check_envelope(house.realm("DELETE", "v3_device/dev:1"), 200, "OK",
                 "DeviceId deleted successfully.", 6);
  check_envelope(house.tenant("DELETE", "devices/dev:1"), 404, "DEVICEID_NOT_FOUND",
                 "DeviceId does not exist", 6);
  check_refusal(house.tenant("DELETE", "devices/no%20id"), 400, "DEVICE_PARAMETER_INVALID",
                "deviceId", 6);
  // A device of another tenant's user is none here.
  const std::string second = list[1]["id"];
  check_envelope(house.as(house.user_admin, "DELETE", "/auth/realms/IDM/v3_device/" + second), 404,
                 "DEVICEID_NOT_FOUND", "DeviceId does not exist", 6);
  BOOST_TEST(house.all<Device>().size() == 1u);

  house.realm("DELETE", "v3_user/ada");
  BOOST_TEST(house.all<Device>().size() == 0u);
  BOOST_TEST(house.all<ActivationCode>().size() == 0u);
}

BOTH_DATABASES(codes_that_are_over_are_no_use_and_are_forgotten) {
  DeviceHouse house(dialect);
  house.codes({
      {"activationCode", "CODE-1"}
  });
  house.store().transact([&](Db& db) {
    for (ActivationCode& row : rows_where<ActivationCode>(db, odb::query<ActivationCode>(true))) {
      row.not_after = now() - std::chrono::seconds(1);
      db.update(row);
    }
  });
  BOOST_CHECK_EXCEPTION(house.activate("CODE-1"), Error,
                        test::fails_with(ErrorCode::ObjectNotFound));
  BOOST_TEST(house
                 .codes({
                     {"activationCode", "CODE-2"}
  })
                 .size() == 1u);
  BOOST_TEST(devices::forget_expired(house.store()) == 1u);
  BOOST_TEST(house.all<ActivationCode>().size() == 1u);
}

// "add role | 200 / 409 CONFLICT | OK | Role created successfully / Role already exists".
BOTH_DATABASES(a_role_is_added_to_the_tenant_and_can_be_given) {
  MidCaller rest(dialect);
  check_refusal(rest.realm("POST", "v3_user",
                           {
                               {"username",   "g"                     },
                               {"realmRoles", Json::array({"Auditor"})}
  }),
                400, "BAD_REQUEST", "'Auditor'");
  BOOST_TEST(rest.realm("GET", "v3_user/g").status == 404);
  check_envelope(rest.realm("POST", "v3_role/Auditor"), 200, "OK", "Role created successfully", 1);
  check_envelope(rest.tenant("POST", "role/AUDITOR"), 409, "CONFLICT", "Role already exists", 1);
  check_envelope(rest.tenant("POST", "role/Auditor", nullptr, "idm.example.org"), 200, "OK",
                 "Role created successfully", 1);
  BOOST_TEST(rest.realm("POST", "v3_user",
                        {
                            {"username",   "g"                     },
                            {"realmRoles", Json::array({"auditor"})}
  })
                 .status == 201);
  const UserGraph user = rest.stored(rest.info("g")["id"]);
  BOOST_REQUIRE(user.roles.size() == 1u);
  BOOST_TEST(user.roles[0].id.role_id == "Auditor");
  BOOST_TEST(user.roles[0].id.domain_id == "USR_SEC_DOMAIN");
  check_refusal(rest.realm("POST", "v3_role/" + std::string(33, 'x')), 400, "BAD_REQUEST", "role",
                1);
  check_refusal(rest.realm("POST", "v3_role/a%2Fb"), 400, "BAD_REQUEST", "role", 1);
  check_refusal(rest.realm("POST", "v3_role/b",
                           {
                               {"composite", true}
  }),
                400, "BAD_REQUEST", "'composite'", 1);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace idm
