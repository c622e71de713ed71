// Transforms that choose between values, or join them.
#include "core/error.h"
#include "policies/messages.h"
#include "policies/transforms.h"
#include "policies/velocity.h"

namespace idm::policies::choosing {
namespace {

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

}  // namespace

Operation first_valid(Settings& settings) {
  const bool ignore_errors = settings.flag("ignoreErrors", false);
  return [values = settings.values("values"), ignore_errors](const Scope& scope) -> Value {
    for (const Operation& value : values) {
      try {
        if (Value found = value(scope)) return found;
      } catch (const Error& error) {
        if (!ignore_errors || error.code() != ErrorCode::InvalidArgument) throw;
      }
    }
    return std::nullopt;
  };
}

Operation concat(Settings& settings) {
  return [values = settings.values("values")](const Scope& scope) -> Value {
    std::string all;
    for (const Operation& value : values) all += value(scope).value_or("");
    return all;
  };
}

Operation join(Settings& settings) {
  const std::string separator = settings.text("separator", ",");
  return [values = settings.values("values"), separator](const Scope& scope) -> Value {
    std::string all;
    bool first = true;
    for (const Operation& value : values) {
      const Value part = value(scope);
      if (!part) continue;
      all += (first ? "" : separator) + *part;
      first = false;
    }
    return all;
  };
}

Operation conditional(Settings& settings) {
  const std::string expression = settings.text("expression");
  const std::size_t at = expression.find(" eq ");
  if (at == std::string::npos)
    refuse(settings.place("expression"), "must read: A eq B (no other comparison is known)");
  const Place place = settings.place("expression");
  const auto side = [&](std::string_view text) {
    return compile_value(Json(std::string(trimmed(text))), place);
  };
  return [left = side(std::string_view(expression).substr(0, at)),
          right = side(std::string_view(expression).substr(at + 4)),
          positive = settings.value("positiveCondition"),
          negative = settings.value("negativeCondition")](const Scope& scope) -> Value {
    const Value a = left(scope), b = right(scope);
    if (!a || !b) throw Error(ErrorCode::InvalidArgument, "a side of the expression is null");
    Value chosen = *a == *b ? positive(scope) : negative(scope);
    if (!chosen) throw Error(ErrorCode::InvalidArgument, "the chosen condition is null");
    return chosen;
  };
}

Operation lookup(Settings& settings) {
  const Json* given = settings.raw("table");
  if (!given) refuse(settings.place(), "lacks table");
  const auto rows = settings.table("table");
  return [input = settings.input(), table = std::map<std::string, Operation>(
                                        rows.begin(), rows.end())](const Scope& scope) -> Value {
    const Value key = input(scope);
    auto row = key ? table.find(*key) : table.end();
    if (row == table.end()) row = table.find("default");
    if (row == table.end())
      throw Error(ErrorCode::InvalidArgument,
                  "the table has neither " + shown(scope, key) + " nor a default");
    return row->second(scope);
  };
}

}  // namespace idm::policies::choosing
