#include "scim/list_request.h"

#include <algorithm>
#include <charconv>

#include "core/ascii.h"
#include "scim/error.h"
#include "scim/message.h"

namespace idm::scim {
namespace {

constexpr std::string_view search_urn = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

/// The settings as texts, wherever they came from.
struct Asked {
  std::optional<std::string> filter, sort_by, sort_order, start_index, count, cursor;
};

/// A whole number; one too large for its type is the largest.
std::optional<std::int64_t> whole_number(const std::string& text) {
  std::int64_t number = 0;
  const char* begin = text.data();
  const char* end = begin + text.size();
  if (text.starts_with('+') && text.size() > 1 && text[1] != '-') ++begin;
  const auto [stop, error] = std::from_chars(begin, end, number);
  if (stop != end || begin == end) return {};
  if (error == std::errc::result_out_of_range)
    return text.starts_with('-') ? std::numeric_limits<std::int64_t>::min()
                                 : std::numeric_limits<std::int64_t>::max();
  return error == std::errc() ? std::optional(number) : std::nullopt;
}

Refusal wrong_count(const Asked& asked) {
  const std::string detail = "count must be a whole number, not '" + *asked.count + "'";
  return asked.cursor ? Refusal(400, "invalidCount", detail) : invalid_value(detail);
}

std::int64_t count_of(const Asked& asked) {
  if (!asked.count) return default_page;
  const auto count = whole_number(*asked.count);
  // A walk by cursor with pages of nothing would never end.
  if (!count || (asked.cursor && *count < 0)) throw wrong_count(asked);
  return std::clamp<std::int64_t>(*count, 0, largest_page);
}

ListRequest read(const Asked& asked) {
  ListRequest request;
  if (asked.filter) {
    request.filter_text = *asked.filter;
    request.filter = parse_filter(*asked.filter);
  }
  request.sort_by = asked.sort_by.value_or("");
  const std::string order = asked.sort_order.value_or("ascending");
  request.ascending = ascii::same(order, "ascending");
  if (!request.ascending && !ascii::same(order, "descending"))
    throw invalid_value("sortOrder is 'ascending' or 'descending', not '" + order + "'");
  if (asked.cursor && asked.start_index)
    throw Refusal(400, "invalidCursor", "a cursor and a startIndex cannot be asked for together");
  request.cursor = asked.cursor;
  request.count = count_of(asked);
  if (asked.start_index) {
    const auto start = whole_number(*asked.start_index);
    if (!start)
      throw invalid_value("startIndex must be a whole number, not '" + *asked.start_index + "'");
    request.start_index = std::max<std::int64_t>(*start, 1);
  }
  return request;
}

std::optional<std::string> text(const Json& body, const char* name) {
  const Json* value = field(body, name);
  if (!value) return {};
  if (!value->is_string()) throw invalid_value(std::string(name) + " must be a text");
  return value->get<std::string>();
}

/// A number, or one written as a text.
std::optional<std::string> number(const Json& body, const char* name) {
  const Json* value = field(body, name);
  if (!value) return {};
  return value->is_string() ? value->get<std::string>() : value->dump();
}

std::vector<std::string> texts(const Json& body, const char* name) {
  const Json* value = field(body, name);
  if (!value) return {};
  std::vector<std::string> all;
  const auto add = [&](const Json& one) {
    if (!one.is_string()) throw invalid_value(std::string(name) + " must be an array of texts");
    all.push_back(one.get<std::string>());
  };
  if (value->is_array())
    std::for_each(value->begin(), value->end(), add);
  else
    add(*value);
  return all;
}

}  // namespace

ListRequest read_list_parameters(
    const std::function<std::vector<std::string>(const char* name)>& all) {
  const auto first = [&](const char* name) -> std::optional<std::string> {
    const std::vector<std::string> values = all(name);
    return values.empty() ? std::nullopt : std::optional(values.front());
  };
  const auto not_blank = [&](const char* name) {
    std::optional<std::string> value = first(name);
    return value && value->empty() ? std::nullopt : value;
  };
  ListRequest request = read({first("filter"), not_blank("sortBy"), not_blank("sortOrder"),
                              first("startIndex"), first("count"), first("cursor")});
  request.attributes = all("attributes");
  request.excluded_attributes = all("excludedAttributes");
  return request;
}

ListRequest read_search(const Json& body) {
  check_message(body, search_urn);
  ListRequest request =
      read({text(body, "filter"), text(body, "sortBy"), text(body, "sortOrder"),
            number(body, "startIndex"), number(body, "count"), text(body, "cursor")});
  request.attributes = texts(body, "attributes");
  request.excluded_attributes = texts(body, "excludedAttributes");
  return request;
}

}  // namespace idm::scim
