#include "soap/fault.h"

#include "soap/wire_values.h"

namespace idm::soap {
namespace {

constexpr const char* soap11_namespace = "http://schemas.xmlsoap.org/soap/envelope/";
constexpr const char* soap12_namespace = "http://www.w3.org/2003/05/soap-envelope";

const char* code_of(Fault::Blame blame, bool soap12) {
  switch (blame) {
    case Fault::Blame::Client:
      return soap12 ? "Sender" : "Client";
    case Fault::Blame::MustUnderstand:
      return "MustUnderstand";
    case Fault::Blame::VersionMismatch:
      return "VersionMismatch";
    case Fault::Blame::Server:
      break;
  }
  return soap12 ? "Receiver" : "Server";
}

}  // namespace

Fault fault_of(ErrorCode code, const std::string& reason) {
  const bool callers_doing = code == ErrorCode::InvalidArgument;
  return {callers_doing ? Fault::Blame::Client : Fault::Blame::Server, reason};
}

std::string escape_xml(const std::string& text) {
  std::string escaped;
  for (const char c : legal_xml(text)) switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\r':
        escaped += "&#13;";
        break;
      default:
        escaped += c;
    }
  return escaped;
}

std::string fault_document(const Fault& fault, bool soap12, const std::string& request_id) {
  const std::string code = std::string("SOAP-ENV:") + code_of(fault.blame, soap12);
  const std::string reason = escape_xml(fault.reason);
  const std::string id = "<requestId>" + escape_xml(request_id) + "</requestId>";
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<SOAP-ENV:Envelope xmlns:SOAP-ENV=\"";
  out += soap12 ? soap12_namespace : soap11_namespace;
  out += "\"><SOAP-ENV:Body><SOAP-ENV:Fault>";
  if (soap12)
    out += "<SOAP-ENV:Code><SOAP-ENV:Value>" + code +
           "</SOAP-ENV:Value></SOAP-ENV:Code><SOAP-ENV:Reason>" +
           "<SOAP-ENV:Text xml:lang=\"en\">" + reason +
           "</SOAP-ENV:Text></SOAP-ENV:Reason><SOAP-ENV:Detail>" + id + "</SOAP-ENV:Detail>";
  else
    out += "<faultcode>" + code + "</faultcode><faultstring>" + reason + "</faultstring><detail>" +
           id + "</detail>";
  return out + "</SOAP-ENV:Fault></SOAP-ENV:Body></SOAP-ENV:Envelope>\n";
}

http::Response fault_response(const Fault& fault, bool soap12, const std::string& request_id,
                              int status) {
  if (status == 0) status = soap12 && fault.blame == Fault::Blame::Client ? 400 : 500;
  return {status, content_type(soap12), fault_document(fault, soap12, request_id), {}};
}

const char* content_type(bool soap12) {
  return soap12 ? "application/soap+xml; charset=utf-8" : "text/xml; charset=utf-8";
}

}  // namespace idm::soap
