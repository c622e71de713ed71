#include "soap/soap_context.h"

#include <algorithm>
#include <cstring>
#include <new>

#include "provisioning/dry_run.h"
#include "soap/answer.h"
#include "soap/dry_run.h"
#include "soap/provisioning_endpoint.h"
#include "soap/user_data_endpoint.h"

namespace idm::soap {
namespace {

constexpr std::size_t requests_a_context = 10000;
constexpr std::size_t bytes_a_context = 1u << 20;

std::size_t receive(struct ::soap* soap, char* buffer, std::size_t size) {
  Call& call = call_of(soap);
  const std::string& text = call.guarded.envelope;
  const std::size_t count = std::min(size, text.size() - call.read);
  std::memcpy(buffer, text.data() + call.read, count);
  call.read += count;
  return count;
}

int send(struct ::soap* soap, const char* text, std::size_t size) {
  call_of(soap).written.append(text, size);
  return SOAP_OK;
}

// The guard has met every element already; this one would be lost in silence. Headers are the
// guard's too.
int refuse_unknown(struct ::soap* soap, const char* tag) {
  if (soap->part == SOAP_IN_HEADER) return SOAP_OK;
  return fail(soap, {Fault::Blame::Client, std::string("unexpected element ") + tag});
}

bool callers_doing(int error) {
  return soap_xml_error_check(error) || error == SOAP_NO_METHOD || error == SOAP_EMPTY ||
         error == SOAP_TYPE;
}

/// Our operations run on SOAP 1.1; a 1.2 caller gets the same envelope in its own namespace.
void to_soap12(std::string& envelope) {
  constexpr std::string_view soap11 = "http://schemas.xmlsoap.org/soap/envelope/";
  const std::size_t at = envelope.find(soap11);
  if (at != std::string::npos)
    envelope.replace(at, soap11.size(), "http://www.w3.org/2003/05/soap-envelope");
}

}  // namespace

SoapContext::SoapContext(const XmlLimits& limits) {
  const soap_mode mode = SOAP_C_UTFSTRING | SOAP_ENC_PLAIN | SOAP_IO_BUFFER | SOAP_XML_TREE;
  soap_ = soap_new2(mode, mode);
  if (!soap_) throw std::bad_alloc();
  soap_->frecv = receive;
  soap_->fsend = send;
  soap_->fignore = refuse_unknown;
  // The guard has counted already; these are the second line, a little wider.
  soap_->maxlevel = static_cast<unsigned int>(limits.depth + 16);
  soap_->maxoccurs = static_cast<long>(limits.elements + 16);
  soap_->maxlength = static_cast<long>(limits.text_bytes + 16);
}

SoapContext::~SoapContext() {
  soap_destroy(soap_);
  soap_end(soap_);
  soap_free(soap_);
}

bool SoapContext::worn() const {
  return served_ >= requests_a_context || largest_ > bytes_a_context;
}

bool SoapContext::run(Service service, Services& services, const TimeZone& zone, Call& call,
                      std::string& reply) {
  soap_->user = &call;
  bool done = false;
  std::string plan;
  try {
    done = serve_or_rehearse(service, services, zone, call, plan);
  } catch (const std::exception& bug) {
    call.fault =
        fault_of(ErrorCode::Internal, "internal error, reference " + log_bug(call, bug.what()));
  }
  soap_destroy(soap_);
  soap_end(soap_);
  soap_->user = nullptr;
  ++served_;
  largest_ = std::max({largest_, call.guarded.envelope.size(), call.written.size()});
  if (!done) {
    call.outcome = call.outcome.empty() ? "fault" : call.outcome;
    return false;
  }
  reply = std::move(call.written);
  if (!plan.empty()) add_header(reply, plan);
  if (call.guarded.soap12) to_soap12(reply);
  return true;
}

bool SoapContext::serve_or_rehearse(Service service, Services& services, const TimeZone& zone,
                                    Call& call, std::string& plan) {
  if (!call.dry_run) return serve(service, services, zone, call);
  provisioning::DryRun dry_run(services);
  const bool done = serve(service, services, zone, call);
  if (done) plan = header_of(dry_run.plan());
  return done;
}

bool SoapContext::serve(Service service, Services& services, const TimeZone& zone, Call& call) {
  soap_begin(soap_);
  int error = soap_begin_serve(soap_);
  if (!error) {
    if (service == Service::Provisioning) {
      error = ProvisioningEndpoint(soap_, services, zone).dispatch();
    } else {
      error = UserDataEndpoint(soap_, services, zone).dispatch();
    }
  }
  if (!error) return true;
  if (call.fault.reason.empty()) read_fault(call);
  return false;
}

void SoapContext::read_fault(Call& call) {
  const bool client = callers_doing(soap_->error);
  soap_set_fault(soap_);
  const char** text = const_cast<const char**>(soap_faultstring(soap_));
  call.fault.blame = client ? Fault::Blame::Client : Fault::Blame::Server;
  call.fault.reason = text && *text ? *text : "the request cannot be served";
}

}  // namespace idm::soap
