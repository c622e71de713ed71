#include "identity/policy_value.h"

#include <charconv>
#include <string_view>

namespace idm {

bool read_policy_number(const Text& value, std::optional<int>& number) {
  number.reset();
  if (value.null()) return true;
  std::string_view digits = *value;
  while (!digits.empty() && digits.front() == ' ') digits.remove_prefix(1);
  while (!digits.empty() && digits.back() == ' ') digits.remove_suffix(1);
  if (digits.empty()) return true;
  int read = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), read);
  if (error != std::errc() || end != digits.data() + digits.size()) return false;
  if (read > 0) number = read;
  return true;
}

}  // namespace idm
