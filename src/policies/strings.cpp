// Transforms of texts. Characters are code points.
#include <sodium.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <set>

#include "core/error.h"
#include "policies/messages.h"
#include "policies/transforms.h"

namespace idm::policies::strings {
namespace {

using Characters = std::u32string;

[[noreturn]] void fail(const std::string& why) { throw Error(ErrorCode::InvalidArgument, why); }

icu::UnicodeString wide(const std::string& text) {
  return icu::UnicodeString::fromUTF8({text.data(), static_cast<int>(text.size())});
}

std::string utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

Characters characters(const std::string& text) {
  const icu::UnicodeString units = wide(text);
  Characters all(static_cast<std::size_t>(units.countChar32()), U'\0');
  UErrorCode status = U_ZERO_ERROR;
  units.toUTF32(reinterpret_cast<UChar32*>(all.data()), static_cast<int>(all.size()), status);
  return all;
}

std::string utf8(const Characters& text) {
  return utf8(icu::UnicodeString::fromUTF32(reinterpret_cast<const UChar32*>(text.data()),
                                            static_cast<int>(text.size())));
}

/// A number that may come from a nested transform.
struct Index {
  Operation value;

  explicit operator bool() const { return static_cast<bool>(value); }
  long long at(const Scope& scope, const char* name) const {
    const Value text = value(scope);
    if (!text) fail(std::string(name) + " is null");
    try {
      std::size_t end = 0;
      const long long number = std::stoll(*text, &end);
      if (end == text->size()) return number;
    } catch (const std::exception&) {
    }
    fail(std::string(name) + " is no whole number: " + shown(scope, text));
  }
};

/// A literal number is checked when the transform is stored.
Index index(Settings& settings, const char* name) {
  if (!settings.has(name)) return {settings.value_if_any(name)};
  if (!settings.raw(name)->is_object()) settings.whole(name);
  return {settings.value(name)};
}

struct Range {
  Index begin, begin_offset, end, end_offset;

  Value of(const Scope& scope, const std::string& text) const {
    const Characters all = characters(text);
    const auto length = static_cast<long long>(all.size());
    long long from = begin.at(scope, "begin");
    if (from != -1 && begin_offset) from += begin_offset.at(scope, "beginOffset");
    if (from == -1) from = 0;
    long long to = end ? end.at(scope, "end") : -1;
    if (to == -1)
      to = length;
    else if (end_offset)
      to += end_offset.at(scope, "endOffset");
    to = std::min(to, length);
    if (from < 0 || from > length || from > to)
      fail("begin " + std::to_string(from) + " and end " + std::to_string(to) +
           " do not fit a text of " + std::to_string(length) + " characters");
    return utf8(all.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from)));
  }
};

Operation position(Settings& settings, bool last) {
  return [input = settings.input(), substring = settings.value("substring"),
          last](const Scope& scope) -> Value {
    const Value text = input(scope);
    if (!text) return std::nullopt;
    const Characters all = characters(*text);
    const Characters wanted = characters(substring(scope).value_or(""));
    const std::size_t at = last ? all.rfind(wanted) : all.find(wanted);
    return at == Characters::npos ? "-1" : std::to_string(at);
  };
}

Operation pad(Settings& settings, bool left) {
  const long long length = settings.whole("length");
  if (length < 0 || length > 10000) refuse(settings.place("length"), "must be from 0 to 10000");
  const std::string given = settings.text("padding", " ");
  const Characters padding = characters(given);
  if (padding.size() != 1) refuse(settings.place("padding"), "must be one character");
  return on_input(settings, [=](const std::string& text) -> Value {
    const std::size_t has = characters(text).size();
    std::string added;
    for (std::size_t i = has; i < static_cast<std::size_t>(length); ++i) added += given;
    return left ? added + text : text + added;
  });
}

bool is_separator(char32_t c) {
  return c == U' ' || c == U'-' || c == U'\'' || c == U'\u2019' || c == U'\t';
}

Characters in_case(const Characters& text, bool upper) {
  icu::UnicodeString units = wide(utf8(text));
  upper ? units.toUpper(icu::Locale::getRoot()) : units.toLower(icu::Locale::getRoot());
  return characters(utf8(units));
}

bool is_roman_numeral(const Characters& upper) {
  static const std::set<Characters> numerals{U"II", U"III", U"IV", U"VI", U"VII", U"VIII", U"IX"};
  return numerals.count(upper) != 0;
}

/// One part of a name: `last` of a whole name that has others before it.
Characters normalized_part(const Characters& part, bool suffix) {
  static const std::set<Characters> small{U"VON", U"DEL", U"OF", U"DE", U"LA", U"Y"};
  const Characters upper = in_case(part, true);
  Characters lower = in_case(part, false);
  if (small.count(upper)) return lower;
  if (suffix && is_roman_numeral(upper)) return upper;
  const auto capital = [&](std::size_t at) {
    if (at < lower.size())
      lower = lower.substr(0, at) + in_case(lower.substr(at, 1), true) + lower.substr(at + 1);
  };
  capital(0);
  if (lower.size() > 4 && upper.starts_with(U"MAC"))
    capital(3);
  else if (lower.size() > 2 && upper.starts_with(U"MC"))
    capital(2);
  return lower;
}

std::string normalized(const std::string& name) {
  const Characters all = characters(name);
  Characters out;
  for (std::size_t at = 0; at < all.size();) {
    if (is_separator(all[at])) {
      out += all[at++];
      continue;
    }
    std::size_t end = at;
    while (end < all.size() && !is_separator(all[end])) ++end;
    const bool suffix = at > 0 && end == all.size();
    out += normalized_part(all.substr(at, end - at), suffix);
    at = end;
  }
  return utf8(out);
}

}  // namespace

Operation lower(Settings& settings) {
  return on_input(settings, [](const std::string& text) -> Value {
    return utf8(wide(text).toLower(icu::Locale::getRoot()));
  });
}

Operation upper(Settings& settings) {
  return on_input(settings, [](const std::string& text) -> Value {
    return utf8(wide(text).toUpper(icu::Locale::getRoot()));
  });
}

Operation trim(Settings& settings) {
  return on_input(settings, [](const std::string& text) -> Value {
    const Characters all = characters(text);
    const auto is_blank = [](char32_t c) {
      return c <= U' ' || u_isUWhiteSpace(static_cast<UChar32>(c));
    };
    const auto begin = std::find_if_not(all.begin(), all.end(), is_blank);
    const auto end = std::find_if_not(all.rbegin(), std::make_reverse_iterator(begin), is_blank);
    return utf8(Characters(begin, end.base()));
  });
}

Operation substring(Settings& settings) {
  // A guide of the platform writes start for begin.
  const char* begin = settings.has("begin") || !settings.has("start") ? "begin" : "start";
  if (!settings.has(begin)) refuse(settings.place(), "lacks begin");
  const Range range{index(settings, begin), index(settings, "beginOffset"), index(settings, "end"),
                    index(settings, "endOffset")};
  return [input = settings.input(), range](const Scope& scope) -> Value {
    const Value text = input(scope);
    if (!text) return std::nullopt;
    return range.of(scope, *text);
  };
}

Operation index_of(Settings& settings) { return position(settings, false); }
Operation last_index_of(Settings& settings) { return position(settings, true); }
Operation left_pad(Settings& settings) { return pad(settings, true); }
Operation right_pad(Settings& settings) { return pad(settings, false); }

Operation base64_encode(Settings& settings) {
  return on_input(settings, [](const std::string& text) -> Value {
    std::string out(sodium_base64_ENCODED_LEN(text.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(text.data()),
                      text.size(), sodium_base64_VARIANT_ORIGINAL);
    out.pop_back();  // the closing zero
    return out;
  });
}

Operation base64_decode(Settings& settings) {
  return on_input(settings, [](const std::string& text) -> Value {
    std::string out(text.size() / 4 * 3 + 3, '\0');
    std::size_t length = 0;
    const char* end = nullptr;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(out.data()), out.size(), text.data(),
                          text.size(), " \t\r\n", &length, &end,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        end != text.data() + text.size())
      fail("the input is no base64");
    out.resize(length);
    return out;
  });
}

Operation decompose(Settings& settings) {
  return on_input(settings, [](const std::string& text) -> Value {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* nfkd = icu::Normalizer2::getNFKDInstance(status);
    if (U_FAILURE(status)) fail("ICU has no NFKD");
    Characters all = characters(utf8(nfkd->normalize(wide(text), status)));
    std::erase_if(all, [](char32_t c) { return c >= 0x300 && c <= 0x36F; });
    return utf8(all);
  });
}

Operation normalize_names(Settings& settings) {
  return on_input(settings, [](const std::string& text) -> Value { return normalized(text); });
}

}  // namespace idm::policies::strings
