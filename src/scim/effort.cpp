#include "scim/effort.h"

#include <algorithm>
#include <numeric>

namespace idm::scim {
namespace {

constexpr std::size_t most_effort = 1'000'000;  // short values; some 0.2 s

/// Letters beyond ASCII take long to fold.
std::size_t weight_of(const std::string& text) {
  const bool plain =
      std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; });
  return plain ? text.size() / 64 : 1 + text.size() / 16;
}

std::size_t weight_of(const Json& value) {
  if (value.is_string()) return weight_of(value.get_ref<const std::string&>());
  if (!value.is_structured()) return 0;
  return std::accumulate(value.begin(), value.end(), value.is_array() ? value.size() : 0,
                         [](std::size_t sum, const Json& inner) { return sum + weight_of(inner); });
}

}  // namespace

void refuse_many_operations(const Json& operations) {
  if (operations.size() > most_patch_operations)
    throw too_many("the message has " + std::to_string(operations.size()) +
                   " operations; at most " + std::to_string(most_patch_operations) + " are taken");
}

void refuse_long_list(std::size_t size, const std::string& name) {
  if (size > most_elements)
    throw too_many("'" + name + "' would have " + std::to_string(size) + " elements; at most " +
                   std::to_string(most_elements) + " are taken");
}

void Effort::spend(const Json& value, std::size_t times) {
  spent_ += (1 + weight_of(value)) * times;
  if (spent_ > most_effort)
    throw too_many(
        "the operations look at more elements, or longer ones, than one PATCH may: send them in "
        "several");
}

std::size_t comparisons_in(const Filter& filter) {
  return std::accumulate(
      filter.parts.begin(), filter.parts.end(), std::size_t{filter.parts.empty()},
      [](std::size_t sum, const Filter& part) { return sum + comparisons_in(part); });
}

}  // namespace idm::scim
