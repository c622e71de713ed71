// Transforms that draw by chance.
#include <sodium.h>

#include "policies/random_text.h"
#include "policies/transforms.h"

namespace idm::policies {

std::string random_text(std::string_view alphabet, std::size_t length) {
  std::string text;
  while (text.size() < length)
    text += alphabet[randombytes_uniform(static_cast<std::uint32_t>(alphabet.size()))];
  return text;
}

namespace randoms {
namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::string_view digits_and_letters =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

Operation drawn(Settings& settings, std::string_view alphabet, long long usual) {
  const long long length = settings.whole("length", usual);
  if (length < 1 || length > 450) refuse(settings.place("length"), "must be from 1 to 450");
  return [=](const Scope&) -> Value {
    return random_text(alphabet, static_cast<std::size_t>(length));
  };
}

}  // namespace

Operation alphanumeric(Settings& settings) { return drawn(settings, digits_and_letters, 32); }
Operation numeric(Settings& settings) { return drawn(settings, digits, 10); }

}  // namespace randoms
}  // namespace idm::policies
