#include "soap/soap_service.h"

#include <algorithm>

#include "core/ascii.h"
#include "core/log.h"
#include "http/base_url.h"
#include "http/media_type.h"
#include "soap/dry_run.h"
#include "soap/lexical.h"
#include "soap/soap_context.h"

namespace idm::soap {
namespace {

using Clock = std::chrono::steady_clock;

struct Path {
  std::string_view path;
  Service service;
};
constexpr Path paths[] = {
    {"/openiam-idm-esb/idmsrvc/ProvisioningService", Service::Provisioning},
    {"/openiam-idm-esb/idmsrvc/UserDataService",     Service::UserData    },
    {"/ProvisioningService",                         Service::Provisioning},
    {"/UserDataService",                             Service::UserData    },
};

std::optional<Service> service_at(std::string_view path) {
  for (const Path& known : paths)
    if (known.path == path) return known.service;
  return std::nullopt;
}

const char* name_of(Service service) {
  return service == Service::Provisioning ? "ProvisioningService" : "UserDataService";
}

constexpr std::string_view soap12_media_type = "application/soap+xml";

bool is_soap12(const http::Request& request) {
  return http::parse_media_type(request.content_type).name == soap12_media_type;
}

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> starts) {
  for (const std::string_view start : starts)
    if (text.starts_with(start)) return true;
  return false;
}

/// Everything that does not only look waits for the disk, or for a password hash.
bool writes(std::string_view operation) {
  return !starts_with_any(operation, {"get", "find", "search"});
}

bool asks_for_wsdl(std::string_view query) {
  const std::string folded = ascii::lower(query);
  return folded == "wsdl" || folded == "singlewsdl" || folded.starts_with("wsdl=") ||
         folded.starts_with("wsdl&");
}

http::Response plain_text(int status, const std::string& text) {
  return {status, "text/plain; charset=utf-8", text + "\n", {}};
}

/// Why X-Dry-Run cannot be obeyed; "" when it can, or is not there.
std::string unclear_wish(const http::Request& request) {
  const auto wishes =
      std::count_if(request.headers.begin(), request.headers.end(),
                    [](const auto& header) { return header.first == dry_run_http_header; });
  if (wishes > 1) return "X-Dry-Run comes twice";
  if (wishes == 1 && !boolean_of(trimmed(request.header(dry_run_http_header))))
    return "X-Dry-Run is neither true nor false";
  return {};
}

Fault::Blame blame_for(const Guarded& unreadable) {
  if (unreadable.must_understand) return Fault::Blame::MustUnderstand;
  if (unreadable.version_mismatch) return Fault::Blame::VersionMismatch;
  return Fault::Blame::Client;
}

/// The context of this thread; a new one when the old one has grown.
SoapContext& context_of_thread(const XmlLimits& limits) {
  thread_local std::unique_ptr<SoapContext> context;
  if (!context || context->worn()) context = std::make_unique<SoapContext>(limits);
  return *context;
}

}  // namespace

/// A POST on its way through the pools.
struct SoapService::Work {
  http::Request request;
  http::Responder respond;
  Service service;
  Clock::time_point start = Clock::now();
  Guarded guarded;
  bool dry_run = false;

  void answer(http::Response response, const std::string& outcome) {
    const auto ms = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
    log::info("soap_request", {
                                  {"id",        request.id                             },
                                  {"service",   name_of(service)                       },
                                  {"operation", guarded.operation                      },
                                  {"outcome",   outcome + (dry_run ? " (dry run)" : "")},
                                  {"status",    response.status                        },
                                  {"ms",        ms                                     },
                                  {"peer",      request.peer                           }
    });
    respond(std::move(response));
  }
};

SoapService::SoapService(Services& services, const Config& config, http::Workers& workers)
    : services_(services),
      config_(config),
      zone_(config.time_zone),
      anonymous_(config.soap.anonymous_networks.begin(), config.soap.anonymous_networks.end()),
      provisioning_wsdl_(config.wsdl_dir + "/ProvisioningService.wsdl"),
      user_data_wsdl_(config.wsdl_dir + "/UserDataService.wsdl"),
      workers_(workers) {}

bool SoapService::serves(std::string_view path) { return service_at(path).has_value(); }

void SoapService::handle(http::Request request, http::Responder respond) {
  const auto service = service_at(request.path);
  if (!service) return respond(plain_text(404, "nothing is served at " + request.path));
  // The listener leaves the body out of what answers HEAD, and says how long it would be.
  if (request.method == "GET" || request.method == "HEAD") return respond(get(request));
  if (auto refusal = refuse_post(request)) return respond(std::move(*refusal));
  auto work = std::make_shared<Work>(
      Work{std::move(request), std::move(respond), *service, Clock::now(), {}});
  if (!workers_.readers.try_post([this, work] { check(work); }))
    work->answer(overloaded(work->request, is_soap12(work->request)), "overloaded");
}

http::Response SoapService::get(const http::Request& request) const {
  if (!asks_for_wsdl(request.query)) {
    http::Response refusal = plain_text(405, "this address takes SOAP requests by POST; GET " +
                                                 request.path + "?wsdl for the contract");
    refusal.headers.push_back({"Allow", "POST"});
    return refusal;
  }
  const auto base = http::base_url(request, config_.http);
  if (!base) return plain_text(400, http::not_a_host(request, config_.http));
  const bool provisioning = service_at(request.path) == Service::Provisioning;
  return {200,
          "text/xml; charset=utf-8",
          (provisioning ? provisioning_wsdl_ : user_data_wsdl_).at(*base + request.path),
          {}};
}

std::optional<http::Response> SoapService::refuse_post(const http::Request& request) const {
  if (request.method != "POST") {
    http::Response refusal =
        plain_text(405, request.method + " is not served here; POST a SOAP request");
    refusal.headers.push_back({"Allow", asks_for_wsdl(request.query) ? "GET, HEAD, POST" : "POST"});
    return refusal;
  }
  if (!http::is_private(request, config_.http))
    return refuse(request, 403, "plain HTTP is answered on this machine only; use HTTPS");
  const bool listed =
      std::any_of(anonymous_.begin(), anonymous_.end(),
                  [&](const Network& network) { return network.contains(request.peer); });
  if (!request.loopback_listener && !listed)
    return refuse(request, 403,
                  "anonymous SOAP requests are not answered for " + request.peer +
                      "; the setting soap.anonymous_networks lists the networks that may");
  // A browser takes us for a page's own server once the page's name resolves to 127.0.0.1 (DNS
  // rebinding), and nobody has to say here who they are.
  if (request.loopback_listener && http::from_foreign_page(request, config_.http))
    return refuse(request, 403,
                  "the Origin header names a page from elsewhere; only pages of this machine and "
                  "of the setting http.public_url may call");
  const std::string type = http::parse_media_type(request.content_type).name;
  if (type != "text/xml" && type != "application/xml" && type != soap12_media_type)
    return refuse(request, 415,
                  "Content-Type is '" + request.content_type +
                      "'; text/xml (SOAP 1.1) or application/soap+xml (SOAP 1.2) is needed");
  return std::nullopt;
}

http::Response SoapService::refuse(const http::Request& readable, int status,
                                   const std::string& reason) const {
  const auto blame = status < 500 ? Fault::Blame::Client : Fault::Blame::Server;
  return fault_response({blame, reason}, is_soap12(readable), readable.id, status);
}

http::Response SoapService::overloaded(const http::Request& request, bool soap12) const {
  http::Response response = fault_response(
      fault_of(ErrorCode::Overloaded, "too many requests are waiting; try again in a second"),
      soap12, request.id, 503);
  response.headers.push_back({"Retry-After", "1"});
  return response;
}

void SoapService::check(const std::shared_ptr<Work>& work) {
  const http::Request& request = work->request;
  work->guarded = guard(request.body, http::parse_media_type(request.content_type).charset,
                        work->service, config_.soap);
  const Guarded& guarded = work->guarded;
  for (const std::string& element : guarded.dropped)
    log::info("soap_element_ignored", {
                                          {"id",      request.id},
                                          {"element", element   }
    });
  if (!guarded.ok) {
    // Without an envelope the Content-Type tells what the caller speaks.
    const bool soap12 = guarded.version_seen ? guarded.soap12 : is_soap12(request);
    return work->answer(fault_response({blame_for(guarded), guarded.reason}, soap12, request.id),
                        "unreadable");
  }
  if (const std::string problem = unclear_wish(request); !problem.empty())
    return work->answer(fault_response({Fault::Blame::Client, problem}, guarded.soap12, request.id),
                        "unreadable");
  // What only looks has nothing to rehearse.
  if (!writes(guarded.operation)) return run(work);
  const auto wish = boolean_of(trimmed(request.header(dry_run_http_header)));
  work->dry_run = wish.value_or(false) || guarded.dry_run;
  if (!workers_.writers.try_post([this, work] { run(work); }))
    work->answer(overloaded(request, guarded.soap12), "overloaded");
}

void SoapService::run(const std::shared_ptr<Work>& work) {
  Call call{work->guarded, work->request.id, work->request.peer, work->dry_run, 0, {}, {}, {}};
  std::string reply;
  const bool soap12 = work->guarded.soap12;
  if (context_of_thread(config_.soap.xml).run(work->service, services_, zone_, call, reply))
    work->answer({200, content_type(soap12), std::move(reply), {}}, call.outcome);
  else
    work->answer(fault_response(call.fault, soap12, work->request.id), call.outcome);
}

}  // namespace idm::soap
