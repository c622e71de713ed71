#include "core/folding.h"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "core/ascii.h"

namespace idm {
namespace {

std::string_view without_trailing_blanks(std::string_view text) {
  const std::size_t end = text.find_last_not_of(' ');
  return end == std::string_view::npos ? std::string_view() : text.substr(0, end + 1);
}

}  // namespace

std::string fold(std::string_view text) {
  text = without_trailing_blanks(text);
  if (std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; })) {
    return ascii::lower(text);
  }
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  icu::UnicodeString wide =
      icu::UnicodeString::fromUTF8({text.data(), static_cast<int>(text.size())});
  wide.foldCase();
  std::string folded;
  (U_SUCCESS(status) ? nfc->normalize(wide, status) : wide).toUTF8String(folded);
  return folded;
}

}  // namespace idm
