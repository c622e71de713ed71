#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/time_zone.h"
#include "identity/user_request.h"
#include "orm/types.h"
#include "soap/soapH.h"

/// Single values between gSOAP's members and ours. The pair of types decides: a date is a
/// std::string on the wire and a Moment here, a flag is a bool there and a Number here, a status is
/// an enum there and a constant name here.
namespace idm::soap {

/// `text` as XML 1.0 allows it: what is no UTF-8 or no XML character becomes U+FFFD.
std::string legal_xml(std::string_view text);

/// Takes values from the wire. Absent stays null; a member that cannot be null keeps what it has.
class WireReader {
 public:
  explicit WireReader(const TimeZone& zone) : zone_(zone) {}

  /// A visitor for wire_fields.h that reads `wire` into `row`.
  template <class Wire, class Row>
  auto into(const Wire& wire, Row& row) const {
    return [this, &wire, &row](auto from, auto to) { read(wire.*from, row.*to); };
  }

  void read(const std::string* wire, Text& row) const;
  void read(const std::string* wire, std::string& row) const;
  void read(const std::string* wire, Moment& row) const;
  void read(const int* wire, Number& row) const;
  void read(const int* wire, int& row) const;
  void read(int wire, int& row) const { row = wire; }
  void read(const bool* wire, Number& row) const;
  void read(const udto__UserStatus* wire, Text& row) const;
  void read(const std::vector<std::string>& wire, std::vector<std::string>& row) const {
    row = wire;
  }

  /// The constant name of a status that is plain text on the wire: a literal of UserStatus or the
  /// constant itself, in either case. Throws Error(InvalidArgument) for any other.
  static std::string status(const std::string& wire);

  static Operation operation(const prov__AttributeOperationEnum* wire);

 private:
  const TimeZone& zone_;
};

/// Puts values on the wire, owned by the context. Null is left out.
class WireWriter {
 public:
  WireWriter(struct ::soap* soap, const TimeZone& zone) : soap_(soap), zone_(zone) {}

  /// A visitor for wire_fields.h that writes `row` to `wire`.
  template <class Row, class Wire>
  auto onto(const Row& row, Wire& wire) const {
    return [this, &row, &wire](auto to, auto from) { write(row.*from, wire.*to); };
  }

  void write(const Text& row, std::string*& wire) const;
  void write(const std::string& row, std::string*& wire) const;
  void write(const Moment& row, std::string*& wire) const;
  void write(const Number& row, int*& wire) const;
  void write(int row, int*& wire) const;
  void write(int row, int& wire) const { wire = row; }
  void write(const Number& row, bool*& wire) const;
  void write(const Text& row, udto__UserStatus*& wire) const;

  std::string* text(std::string_view value) const;
  int* number(int value) const;
  bool* flag(bool value) const;
  prov__AttributeOperationEnum* operation(prov__AttributeOperationEnum value) const;
  /// A value of xs:anyType that says what it is: xs:string.
  xsd__anyType* any_text(std::string_view value) const;

  struct ::soap* soap() const {
    return soap_;
  }

 private:
  struct ::soap* soap_;
  const TimeZone& zone_;
};

}  // namespace idm::soap
