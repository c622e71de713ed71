#include "rest/page.h"

#include <charconv>

#include "rest/refusal.h"

namespace idm::rest {

std::size_t number_asked(const Request& request, const char* name, std::size_t fallback,
                         std::size_t least, std::size_t most) {
  const std::optional<std::string> given = request.asked(name);
  if (!given) return fallback;
  std::size_t number = 0;
  const char* end = given->data() + given->size();
  const auto [stopped, failed] = std::from_chars(given->data(), end, number);
  if (failed != std::errc() || stopped != end || number < least || number > most)
    throw Refusal(400, "invalidValue",
                  std::string(name) + " must be a whole number from " + std::to_string(least) +
                      " to " + std::to_string(most) + ", not '" + *given + "'");
  return number;
}

bool flag_asked(const Request& request, const char* name, bool fallback) {
  const std::optional<std::string> given = request.asked(name);
  if (!given) return fallback;
  if (*given != "true" && *given != "false")
    throw Refusal(400, "invalidValue",
                  std::string(name) + " must be true or false, not '" + *given + "'");
  return *given == "true";
}

Page page_of(const Request& request) {
  constexpr std::size_t most = 250, furthest = 1'000'000'000;
  return {number_asked(request, "limit", most, 0, most),
          number_asked(request, "offset", 0, 0, furthest), flag_asked(request, "count", false)};
}

http::Response with_total(http::Response response, const Page& page, std::size_t total) {
  if (page.counted) response.headers.emplace_back("X-Total-Count", std::to_string(total));
  return response;
}

}  // namespace idm::rest
