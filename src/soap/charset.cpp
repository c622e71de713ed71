#include "soap/charset.h"

#include <libxml/encoding.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>

#include <algorithm>
#include <climits>
#include <memory>

#include "core/ascii.h"

namespace idm::soap {
namespace {

/// What people call a charset, and how libxml2 does. nullptr: UTF-8 already.
struct Charset {
  std::string_view name;
  const char* converter;
};

constexpr Charset charsets[] = {
    {"utf-8",        nullptr       },
    {"utf8",         nullptr       },
    {"us-ascii",     nullptr       },
    {"ascii",        nullptr       },
    {"iso-8859-1",   "ISO-8859-1"  },
    {"latin1",       "ISO-8859-1"  },
    {"iso-8859-15",  "ISO-8859-15" },
    {"windows-1252", "WINDOWS-1252"},
    {"utf-16",       "UTF-16"      },
    {"utf-16le",     "UTF-16LE"    },
    {"utf-16be",     "UTF-16BE"    },
};

const Charset* find_charset(std::string_view name) {
  const auto same = [name](const Charset& known) { return ascii::same(name, known.name); };
  const auto* found = std::find_if(std::begin(charsets), std::end(charsets), same);
  return found == std::end(charsets) ? nullptr : found;
}

std::string_view unquoted(std::string_view name) {
  if (name.size() >= 2 && name.front() == name.back() &&
      (name.front() == '"' || name.front() == '\''))
    return name.substr(1, name.size() - 2);
  return name;
}

/// encoding="..." of an XML declaration, or empty.
std::string_view declared(std::string_view body) {
  if (!body.starts_with("<?xml")) return {};
  const std::string_view head = body.substr(0, std::min(body.find("?>"), std::size_t{256}));
  const std::size_t at = head.find("encoding");
  if (at == std::string_view::npos) return {};
  const std::size_t open = head.find_first_of("\"'", at);
  if (open == std::string_view::npos) return {};
  const std::size_t close = head.find(head[open], open + 1);
  return close == std::string_view::npos ? std::string_view()
                                         : head.substr(open + 1, close - open - 1);
}

/// What a byte order mark says. Nothing goes before it (RFC 7303 section 3).
std::string_view marked(std::string_view body) {
  if (body.starts_with("\xFF\xFE")) return "utf-16le";
  if (body.starts_with("\xFE\xFF")) return "utf-16be";
  if (body.starts_with("\xEF\xBB\xBF")) return "utf-8";
  return {};
}

/// UTF-16 without a mark shows itself by the zero byte beside the first '<'.
std::string_view evident(std::string_view body) {
  if (body.starts_with(std::string_view("<\0", 2))) return "utf-16le";
  if (body.starts_with(std::string_view("\0<", 2))) return "utf-16be";
  return {};
}

/// While it lives, libxml2 prints no message of this thread on stderr.
class Quiet {
 public:
  Quiet() : context_(xmlStructuredErrorContext), handler_(xmlStructuredError) {
    xmlSetStructuredErrorFunc(nullptr, [](void*, xmlErrorPtr) {});
  }
  ~Quiet() { xmlSetStructuredErrorFunc(context_, handler_); }
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;

 private:
  void* context_;
  xmlStructuredErrorFunc handler_;
};

bool transcode(std::string_view body, const char* converter, std::string& into) {
  const Quiet quiet;
  xmlCharEncodingHandlerPtr handler = xmlFindCharEncodingHandler(converter);
  if (handler == nullptr || body.size() > INT_MAX / 4) return false;
  const auto buffer = [](std::size_t size) {
    return std::unique_ptr<xmlBuffer, decltype(&xmlBufferFree)>(xmlBufferCreateSize(size),
                                                                xmlBufferFree);
  };
  auto in = buffer(body.size() + 1);
  auto out = buffer(body.size() * 3 + 16);
  xmlBufferAdd(in.get(), reinterpret_cast<const xmlChar*>(body.data()),
               static_cast<int>(body.size()));
  int converted = 0;
  while (xmlBufferLength(in.get()) > 0 && converted >= 0) {
    const int before = xmlBufferLength(in.get());
    converted = xmlCharEncInFunc(handler, out.get(), in.get());
    if (xmlBufferLength(in.get()) == before) break;
  }
  xmlCharEncCloseFunc(handler);
  if (xmlBufferLength(in.get()) > 0) return false;
  into.assign(reinterpret_cast<const char*>(xmlBufferContent(out.get())),
              static_cast<std::size_t>(xmlBufferLength(out.get())));
  return true;
}

}  // namespace

void decode(std::string_view body, std::string_view charset, Decoded& into) {
  into.reason.clear();
  const std::string_view mark = marked(body), seen = evident(body);
  std::string_view name = mark.empty() ? unquoted(charset) : mark;
  // "utf-16" alone leaves the byte order to the document.
  if (name.empty() || (find_charset(name) == find_charset("utf-16") && !seen.empty())) name = seen;
  if (name.empty()) name = declared(body);
  const Charset* known = name.empty() ? &charsets[0] : find_charset(name);
  if (known == nullptr) {
    into.reason =
        "the character encoding '" + std::string(name.substr(0, 40)) + "' is not known here";
    return;
  }
  into.text = body;
  if (known->converter != nullptr) {
    if (!transcode(body, known->converter, into.own)) {
      into.reason = "the body is not " + std::string(known->name) + ", which it claims to be";
      return;
    }
    into.text = into.own;
  }
  if (into.text.starts_with("\xEF\xBB\xBF")) into.text.remove_prefix(3);
  into.text.remove_prefix(std::min(into.text.find_first_not_of(" \t\r\n"), into.text.size()));
}

}  // namespace idm::soap
