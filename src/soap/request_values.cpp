// The part of RequestWalk that ends elements: values are checked, completed and written.
#include "core/ascii.h"
#include "core/base64.h"
#include "soap/lexical.h"
#include "soap/refusal.h"
#include "soap/request_walk.h"

namespace idm::soap {
namespace {

constexpr std::string_view bytes_of_attribute = "userAttribute/valueAsBytes";
/// What a BLOB of MariaDB holds.
constexpr std::size_t most_attribute_bytes = 65535;

}  // namespace

void RequestWalk::end_field() {
  const Frame frame = frames_.back();
  if (frame.nil) {
    end_nil(frame);
  } else if (frame.type != nullptr) {
    end_complex(frame);
  } else {
    end_leaf(frame);
  }
  frames_.pop_back();
}

// Nil is absent, except in modifyUser: there it clears, spelt as the contract's handlers know it
// (behaviour.md 5).
void RequestWalk::end_nil(const Frame& frame) {
  if (!clearing_ || !frame.field->has(wire::Clearable)) return;
  frames_[frames_.size() - 2].seen.set(frame.field->slot);
  switch (frame.field->kind) {
    case wire::Kind::String:
      out_.element(frame.field->tag, "null");
      break;
    case wire::Kind::DateTime:
      out_.element(frame.field->tag, "1970-01-01T00:00:00Z");
      break;
    case wire::Kind::Int:
      out_.element(frame.field->tag, "-999999");
      break;
    default:
      break;
  }
}

void RequestWalk::end_complex(const Frame& frame) {
  if (frame.type->true_when_absent != wire::none) {
    const wire::Field& field = wire::field_at(frame.type->true_when_absent);
    if (!frame.seen.test(field.slot)) out_.element(field.tag, "true");
  }
  out_.close(frame.field->tag);
}

void RequestWalk::end_leaf(const Frame& frame) {
  switch (frame.field->kind) {
    case wire::Kind::String:
      return end_string(frame);
    case wire::Kind::Boolean:
      return end_boolean(frame);
    case wire::Kind::Int:
      return end_int(frame);
    case wire::Kind::DateTime:
      return end_date_time(frame);
    case wire::Kind::Enum:
      return end_enum(frame);
    case wire::Kind::Complex:
      return;
  }
}

void RequestWalk::end_string(const Frame& frame) {
  const std::size_t limit = frame.field->max_characters;
  // The word that clears a field in modifyUser may be longer than what it clears.
  const bool clears = clearing_ && frame.field->has(wire::Clearable) && ascii::same(text_, "null");
  // Bytes bound characters, so most values need no counting.
  if (limit != 0 && !clears && text_.size() > limit && characters(text_) > limit)
    return refuse(where(frame) + " is longer than " + std::to_string(limit) + " characters");
  if (!frame.field->has(wire::Extra)) return out_.element(frame.field->tag, text_);
  if (frame.field->tag == bytes_of_attribute && !check_bytes(frame)) return;
  into_->extras.push_back({frame.field->tag, frames_[frames_.size() - 2].ordinal, text_});
}

bool RequestWalk::check_bytes(const Frame& frame) {
  const std::optional<std::vector<char>> bytes = from_base64(text_);
  if (!bytes)
    refuse(where(frame) + " is not xs:base64Binary");
  else if (bytes->size() > most_attribute_bytes)
    refuse(where(frame) + " holds more than " + std::to_string(most_attribute_bytes) + " bytes");
  return bytes && bytes->size() <= most_attribute_bytes;
}

void RequestWalk::end_boolean(const Frame& frame) {
  const std::string_view text = trimmed(text_);
  const std::optional<bool> value = text.empty() ? false : boolean_of(text);
  if (!value) return refuse(where(frame) + " is not a boolean: true, false, 1 or 0");
  out_.element(frame.field->tag, *value ? "true" : "false");
}

void RequestWalk::end_int(const Frame& frame) {
  const std::string_view text = trimmed(text_);
  if (!text.empty() && !is_int(text))
    return refuse(where(frame) + " is not an integer from -2147483648 to 2147483647");
  out_.element(frame.field->tag, text.empty() ? "0" : text);
}

void RequestWalk::end_date_time(const Frame& frame) {
  const std::string_view text = trimmed(text_);
  if (text.empty()) return;
  if (!is_date_time(text))
    return refuse(where(frame) +
                  " is not a date and time such as 2024-02-29T13:30:00Z, years 0001 to 9999");
  out_.element(frame.field->tag, text);
}

void RequestWalk::end_enum(const Frame& frame) {
  const std::string_view text = trimmed(text_);
  if (text.empty()) return;
  const wire::Enumeration& enumeration = wire::enumeration_at(frame.field->target);
  const std::string_view literal = wire::exact_literal(enumeration, text);
  if (literal.empty())
    return refuse(where(frame) + " holds '" + std::string(clipped(text, 40)) +
                  "', which is not one of " + wire::literal_list(enumeration));
  out_.element(frame.field->tag, literal);
}

}  // namespace idm::soap
