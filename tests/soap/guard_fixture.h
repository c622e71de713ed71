#pragma once

#include <string>

#include "soap/xml_guard.h"

/// Requests for the XML guard, and what it makes of them.
namespace guard_fixture {

using idm::SoapConfig;
using idm::soap::Guarded;
using idm::soap::Service;

/// An envelope with p (provision), u (user service), d (user dto), c (contact), r (role), g
/// (group), t (types), xsi, xsd. The body's content stands on line 2.
inline std::string envelope(const std::string& body) {
  return "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\""
         " xmlns:p=\"http://www.openiam.org/service/provision\" "
         "xmlns:u=\"urn:idm.openiam.org/srvc/user/service\""
         " xmlns:d=\"urn:idm.openiam.org/srvc/user/dto\" "
         "xmlns:c=\"urn:idm.openiam.org/srvc/continfo/dto\""
         " xmlns:r=\"urn:idm.openiam.org/srvc/role/dto\" "
         "xmlns:g=\"urn:idm.openiam.org/srvc/grp/dto\""
         " xmlns:t=\"http://www.openiam.org/service/types\" "
         "xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\""
         " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><s:Body>\n" +
         body + "</s:Body></s:Envelope>";
}

inline Guarded guarded(const std::string& text, Service service = Service::Provisioning,
                       const SoapConfig& config = {}, const std::string& charset = "") {
  return idm::soap::guard(text, charset, service, config);
}

/// What reaches gSOAP inside the Body, or "refused: ..." .
inline std::string passed(const std::string& body, Service service = Service::Provisioning,
                          const SoapConfig& config = {}) {
  const Guarded result = guarded(envelope(body), service, config);
  if (!result.ok) return "refused: " + result.reason;
  const std::size_t start = result.envelope.find("<SOAP-ENV:Body>") + 15;
  return result.envelope.substr(start, result.envelope.find("</SOAP-ENV:Body>") - start);
}

/// A call whose `user` holds the fields, and what of the user reaches gSOAP (notifyTargetSystems's
/// default left out).
inline std::string user_of(const std::string& operation, const std::string& fields) {
  const std::string start = "<prov:" + operation + "><user>";
  const std::string end =
      "<notifyTargetSystems>true</notifyTargetSystems></user></prov:" + operation + ">";
  const std::string all =
      passed("<p:" + operation + "><user>" + fields + "</user></p:" + operation + ">");
  if (!all.starts_with(start) || !all.ends_with(end)) return all;
  return all.substr(start.size(), all.size() - start.size() - end.size());
}
inline std::string added(const std::string& fields) { return user_of("addUser", fields); }
inline std::string modified(const std::string& fields) { return user_of("modifyUser", fields); }

inline std::string repeated(const std::string& text, std::size_t times) {
  std::string all;
  all.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace guard_fixture
