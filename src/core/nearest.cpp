#include "core/nearest.h"

#include <algorithm>
#include <numeric>

namespace idm {
namespace {

/// How many characters must be added, removed or replaced to get from one to the other.
std::size_t distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), 0u);
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t replaced = diagonal + (from[i] == to[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string did_you_mean(std::string_view unknown, const std::vector<std::string>& candidates) {
  std::size_t best = std::max<std::size_t>(2, unknown.size() / 4) + 1;
  const std::string* nearest = nullptr;
  for (const std::string& candidate : candidates) {
    const std::string_view name = candidate;
    const std::string_view tail = name.substr(name.rfind('.') + 1);
    const std::size_t apart = std::min(distance(unknown, name), distance(unknown, tail));
    if (apart >= best) continue;
    best = apart;
    nearest = &candidate;
  }
  return nearest ? " (did you mean \"" + *nearest + "\"?)" : "";
}

}  // namespace idm
