#pragma once

#include <memory>
#include <string>

#include "core/instant.h"

namespace idm::policies {

/// How dates are written: a named format (ISO8601, LDAP, PEOPLE_SOFT, EPOCH_TIME_JAVA,
/// EPOCH_TIME_WIN32) or a pattern of Java's SimpleDateFormat. Immutable.
class DateText {
 public:
  /// Throws Error(InvalidArgument) for a pattern that is none.
  explicit DateText(const std::string& format);

  /// Throws Error(InvalidArgument) when the text does not match, and for years outside 1..9999.
  Instant read(const std::string& text) const;
  std::string write(Instant at) const;

  /// What makes it tick; for date_text.cpp.
  class Format {
   public:
    virtual ~Format() = default;
    virtual Instant read(const std::string& text) const = 0;
    virtual std::string write(Instant at) const = 0;
  };

 private:
  std::shared_ptr<const Format> format_;
};

}  // namespace idm::policies
