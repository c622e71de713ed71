// Transforms by regular expressions. RE2 takes time in proportion to the input whatever the pattern
// is: patterns come from configuration, inputs from users.
#include <re2/re2.h>

#include "core/error.h"
#include "policies/transforms.h"

namespace idm::policies::patterns {
namespace {

using Pattern = std::shared_ptr<const RE2>;

/// Java writes (?<name>, RE2 of our Debian (?P<name>.
std::string in_re2_syntax(const std::string& pattern) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '\\' && i + 1 < pattern.size()) {
      out += pattern.substr(i++, 2);
    } else if (pattern.compare(i, 3, "(?<") == 0 && i + 3 < pattern.size() &&
               pattern[i + 3] != '=' && pattern[i + 3] != '!') {
      out += "(?P<";
      i += 2;
    } else {
      out += pattern[i];
    }
  }
  return out;
}

Pattern compile(const Place& place, const std::string& text) {
  RE2::Options options;
  options.set_log_errors(false);
  auto pattern = std::make_shared<const RE2>(in_re2_syntax(text), options);
  if (!pattern->ok())
    refuse(place, "the regular expression \"" + text + "\" cannot be used: " + pattern->error() +
                      " (look-around and back-references are not supported)");
  return pattern;
}

/// $1 is what the first group matched; \$ is a dollar sign.
void append_replacement(const std::string& replacement, const std::vector<re2::StringPiece>& groups,
                        std::string& out) {
  for (std::size_t i = 0; i < replacement.size(); ++i) {
    const char c = replacement[i], next = i + 1 < replacement.size() ? replacement[i + 1] : '\0';
    if (c == '\\' && next != '\0') {
      out += next;
      ++i;
    } else if (c == '$' && next >= '0' && next <= '9') {
      const auto group = static_cast<std::size_t>(next - '0');
      if (group >= groups.size())
        throw Error(ErrorCode::InvalidArgument, std::string("the pattern has no group $") + next);
      out.append(groups[group].data() ? groups[group].data() : "", groups[group].size());
      ++i;
    } else {
      out += c;
    }
  }
}

std::size_t character_length(const std::string& text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  return end - at;
}

std::string replaced(const std::string& text, const RE2& pattern, const std::string& replacement) {
  std::vector<re2::StringPiece> groups(static_cast<std::size_t>(pattern.NumberOfCapturingGroups()) +
                                       1);
  std::string out;
  std::size_t at = 0;
  while (at <= text.size() && pattern.Match(text, at, text.size(), RE2::UNANCHORED, groups.data(),
                                            static_cast<int>(groups.size()))) {
    const auto begin = static_cast<std::size_t>(groups[0].data() - text.data());
    out.append(text, at, begin - at);
    append_replacement(replacement, groups, out);
    at = begin + groups[0].size();
    if (!groups[0].empty()) continue;
    if (at == text.size()) return out;
    const std::size_t length = character_length(text, at);
    out.append(text, at, length);
    at += length;
  }
  return at < text.size() ? out + text.substr(at) : out;
}

/// As Java's String.split: an empty match at the beginning makes no part, empty parts at the end
/// go.
std::vector<std::string> parts_of(const std::string& text, const RE2& delimiter) {
  std::vector<std::string> parts;
  std::size_t begin = 0, at = 0;
  re2::StringPiece match;
  while (at <= text.size() && delimiter.Match(text, at, text.size(), RE2::UNANCHORED, &match, 1)) {
    const auto found = static_cast<std::size_t>(match.data() - text.data());
    if (match.empty() && found >= text.size()) break;
    if (!(match.empty() && found == 0)) {
      parts.push_back(text.substr(begin, found - begin));
      begin = found + match.size();
    }
    at = match.empty() ? found + character_length(text, found) : begin;
  }
  parts.push_back(text.substr(begin));
  while (parts.size() > 1 && parts.back().empty()) parts.pop_back();
  return parts;
}

}  // namespace

Operation replace(Settings& settings) {
  const Pattern pattern = compile(settings.place("regex"), settings.text("regex"));
  return [input = settings.input(), pattern,
          replacement = settings.value("replacement")](const Scope& scope) -> Value {
    const Value text = input(scope);
    if (!text) return std::nullopt;
    return replaced(*text, *pattern, replacement(scope).value_or(""));
  };
}

Operation replace_all(Settings& settings) {
  std::vector<std::pair<Pattern, Operation>> rows;
  for (auto& [regex, replacement] : settings.table("table"))
    rows.emplace_back(compile(settings.place("table").in(regex), regex), std::move(replacement));
  return [input = settings.input(), rows](const Scope& scope) -> Value {
    Value text = input(scope);
    if (!text) return std::nullopt;
    for (const auto& [pattern, replacement] : rows)
      text = replaced(*text, *pattern, replacement(scope).value_or(""));
    return text;
  };
}

Operation split(Settings& settings) {
  const std::string delimiter = settings.text("delimiter");
  if (delimiter.empty()) refuse(settings.place("delimiter"), "must not be empty");
  const bool one_character = character_length(delimiter, 0) == delimiter.size();
  const Pattern pattern =
      compile(settings.place("delimiter"), one_character ? RE2::QuoteMeta(delimiter) : delimiter);
  const long long index = settings.whole("index");
  const bool throws = settings.flag("throws", true);
  return on_input(settings, [=](const std::string& text) -> Value {
    const std::vector<std::string> parts = parts_of(text, *pattern);
    if (index >= 0 && index < static_cast<long long>(parts.size()))
      return parts[static_cast<std::size_t>(index)];
    if (!throws) return std::nullopt;
    throw Error(ErrorCode::InvalidArgument, "there is no part " + std::to_string(index) +
                                                " among " + std::to_string(parts.size()));
  });
}

}  // namespace idm::policies::patterns
