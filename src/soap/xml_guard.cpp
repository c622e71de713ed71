#include "soap/xml_guard.h"

#include <libxml/parser.h>
#include <libxml/xmlerror.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "soap/charset.h"
#include "soap/refusal.h"
#include "soap/request_walk.h"

namespace idm::soap {
namespace {

// Beyond these the names that a parser has seen are forgotten, with the parser.
constexpr std::size_t dictionary_bytes = 256u << 10;
constexpr int dictionary_names = 2048;

/// libxml2's push parser and the walk that listens to it; one of each a thread.
class Parser {
 public:
  ~Parser() { xmlFreeParserCtxt(context_); }
  Parser() = default;
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  void run(std::string_view text, Service service, const SoapConfig& config, Guarded& into);

 private:
  static xmlSAXHandler handlers();
  void prepare();
  void failed(const xmlError& error);
  void stop_if_refused() {
    if (walk_.refused()) xmlStopParser(context_);
  }

  xmlParserCtxtPtr context_ = nullptr;
  RequestWalk walk_;
};

xmlSAXHandler Parser::handlers() {
  xmlSAXHandler sax{};
  sax.initialized = XML_SAX2_MAGIC;
  sax.startElementNs = [](void* self, const xmlChar* name, const xmlChar*, const xmlChar* uri,
                          int namespaces, const xmlChar** declared, int attributes, int,
                          const xmlChar** values) {
    auto& parser = *static_cast<Parser*>(self);
    if (parser.walk_.refused()) return;
    parser.walk_.start_element(name, uri, namespaces, declared, attributes, values);
    parser.stop_if_refused();
  };
  sax.endElementNs = [](void* self, const xmlChar*, const xmlChar*, const xmlChar*) {
    auto& parser = *static_cast<Parser*>(self);
    if (parser.walk_.refused()) return;
    parser.walk_.end_element();
    parser.stop_if_refused();
  };
  sax.characters = [](void* self, const xmlChar* text, int length) {
    auto& parser = *static_cast<Parser*>(self);
    if (parser.walk_.refused()) return;
    parser.walk_.text({reinterpret_cast<const char*>(text), static_cast<std::size_t>(length)});
    parser.stop_if_refused();
  };
  sax.ignorableWhitespace = sax.characters;
  sax.cdataBlock = sax.characters;
  sax.processingInstruction = [](void* self, const xmlChar*, const xmlChar*) {
    auto& parser = *static_cast<Parser*>(self);
    if (parser.walk_.refused()) return;
    parser.walk_.instruction();
    parser.stop_if_refused();
  };
  sax.internalSubset = [](void* self, const xmlChar*, const xmlChar*, const xmlChar*) {
    auto& parser = *static_cast<Parser*>(self);
    parser.walk_.refuse("a DOCTYPE is not allowed, at line " +
                        std::to_string(xmlSAX2GetLineNumber(parser.context_)));
    parser.stop_if_refused();
  };
  sax.serror = [](void* self, xmlErrorPtr error) { static_cast<Parser*>(self)->failed(*error); };
  return sax;
}

void Parser::failed(const xmlError& error) {
  // A namespace name is only compared, so it need not be a good URI.
  if (error.level < XML_ERR_ERROR || error.code == XML_WAR_NS_URI) return;
  std::string_view message = error.message == nullptr ? "unreadable" : error.message;
  message = clipped(message.substr(0, message.find('\n')), 200);
  walk_.refuse("not well-formed XML at line " + std::to_string(error.line) + ": " +
               std::string(message));
}

void Parser::prepare() {
  if (context_ != nullptr && (xmlDictGetUsage(context_->dict) > dictionary_bytes ||
                              xmlDictSize(context_->dict) > dictionary_names)) {
    xmlFreeParserCtxt(context_);
    context_ = nullptr;
  }
  if (context_ == nullptr) {
    xmlInitParser();
    xmlSAXHandler sax = handlers();
    context_ = xmlCreatePushParserCtxt(&sax, this, nullptr, 0, nullptr);
    walk_.forget_names();
  } else {
    xmlCtxtResetPush(context_, nullptr, 0, nullptr, nullptr);
  }
  if (context_ == nullptr) throw std::bad_alloc();
  // Entities cannot be declared without a DOCTYPE; replacing makes &amp; in attributes come out
  // decoded. HUGE lifts libxml2's own limits, which our options may go beyond: 10 MB of text, names
  // of 50,000 bytes, 256 elements deep. The walk has its own for all of them.
  xmlCtxtUseOptions(context_,
                    XML_PARSE_NOENT | XML_PARSE_NONET | XML_PARSE_IGNORE_ENC | XML_PARSE_HUGE);
}

void Parser::run(std::string_view text, Service service, const SoapConfig& config, Guarded& into) {
  prepare();
  walk_.begin(context_, service, config, into, text.size());
  xmlParseChunk(context_, text.data(), static_cast<int>(text.size()), 0);
  // A document that breaks off is left at that: libxml2 would take half a name for a whole one, and
  // call the end "extra content".
  if (walk_.whole()) xmlParseChunk(context_, nullptr, 0, 1);
  walk_.finish();
}

/// Where a comment, a CDATA section or a processing instruction that begins here ends: what looks
/// like a tag in there is none. `at` itself when none begins.
std::size_t end_of_section(std::string_view text, std::size_t at) {
  constexpr std::pair<std::string_view, std::string_view> sections[] = {
      {"<!--",      "-->"},
      {"<![CDATA[", "]]>"},
      {"<?",        "?>" }
  };
  for (const auto& [begin, end] : sections)
    if (text.substr(at, begin.size()) == begin)
      return std::min(text.find(end, at + begin.size()), text.size());
  return at;
}

/// libxml2 compares every attribute of a tag with every other before it reports the tag, so a tag
/// with 100,000 of them must not reach it. Returns where a tag has more than `limit`.
std::optional<std::size_t> crowded_tag(std::string_view text, std::size_t limit) {
  const std::size_t shortest = 5 * limit;  // of a tag beyond the limit:  a=""
  std::size_t at = text.find('<');
  while (at != std::string_view::npos) {
    const std::size_t end = end_of_section(text, at);
    const std::size_t next = std::min(text.find('<', std::max(end, at + 1)), text.size());
    if (end == at && next - at > shortest) {
      std::size_t attributes = 0;
      char quote = 0;
      for (std::size_t i = at + 1; i < next && (quote != 0 || text[i] != '>'); ++i) {
        if (quote != 0) {
          if (text[i] == quote) quote = 0;
        } else if (text[i] == '"' || text[i] == '\'') {
          quote = text[i];
          if (++attributes > limit) return at;
        }
      }
    }
    at = next == text.size() ? std::string_view::npos : next;
  }
  return std::nullopt;
}

std::string unreadable(const Decoded& body, const XmlLimits& limits) {
  const auto line = [&body](std::size_t at) {
    return std::to_string(1 + std::count(body.text.begin(),
                                         body.text.begin() + static_cast<std::ptrdiff_t>(at),
                                         '\n'));
  };
  if (!body.reason.empty()) return body.reason;
  if (body.text.empty()) return "the request body is empty";
  if (body.text.front() != '<') return "the request body is not XML";
  if (const std::size_t at = body.text.find('\0'); at != std::string_view::npos)
    return "not well-formed XML at line " + line(at) + ": a NUL character";
  if (const auto at = crowded_tag(body.text, limits.attributes))
    return "the tag at line " + line(*at) +
           " has too many attributes; allowed: " + std::to_string(limits.attributes);
  return {};
}

}  // namespace

Guarded guard(std::string_view body, std::string_view charset, Service service,
              const SoapConfig& config) {
  Guarded result;
  try {
    Decoded decoded;
    decode(body, charset, decoded);
    result.reason = unreadable(decoded, config.xml);
    if (!result.reason.empty()) return result;
    thread_local Parser parser;
    parser.run(decoded.text, service, config, result);
  } catch (const std::exception& problem) {
    result.ok = false;
    result.reason = std::string("the request could not be read: ") + problem.what();
  }
  return result;
}

}  // namespace idm::soap
