#pragma once

#include <libxml/parser.h>

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "soap/wire_types.h"
#include "soap/xml_guard.h"
#include "soap/xml_writer.h"

namespace idm::soap {

/// Walks one request after another: takes libxml2's SAX2 events, compares them with the contract's
/// tables and writes the clean envelope. The first refusal stops the parser; its reason is in the
/// Guarded.
class RequestWalk {
 public:
  /// Starts a request; `into`, `config` and `parser` outlive it.
  void begin(xmlParserCtxtPtr parser, Service service, const SoapConfig& config, Guarded& into,
             std::size_t body_size);
  /// The parser that is used from now on has its own names.
  void forget_names() { known_uri_ = nullptr; }
  /// The end of the document: completes the Guarded.
  void finish();

  void start_element(const xmlChar* name, const xmlChar* uri, int namespaces,
                     const xmlChar** declared, int attributes, const xmlChar** values);
  void end_element();
  void text(std::string_view piece);
  void instruction();
  void refuse(std::string reason);
  bool refused() const { return refused_; }
  /// The Envelope has ended, and nothing was refused so far.
  bool whole() const { return !refused_ && phase_ == Phase::Done; }

 private:
  enum class Phase { Prolog, Envelope, Header, Body, Operation, AfterOperation, AfterBody, Done };

  struct Frame {
    const wire::Field* field;
    const wire::Type* type;  ///< nullptr: the element holds text
    std::bitset<128> seen;   ///< slots of the fields that came
    std::size_t ordinal;     ///< among the elements of its type, when those are counted
    int line;
    bool nil;
  };

  /// One attribute as libxml2 hands it over.
  struct XmlAttribute {
    std::string_view name, value;
    const char* uri;
  };

  /// The start tag at hand.
  struct Tag {
    std::string_view name;
    const char* uri;
    const xmlChar** values;
    int attributes;

    XmlAttribute attribute(int index) const;
  };

  /// What the attributes of an element say about it.
  struct Marks {
    bool nil = false;
    const wire::Type* type =
        nullptr;  ///< Complex: the declared type or the one that xsi:type names
  };

  bool within_limits(const Tag& tag, int namespaces, const xmlChar** declared);
  bool too_many_names() const;
  void start_envelope(const Tag& tag);
  void start_part(const Tag& tag);
  void start_header_block(const Tag& tag);
  void end_dry_run();
  void start_operation(const Tag& tag);
  void start_field(const Tag& tag);
  const wire::Field* expected_field(const Tag& tag, const Frame& parent);
  void open_field(const Tag& tag, const wire::Field& field, const Marks& marks);

  bool read_marks(const Tag& tag, const wire::Field& field, Marks& marks);
  bool read_type(const Tag& tag, const wire::Field& field, std::string_view qname, Marks& marks);
  void refuse_qualified(const Tag& tag, const XmlAttribute& attribute, const wire::Type& type);
  void write_attributes(const Tag& tag, const wire::Type& type);
  bool stray_attribute(const Tag& tag, const XmlAttribute& attribute);
  const char* uri_of_prefix(std::string_view prefix) const;

  void end_field();
  void end_nil(const Frame& frame);
  void end_complex(const Frame& frame);
  void end_leaf(const Frame& frame);
  void end_string(const Frame& frame);
  bool check_bytes(const Frame& frame);
  void end_boolean(const Frame& frame);
  void end_int(const Frame& frame);
  void end_date_time(const Frame& frame);
  void end_enum(const Frame& frame);

  wire::Namespace index_of(const char* uri);
  int line() const;
  std::string where(std::string_view name, const char* uri, int line) const;
  std::string where(const Frame& frame) const;
  void drop_or_refuse(const Tag& tag, const std::string& why);
  void note_dropped(std::string what);

  xmlParserCtxtPtr parser_ = nullptr;
  Service service_ = Service::Provisioning;
  const SoapConfig* config_ = nullptr;
  Guarded* into_ = nullptr;
  const char* soap_uri_ = nullptr;
  Phase phase_ = Phase::Prolog;
  bool refused_ = false;
  bool clearing_ = false;      ///< xsi:nil clears: modifyUser
  bool in_dry_run_ = false;    ///< in the header block of that name
  bool dry_run_told_ = false;  ///< that block came
  std::size_t depth_ = 0, elements_ = 0, skipping_ = 0;
  std::size_t earlier_names_ = 0;  ///< that the parser had seen before this request
  std::array<std::size_t, wire::counted_types> counters_{};
  std::vector<Frame> frames_;
  std::string text_;  ///< of the innermost element
  XmlWriter out_;
  /// libxml2 interns names, so one address means one namespace while the parser lives.
  const char* known_uri_ = nullptr;
  wire::Namespace known_index_ = wire::no_namespace;
};

}  // namespace idm::soap
