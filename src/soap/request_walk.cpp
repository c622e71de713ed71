#include "soap/request_walk.h"

#include <algorithm>
#include <cstring>

#include "soap/dry_run.h"
#include "soap/lexical.h"
#include "soap/refusal.h"

namespace idm::soap {
namespace {

using namespace wire;

constexpr const char* soap11_uri = "http://schemas.xmlsoap.org/soap/envelope/";
constexpr const char* soap12_uri = "http://www.w3.org/2003/05/soap-envelope";
constexpr std::size_t dropped_notes = 32;

// The prefixes are those of the tables' tags. The user service's types use no more than these of
// provisioning's.
constexpr std::string_view head =
    "<SOAP-ENV:Envelope xmlns:SOAP-ENV=\"http://schemas.xmlsoap.org/soap/envelope/\""
    " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
    " xmlns:prov=\"http://www.openiam.org/service/provision\""
    " xmlns:udto=\"urn:idm.openiam.org/srvc/user/dto\""
    " xmlns:cont=\"urn:idm.openiam.org/srvc/continfo/dto\""
    " xmlns:usersvc=\"urn:idm.openiam.org/srvc/user/service\""
    " xmlns:role=\"urn:idm.openiam.org/srvc/role/dto\" "
    "xmlns:grp=\"urn:idm.openiam.org/srvc/grp/dto\""
    " xmlns:org=\"urn:idm.openiam.org/srvc/org/dto\" "
    "xmlns:types=\"http://www.openiam.org/service/types\">"
    "<SOAP-ENV:Body>";
constexpr std::string_view tail = "</SOAP-ENV:Body></SOAP-ENV:Envelope>";

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::string_view view(const char* text) { return text == nullptr ? std::string_view() : text; }

/// A header block speaks to us when it names nobody, whoever comes next, or the last receiver.
bool is_for_us(std::string_view role) {
  constexpr std::string_view ours[] = {
      "", "http://schemas.xmlsoap.org/soap/actor/next",
      "http://www.w3.org/2003/05/soap-envelope/role/next",
      "http://www.w3.org/2003/05/soap-envelope/role/ultimateReceiver"};
  return std::find(std::begin(ours), std::end(ours), trimmed(role)) != std::end(ours);
}

}  // namespace

void RequestWalk::begin(xmlParserCtxtPtr parser, Service service, const SoapConfig& config,
                        Guarded& into, std::size_t body_size) {
  parser_ = parser;
  service_ = service;
  config_ = &config;
  into_ = &into;
  phase_ = Phase::Prolog;
  refused_ = clearing_ = in_dry_run_ = dry_run_told_ = false;
  depth_ = elements_ = skipping_ = 0;
  earlier_names_ = static_cast<std::size_t>(xmlDictSize(parser_->dict));
  counters_.fill(0);
  frames_.clear();
  out_.start(body_size + head.size() + tail.size());
}

void RequestWalk::finish() {
  if (!whole()) refuse("the request ends too early");
  if (refused_) return;
  into_->envelope = out_.take();
  into_->ok = true;
}

void RequestWalk::refuse(std::string reason) {
  if (refused_) return;
  refused_ = true;
  into_->reason = std::move(reason);
}

void RequestWalk::start_element(const xmlChar* name, const xmlChar* uri, int namespaces,
                                const xmlChar** declared, int attributes, const xmlChar** values) {
  const Tag tag{reinterpret_cast<const char*>(name), reinterpret_cast<const char*>(uri), values,
                attributes};
  if (!within_limits(tag, namespaces, declared)) return;
  if (skipping_ > 0) {
    ++skipping_;
    return;
  }
  switch (phase_) {
    case Phase::Prolog:
      return start_envelope(tag);
    case Phase::Envelope:
      return start_part(tag);
    case Phase::Header:
      return start_header_block(tag);
    case Phase::Body:
      return start_operation(tag);
    case Phase::Operation:
      return start_field(tag);
    case Phase::AfterOperation:
      return refuse(where(tag.name, tag.uri, line()) + " is a second request in one Body");
    case Phase::AfterBody:
    case Phase::Done:
      return refuse(where(tag.name, tag.uri, line()) + " comes after the Body");
  }
}

bool RequestWalk::within_limits(const Tag& tag, int namespaces, const xmlChar** declared) {
  const XmlLimits& limits = config_->xml;
  const auto too = [&](const std::string& what, std::size_t limit) {
    refuse(where(tag.name, tag.uri, line()) + what + std::to_string(limit));
    return false;
  };
  if (++depth_ > limits.depth) return too(" lies too deep; allowed depth: ", limits.depth);
  if (++elements_ > limits.elements)
    return too(" is one too many; allowed elements: ", limits.elements);
  if (static_cast<std::size_t>(namespaces) + static_cast<std::size_t>(tag.attributes) >
      limits.attributes)
    return too(" has too many attributes; allowed: ", limits.attributes);
  // libxml2 looks each prefix up in a list.
  if (static_cast<std::size_t>(parser_->nsNr) > 2 * limits.namespaces)
    return too(" has too many namespaces declared around it; allowed: ", limits.namespaces);
  if (too_many_names()) return too(" has one new name too many; allowed: ", limits.names);
  if (tag.name.size() > limits.name_bytes)
    return too(" has too long a name; allowed bytes: ", limits.name_bytes);
  for (int i = 0; i < namespaces; ++i) {  // each a prefix and a name
    const char* name = reinterpret_cast<const char*>(declared[2 * i + 1]);
    if (view(name).size() > limits.text_bytes)
      return too(" declares too long a namespace; allowed bytes: ", limits.text_bytes);
  }
  for (int i = 0; i < tag.attributes; ++i) {
    const XmlAttribute attribute = tag.attribute(i);
    if (attribute.name.size() > limits.name_bytes)
      return too(" has an attribute with too long a name; allowed bytes: ", limits.name_bytes);
    if (attribute.value.size() > limits.text_bytes)
      return too(" has too long an attribute; allowed bytes: ", limits.text_bytes);
  }
  return true;
}

// libxml2 2.9's dictionary stops growing at 4,608 chains, so that half a million names take
// seconds.
bool RequestWalk::too_many_names() const {
  return static_cast<std::size_t>(xmlDictSize(parser_->dict)) - earlier_names_ > config_->xml.names;
}

/// A processing instruction says nothing to us, but its target is a name.
void RequestWalk::instruction() {
  if (too_many_names())
    refuse("the processing instruction at line " + std::to_string(line()) +
           " has one new name too many; allowed: " + std::to_string(config_->xml.names));
}

void RequestWalk::start_envelope(const Tag& tag) {
  const std::string_view uri = view(tag.uri);
  into_->soap12 = uri == soap12_uri;
  if (tag.name != "Envelope" || (!into_->soap12 && uri != soap11_uri)) {
    into_->version_mismatch = tag.name == "Envelope";
    return refuse("the root is " + where(tag.name, tag.uri, line()) +
                  ", not a SOAP 1.1 or 1.2 Envelope");
  }
  into_->version_seen = true;
  soap_uri_ = into_->soap12 ? soap12_uri : soap11_uri;
  phase_ = Phase::Envelope;
}

void RequestWalk::start_part(const Tag& tag) {
  const bool soap = view(tag.uri) == soap_uri_;
  if (soap && tag.name == "Header") {
    phase_ = Phase::Header;
  } else if (soap && tag.name == "Body") {
    phase_ = Phase::Body;
  } else {
    refuse(where(tag.name, tag.uri, line()) +
           " is neither Header nor Body of the Envelope's namespace");
  }
}

void RequestWalk::start_header_block(const Tag& tag) {
  bool must = false;
  std::string_view role;
  for (int i = 0; i < tag.attributes; ++i) {
    const XmlAttribute attribute = tag.attribute(i);
    if (view(attribute.uri) != soap_uri_) continue;
    if (attribute.name == "mustUnderstand")
      must = boolean_of(trimmed(attribute.value)).value_or(false);
    if (attribute.name == "actor" || attribute.name == "role") role = attribute.value;
  }
  skipping_ = 1;
  if (view(tag.uri) == dry_run_uri && tag.name == "DryRun") {
    in_dry_run_ = is_for_us(role);
    if (in_dry_run_ && dry_run_told_)
      return refuse("header DryRun comes twice, at line " + std::to_string(line()));
    dry_run_told_ = dry_run_told_ || in_dry_run_;
    text_.clear();
    return;
  }
  if (must && is_for_us(role)) {
    into_->must_understand = true;
    return refuse("header " + where(tag.name, tag.uri, line()) + " must be understood and is not");
  }
}

void RequestWalk::end_dry_run() {
  in_dry_run_ = false;
  const auto wanted = boolean_of(trimmed(text_));
  if (!wanted)
    return refuse("header DryRun is neither true nor false, at line " + std::to_string(line()));
  into_->dry_run = *wanted;
}

void RequestWalk::start_operation(const Tag& tag) {
  into_->operation = tag.name;
  const Type& body = body_of(service_);
  const Field* operation = find_field(body, tag.name, index_of(tag.uri));
  if (operation == nullptr) {
    const Field* meant = find_field_anywhere(body, tag.name);
    return refuse(
        where(tag.name, tag.uri, line()) + " is not an operation of this service" +
        (meant ? "; the operation's namespace is " + std::string(namespace_name(meant->ns)) : ""));
  }
  clearing_ = service_ == Service::Provisioning && tag.name == "modifyUser";
  Marks marks;
  if (!read_marks(tag, *operation, marks)) return;
  if (marks.nil) return refuse(where(tag.name, tag.uri, line()) + " cannot be nil");
  out_.raw(head);
  phase_ = Phase::Operation;
  open_field(tag, *operation, marks);
}

void RequestWalk::start_field(const Tag& tag) {
  Frame& parent = frames_.back();
  const Field* field = expected_field(tag, parent);
  if (field == nullptr) return;
  Marks marks;
  if (!read_marks(tag, *field, marks)) return;
  // A nil is an absent element, so another one may still come.
  if (!marks.nil) parent.seen.set(field->slot);
  open_field(tag, *field, marks);
}

const Field* RequestWalk::expected_field(const Tag& tag, const Frame& parent) {
  if (parent.nil) {
    refuse(where(parent) + " is nil and yet has content");
    return nullptr;
  }
  if (parent.type == nullptr) {
    refuse(where(tag.name, tag.uri, line()) + " lies inside '" + std::string(parent.field->name) +
           "', which holds text only");
    return nullptr;
  }
  const Field* field = find_field(*parent.type, tag.name, index_of(tag.uri));
  if (field == nullptr) {
    const Field* meant = find_field_anywhere(*parent.type, tag.name);
    std::string why = " is not known in '" + std::string(parent.field->name) + "'";
    if (meant)
      why += meant->ns == no_namespace
                 ? "; it belongs in no namespace"
                 : "; it belongs in " + std::string(namespace_name(meant->ns));
    drop_or_refuse(tag, why);
    return nullptr;
  }
  if (!field->has(Many) && parent.seen.test(field->slot)) {
    drop_or_refuse(tag, " comes twice in '" + std::string(parent.field->name) + "'");
    return nullptr;
  }
  return field;
}

void RequestWalk::open_field(const Tag& tag, const Field& field, const Marks& marks) {
  frames_.push_back({&field, marks.type, {}, 0, line(), marks.nil});
  text_.clear();
  if (marks.type == nullptr || marks.nil) return;
  frames_.back().ordinal = counters_[static_cast<std::size_t>(marks.type->counted)]++;
  out_.open(field.tag);
  if (marks.type != &type_at(field.target)) out_.attribute("xsi:type", marks.type->tag);
  if (tag.attributes > 0) write_attributes(tag, *marks.type);
  out_.end_of_tag();
}

void RequestWalk::text(std::string_view piece) {
  if (in_dry_run_ && text_.size() < config_->xml.text_bytes) text_.append(piece);
  if (skipping_ > 0) return;
  const bool leaf =
      phase_ == Phase::Operation && frames_.back().type == nullptr && !frames_.back().nil;
  if (!leaf) {
    if (is_blank(piece)) return;
    if (phase_ != Phase::Operation)
      return refuse("text between the elements at line " + std::to_string(line()));
    return refuse(where(frames_.back()) +
                  (frames_.back().nil
                       ? " is nil and yet has content"
                       : " holds elements, but also text, at line " + std::to_string(line())));
  }
  if (text_.size() + piece.size() > config_->xml.text_bytes)
    return refuse(where(frames_.back()) +
                  " is too long; allowed bytes: " + std::to_string(config_->xml.text_bytes));
  text_.append(piece);
}

void RequestWalk::end_element() {
  --depth_;
  if (skipping_ > 0) {
    if (--skipping_ == 0 && in_dry_run_) end_dry_run();
    return;
  }
  switch (phase_) {
    case Phase::Header:
      phase_ = Phase::Envelope;
      break;
    case Phase::Operation:
      end_field();
      if (frames_.empty()) {
        out_.raw(tail);
        phase_ = Phase::AfterOperation;
      }
      break;
    case Phase::Body:
      refuse("the Body is empty, at line " + std::to_string(line()));
      break;
    case Phase::AfterOperation:
      phase_ = Phase::AfterBody;
      break;
    case Phase::AfterBody:
      phase_ = Phase::Done;
      break;
    case Phase::Envelope:
      refuse("the Envelope has no Body, at line " + std::to_string(line()));
      break;
    case Phase::Prolog:
    case Phase::Done:
      break;
  }
}

Namespace RequestWalk::index_of(const char* uri) {
  if (uri == nullptr) return no_namespace;
  if (uri != known_uri_) {
    known_index_ = namespace_index(uri);
    known_uri_ = uri;
  }
  return known_index_;
}

int RequestWalk::line() const { return xmlSAX2GetLineNumber(parser_); }

std::string RequestWalk::where(std::string_view name, const char* uri, int line) const {
  return element_at(name, view(uri), line);
}

std::string RequestWalk::where(const Frame& frame) const {
  return element_at(frame.field->name, namespace_name(frame.field->ns), frame.line);
}

void RequestWalk::drop_or_refuse(const Tag& tag, const std::string& why) {
  std::string what = where(tag.name, tag.uri, line()) + why;
  if (config_->reject_unknown_elements) return refuse(std::move(what));
  note_dropped(std::move(what));
  skipping_ = 1;
}

void RequestWalk::note_dropped(std::string what) {
  if (into_->dropped.size() < dropped_notes) into_->dropped.push_back(std::move(what));
}

}  // namespace idm::soap
