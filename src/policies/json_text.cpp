#include "policies/json_text.h"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include "core/error.h"

namespace idm::policies {
namespace {

constexpr std::size_t largest = 400 * 1024;
constexpr std::size_t deepest = 300;  // 64 transforms, each with attributes and an array

[[noreturn]] void refuse(const std::string& what, const std::string& why) {
  throw Error(ErrorCode::InvalidArgument, what + ": " + why);
}

Json as_written(const std::string& number) {
  return Json::binary(std::vector<std::uint8_t>(number.begin(), number.end()));
}

std::string written(const Json& number) {
  if (!number.is_binary()) return number.dump();
  const Json::binary_t& text = number.get_binary();
  return {text.begin(), text.end()};
}

/// Builds the value while the parser reads.
class Builder : public nlohmann::json_sax<Json> {
 public:
  explicit Builder(const std::string& what) : what_(what) {}

  Json take() { return std::move(whole_); }

  bool null() override { return add(nullptr); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override { return add(value); }
  bool number_float(number_float_t, const string_t& text) override { return add(as_written(text)); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t&) override { return false; }  // no JSON text has one
  bool start_object(std::size_t) override { return open(Json::object()); }
  bool start_array(std::size_t) override { return open(Json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(string_t& name) override {
    if (open_.back()->contains(name))
      refuse(what_, "has the member \"" + name + "\" twice in one object");
    key_ = std::move(name);
    return true;
  }
  bool parse_error(std::size_t, const std::string&,
                   const nlohmann::detail::exception& error) override {
    refuse(what_, std::string("is no JSON: ") + error.what());
  }

 private:
  Json* place(Json value) {
    if (open_.empty()) {
      whole_ = std::move(value);
      return &whole_;
    }
    Json& parent = *open_.back();
    if (parent.is_array()) {
      parent.push_back(std::move(value));
      return &parent.back();
    }
    return &(parent[key_] = std::move(value));
  }
  bool add(Json value) {
    place(std::move(value));
    return true;
  }
  bool open(Json value) {
    if (open_.size() >= deepest) refuse(what_, "is nested too deeply");
    // A parent gets no further members while a child is open: the pointers stay good.
    open_.push_back(place(std::move(value)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }

  const std::string& what_;
  Json whole_;
  std::vector<Json*> open_;
  std::string key_;
};

void append(std::string& text, const Json& json) {
  const char* comma = "";
  if (json.is_object()) {
    text += '{';
    for (const auto& [name, value] : json.items()) {
      text += comma + Json(name).dump() + ':';
      append(text, value);
      comma = ",";
    }
    text += '}';
  } else if (json.is_array()) {
    text += '[';
    for (const Json& element : json) {
      text += comma;
      append(text, element);
      comma = ",";
    }
    text += ']';
  } else {
    text += json.is_binary() ? written(json) : json.dump();
  }
}

/// Sign, digits without zeros around them, and a power of ten: equal numbers give equal texts.
std::string canonical(const std::string& number) {
  const bool negative = number.starts_with('-');
  std::string digits;
  long long power = 0;
  bool behind_point = false;
  std::size_t i = negative ? 1 : 0;
  for (; i < number.size() && number[i] != 'e' && number[i] != 'E'; ++i) {
    if (number[i] == '.') {
      behind_point = true;
      continue;
    }
    digits += number[i];
    if (behind_point) --power;
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.empty()) return "0";
  for (; digits.ends_with('0'); ++power) digits.pop_back();
  if (i < number.size()) {
    const std::size_t from = i + (number[i + 1] == '+' ? 2 : 1);
    long long exponent = 0;
    const char* end = number.data() + number.size();
    // So small that it cannot be counted: only the same text is equal.
    if (std::from_chars(number.data() + from, end, exponent).ec != std::errc() ||
        exponent < -1'000'000'000'000)
      return number;
    power += exponent;
  }
  return (negative ? "-" : "") + digits + "e" + std::to_string(power);
}

bool same_members(const Json& a, const Json& b) {
  if (a.size() != b.size()) return false;
  for (const auto& [name, value] : a.items()) {
    const auto other = b.find(name);
    if (other == b.end() || !same_json(value, *other)) return false;
  }
  return true;
}

}  // namespace

Json parse_large_json(std::string_view text, const std::string& what) {
  Builder builder(what);
  Json::sax_parse(text, &builder);
  return builder.take();
}

Json parse_json(const std::string& text, const std::string& what) {
  if (text.size() > largest) refuse(what, "is larger than 400 KB");
  return parse_large_json(text, what);
}

std::string json_text(const Json& json) {
  std::string text;
  append(text, json);
  return text;
}

bool is_number(const Json& json) { return json.is_number() || json.is_binary(); }

bool same_json(const Json& a, const Json& b) {
  if (is_number(a) && is_number(b))
    return (!a.is_binary() && !b.is_binary() && a == b) ||
           canonical(written(a)) == canonical(written(b));
  if (a.type() != b.type()) return false;
  if (a.is_object()) return same_members(a, b);
  if (!a.is_array()) return a == b;
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same_json);
}

}  // namespace idm::policies
