#include "scim/cursor.h"

#include <sodium.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base64.h"
#include "core/seal.h"
#include "scim/error.h"

namespace idm::scim {
namespace {

using Json = nlohmann::json;

Refusal invalid_cursor() { return {400, "invalidCursor", "the cursor is not one of this list"}; }

/// Short, and says nothing of the filter.
std::string fingerprint(const std::string& list) {
  unsigned char hash[16];
  crypto_generichash(hash, sizeof hash, reinterpret_cast<const unsigned char*>(list.data()),
                     list.size(), nullptr, 0);
  return to_base64({reinterpret_cast<const char*>(hash), sizeof hash});
}

/// Base64 for URLs, without padding.
std::string to_url(std::string text) {
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  while (text.ends_with('=')) text.pop_back();
  return text;
}

std::string from_url(std::string text) {
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  while (text.size() % 4 != 0) text += '=';
  return text;
}

}  // namespace

std::string write_cursor(const std::string& key, const std::string& list, const Position& position,
                         Instant expires) {
  Json json = {
      {"l", fingerprint(list)                 },
      {"e", expires.time_since_epoch().count()},
      {"i", position.id                       },
  };
  if (position.at) json["a"] = position.at->time_since_epoch().count();
  if (position.has_key) json["k"] = position.key;
  const std::vector<std::uint8_t> bytes = Json::to_msgpack(json);
  const std::vector<char> sealed =
      seal(key, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  return to_url(to_base64({sealed.data(), sealed.size()}));
}

Position read_cursor(const std::string& key, const std::string& list, const std::string& cursor,
                     Instant now) {
  const auto sealed = from_base64(from_url(cursor));
  const auto bytes = sealed ? unseal(key, *sealed) : std::nullopt;
  if (!bytes) throw invalid_cursor();
  const Json json = Json::from_msgpack(*bytes, true, false);
  // Nobody else can have sealed it; other things of ours that are sealed are no such object.
  if (!json.is_object() || json.value("l", "") != fingerprint(list)) throw invalid_cursor();
  if (Instant(std::chrono::milliseconds(json.at("e").get<std::int64_t>())) <= now)
    throw Refusal(400, "expiredCursor", "the cursor is too old; ask for the list anew");
  Position position;
  position.id = json.at("i").get<std::string>();
  if (json.contains("a"))
    position.at = Instant(std::chrono::milliseconds(json.at("a").get<std::int64_t>()));
  position.has_key = json.contains("k");
  if (position.has_key) position.key = json.at("k").get<std::string>();
  return position;
}

}  // namespace idm::scim
