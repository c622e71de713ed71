#include <charconv>

#include "core/folding.h"
#include "core/instant.h"
#include "identity/devices.h"
#include "rest/mid_body.h"
#include "rest/mid_call.h"
#include "rest/mid_handlers.h"
#include "rest/requestor.h"

namespace idm::rest::mid {
namespace {

/// Seconds of the epoch, up to the year 9999.
constexpr std::int64_t last_second = 253402300799;

Instant not_after_of(const Json& json) {
  const std::string member = "activationNotAfter";
  std::int64_t seconds = 0;
  bool whole = json.is_number_integer();
  if (whole) {
    seconds = json.is_number_unsigned() && json.get<std::uint64_t>() > last_second
                  ? last_second + 1
                  : json.get<std::int64_t>();
  } else if (json.is_string()) {
    const auto& text = json.get_ref<const std::string&>();
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    whole = failed == std::errc() && end == text.data() + text.size();
  }
  if (!whole || seconds < 0 || seconds > last_second)
    throw Refusal(400, "", member + " must be a time in seconds since 1970");
  return Instant(std::chrono::seconds(seconds));
}

/// true: the code is hidden. Another text: what the device must know beside the code.
void read_secret(const Json& json, devices::NewCode& wanted) {
  const std::string word = json.is_string() ? fold(json.get_ref<const std::string&>()) : "";
  if (json.is_boolean() || word == "true" || word == "false")
    wanted.hidden = flag_of(json, "secret");
  else if (json != "")
    wanted.secret = text_of(json, "secret", 255);
}

devices::NewCode wanted_code(const Request& request) {
  const Json json = json_body(request, {"application/json"});
  if (!json.is_object()) throw Refusal(400, "", "the body must be an object");
  devices::NewCode wanted;
  for (const auto& [name, value] : json.items()) {
    if (name == "activationCode") {
      if (!value.is_null()) wanted.code = text_of(value, name, 64);
    } else if (name == "activationNotAfter") {
      if (!value.is_null() && value != "") wanted.not_after = not_after_of(value);
    } else if (name == "secret") {
      if (!value.is_null()) read_secret(value, wanted);
    } else {
      throw Refusal(400, "", "unknown member '" + name + "'");
    }
  }
  return wanted;
}

/// Whether a QR image is asked for.
bool wants_image(const Request& request) {
  const std::optional<std::string> type = request.asked("responseQrType");
  if (type && *type != "normal" && *type != "mpower")
    throw Refusal(400, "", "responseQrType must be normal or mpower");
  return type.has_value();
}

std::string epoch_seconds(Instant at) {
  return std::to_string(
      std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count());
}

std::string user_id_of(const Request& request, Services& services, const Realm& realm) {
  return services.store.read(
      [&](Db& db) { return get_user(db, services, realm, request).user.id; });
}

}  // namespace

http::Response add_activation_code(const Request& request, Services& services) {
  const Realm realm = realm_of(request, services);
  const devices::NewCode wanted = wanted_code(request);
  const bool image = wants_image(request);
  const std::string user_id = user_id_of(request, services, realm);
  Json list = Json::array();
  for (const devices::Code& code :
       devices::add_code(services, user_id, wanted, requestor_of(request)))
    list.push_back({
        {"activationCode",     code.code.empty() ? Json() : Json(code.code)},
        {"activationNotAfter", epoch_seconds(code.not_after)               },
        {"userID",             user_id                                     }
    });
  return answer(200, "OK",
                std::string("Activation code created successfully") +
                    (image ? "; this server makes no QR images" : ""),
                SubSystem::Devices, list);
}

http::Response list_devices(const Request& request, Services& services) {
  const Realm realm = realm_of(request, services);
  const std::vector<Device> found = services.store.read(
      [&](Db& db) { return devices::of_user(db, get_user(db, services, realm, request).user.id); });
  Json list = Json::array();
  for (const Device& device : found)
    list.push_back({
        {"id",        device.id                                                },
        {"name",      device.name.null() ? std::string() : *device.name        },
        {"platform",  device.platform.null() ? std::string() : *device.platform},
        {"activated", epoch_seconds(device.create_date)                        }
    });
  return answer(200, "OK", "Devices list for user fetched successfully", SubSystem::Devices, list);
}

http::Response delete_device(const Request& request, Services& services) {
  const Realm realm = realm_of(request, services);
  const std::string& id = request.parameter("id");
  if (!devices::is_device_id(id))
    throw Refusal(400, "DEVICE_PARAMETER_INVALID",
                  "a deviceId has 1 to 64 letters, digits, dots, colons, hyphens and underscores");
  const bool known = services.store.read([&](Db& db) {
    const std::optional<Device> device = db.find<Device>(id);
    return device && realm_users::is_in(db, services.config, realm.domain, device->user_id);
  });
  if (!known || !devices::remove(services, id, requestor_of(request)))
    throw Refusal(404, "DEVICEID_NOT_FOUND", "DeviceId does not exist");
  return answer(200, "OK", "DeviceId deleted successfully.", SubSystem::Devices);
}

}  // namespace idm::rest::mid
