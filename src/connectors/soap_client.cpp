#include "connectors/soap_client.h"

#include <stdsoap2.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstring>
#include <exception>
#include <initializer_list>
#include <new>
#include <optional>
#include <string_view>

#include "connectors/shown_text.h"
#include "connectors/soap_attributes.h"
#include "core/ascii.h"
#include "core/ids.h"

namespace idm::connectors {
namespace {

using Kind = Failure::Kind;

Kind no_answer(const SoapVerb& verb) { return verb.changes ? Kind::Unknown : Kind::Unreachable; }

bool one_of(const std::string* code, std::initializer_list<std::string_view> codes) {
  return code && std::find(codes.begin(), codes.end(), *code) != codes.end();
}

bool says_transient(const std::string& text) {
  return ascii::lower(text).find("this is likely a transient condition") != std::string::npos;
}

/// The codes of a connector that could not reach what is behind it.
bool says_unreached(const SoapOutcome& outcome) {
  return one_of(outcome.error, {"directoryError", "systemUnavailable", "sqlError", "connectorError",
                                "protocolError", "sessionInvalid", "timeLimitExceeded"});
}

/// The codes of a connector that was not let in, or does not know what to do.
bool says_forbidden(const SoapOutcome& outcome) {
  return one_of(outcome.error, {"authenticationFailed", "insufficientRights", "invalidManagedSysId",
                                "invalidConfiguration", "malformedRequest", "unsupportedOperation",
                                "operationNotSupportedException"});
}

std::string as_url(const std::string& address) {
  return address.find("://") == address.npos ? "http://" + address : address;
}

HttpSettings settings_of(const Target& target) {
  HttpSettings settings = HttpSettings::of(target, target.option("tls_ca"));
  settings.body_limit = std::stoul(target.option("reply_limit_mb")) << 20;
  return settings;
}

std::string xml_escaped(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '&') {
      escaped += "&amp;";
    } else if (c == '<') {
      escaped += "&lt;";
    } else if (c == '>') {
      escaped += "&gt;";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

/// As a connector may repeat it: from the text, from the XML, from an attribute.
void add_forms(std::vector<std::string>& secrets, const std::string& secret) {
  secrets.push_back(xml_escaped(secret));
  secrets.push_back(base64_of(secret));
  secrets.push_back(secret);
}

std::optional<std::chrono::seconds> retry_after(const HttpReply& reply) {
  const std::string text = reply.header("retry-after");
  unsigned seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return std::chrono::seconds(seconds);
}

/// The statuses that bring no SOAP; 500 brings a Fault.
void check_status(const HttpReply& reply, const SoapVerb& verb) {
  const long status = reply.status;
  if ((status >= 200 && status < 300) || status == 500) return;
  const std::string why = "it answered HTTP " + std::to_string(status);
  if (status == 429 || status == 503) throw Failure(Kind::Busy, why, retry_after(reply));
  if (status == 408 || status > 500) throw Failure(no_answer(verb), why);
  throw Failure(Kind::Refused, why);
}

/// SOAP forbids a document type, and gSOAP would pass over it.
bool has_document_type(const std::string& body) {
  const std::size_t at = body.find("<!DOCTYPE");
  return at != body.npos && at < body.find("Envelope");
}

}  // namespace

void judge(const SoapOutcome& outcome, const SoapVerb& verb) {
  if (!outcome.status) {
    if (verb.needs == SoapNeeds::NoFailure) return;
    throw Failure(no_answer(verb), "its reply has no status");
  }
  const std::string& status = *outcome.status;
  if (status == "success" || status == "successMoreResultsToReturn") return;
  if (status != "failure" && verb.needs != SoapNeeds::Success) return;
  std::string why = "it answered " + status;
  if (outcome.error) why += " (" + *outcome.error + ")";
  if (!outcome.message.empty()) why += ": " + outcome.message;
  if (status != "failure") throw Failure(no_answer(verb), why);
  if (says_transient(outcome.message)) throw Failure(Kind::Busy, why);
  // A lookup that the directory did not answer is worth another try; a change it refused is not.
  const bool unreached = !verb.changes && says_unreached(outcome);
  throw Failure(unreached ? Kind::Unreachable : Kind::Refused, why);
}

bool means_absent(const SoapOutcome& outcome) {
  return outcome.status && *outcome.status == "failure" && !says_unreached(outcome) &&
         !says_forbidden(outcome) && !says_transient(outcome.message);
}

/// One request and its reply.
struct SoapClient::Exchange {
  const SoapVerb& verb;
  const Call& call;
  std::string request = {};
  HttpReply reply = {};
  std::size_t read = 0;
};

/// What gSOAP calls instead of its own transport.
struct SoapClient::Hooks {
  static Exchange& of(::soap* soap) { return *static_cast<Exchange*>(soap->user); }

  static int connect(::soap*, const char*, const char*, int) { return SOAP_OK; }

  static int send(::soap* soap, const char* text, std::size_t size) {
    of(soap).request.append(text, size);
    return SOAP_OK;
  }

  static std::size_t receive(::soap* soap, char* buffer, std::size_t size) {
    Exchange& exchange = of(soap);
    const std::string& body = exchange.reply.body;
    const std::size_t count = std::min(size, body.size() - exchange.read);
    std::memcpy(buffer, body.data() + exchange.read, count);
    exchange.read += count;
    return count;
  }
};

SoapClient::SoapClient(const Target& target)
    : where_("managed system '" + target.id + "'"),
      password_(target.secret("password")),
      url_(as_url(target.url)),
      http_(settings_of(target)) {
  const soap_mode mode = SOAP_C_UTFSTRING | SOAP_ENC_PLAIN | SOAP_IO_BUFFER | SOAP_XML_TREE;
  soap_ = soap_new2(mode, mode);
  if (!soap_) throw std::bad_alloc();
  soap_->fconnect = Hooks::connect;
  soap_->fsend = Hooks::send;
  soap_->frecv = Hooks::receive;
  // Of what another program sends; its whole size is the HTTP client's matter.
  soap_->maxlevel = 64;
  soap_->maxoccurs = 1000000;
  soap_->maxlength = static_cast<long>(settings_of(target).body_limit);
}

SoapClient::~SoapClient() {
  soap_destroy(soap_);
  soap_end(soap_);
  soap_free(soap_);
}

std::string SoapClient::request_id(const Call& call) {
  const std::string& id = call.request_id;
  const bool fits =
      id.size() > 1 && id[0] == 'R' && std::all_of(id.begin(), id.end(), [](unsigned char c) {
        return std::isalnum(c) || c == '-' || c == '_';
      });
  return fits ? id : new_request_id();
}

void SoapClient::exchange(const SoapVerb& verb, const Call& call, const std::function<int()>& write,
                          const std::function<int()>& read) {
  Exchange exchange{verb, call};
  soap_->user = &exchange;
  std::exception_ptr failure;
  try {
    run(exchange, write, read);
  } catch (...) {
    failure = std::current_exception();
  }
  soap_destroy(soap_);
  soap_end(soap_);
  soap_->user = nullptr;
  if (!failure) return;
  try {
    std::rethrow_exception(failure);
  } catch (const Failure& why) {
    std::vector<std::string> secrets;
    add_forms(secrets, password_);
    for (const std::string& secret : verb.secrets) add_forms(secrets, secret);
    const std::string text = shown(why.what(), secrets);
    throw Failure(why.kind(), where_ + ": " + verb.name + ": " + text, why.retry_after());
  }
}

void SoapClient::run(Exchange& exchange, const std::function<int()>& write,
                     const std::function<int()>& read) {
  if (write() != SOAP_OK) throw Failure(Kind::Refused, "the request cannot be written as XML");
  exchange.reply = post(exchange);
  check_status(exchange.reply, exchange.verb);
  if (has_document_type(exchange.reply.body))
    throw Failure(no_answer(exchange.verb), "its reply has a document type, which SOAP forbids");
  if (read() != SOAP_OK) fail(exchange);
  if (exchange.reply.status == 500)
    throw Failure(no_answer(exchange.verb), "it answered HTTP 500 without a SOAP Fault");
}

HttpReply SoapClient::post(const Exchange& exchange) {
  HttpRequest request;
  request.method = "POST";
  request.url = url_;
  request.headers = {"Content-Type: text/xml; charset=utf-8",
                     std::string("SOAPAction: \"") + (soap_->action ? soap_->action : "") + "\"",
                     "Expect:"};
  request.body = exchange.request;
  request.changes = exchange.verb.changes;
  return http_.send(request, exchange.call.deadline);
}

void SoapClient::fail(const Exchange& exchange) {
  const bool fault = soap_->error == SOAP_FAULT;
  if (exchange.reply.body.find_first_not_of(" \t\r\n") == std::string::npos)
    throw Failure(no_answer(exchange.verb), "its reply is empty");
  soap_set_fault(soap_);
  const char** text = const_cast<const char**>(soap_faultstring(soap_));
  const char** code = const_cast<const char**>(soap_faultcode(soap_));
  const std::string said = text && *text ? *text : "";
  if (!fault)
    throw Failure(no_answer(exchange.verb), "its reply is not what it should be: " + said);
  const std::string_view blame = code && *code ? *code : "";
  const std::string why = "SOAP Fault: " + said;
  if (says_transient(said)) throw Failure(Kind::Busy, why);
  // It could not read the request or does not know the operation.
  if (blame.ends_with("Client") || blame.ends_with("Sender")) throw Failure(Kind::Refused, why);
  throw Failure(no_answer(exchange.verb), why);
}

}  // namespace idm::connectors
