#pragma once

#include <memory>
#include <optional>
#include <string>

#include "http/server.h"
#include "http/workers.h"
#include "rest/access.h"
#include "rest/rate_limit.h"
#include "rest/route.h"
#include "services.h"

namespace idm::rest {

/// The REST surfaces: finds the call, sees who calls, runs the handler on a worker, gives errors
/// their surface's shape. Safe from any thread.
class RestService {
 public:
  /// Throws Error(InvalidArgument) for settings that cannot be used.
  RestService(Services& services, http::Workers& workers);
  /// Lets the workers finish: what they have may be ours.
  ~RestService() { workers_.finish(); }

  void handle(http::Request request, http::Responder respond);

  /// What the listener refuses by itself, or nothing is served at, in the surface's shape; a plain
  /// JSON object where the path belongs to none.
  http::Response refuse(const http::Request& readable, int status, const std::string& reason) const;

 private:
  struct Work;

  void dispatch(const std::shared_ptr<Work>& work);
  void run(const std::shared_ptr<Work>& work);
  /// Surface, route, caller; throws Refusal or Error.
  void prepare(Work& work);
  void find_route(Work& work) const;
  [[noreturn]] static void refuse_unrouted(const Work& work);
  void authorise(Work& work);
  http::Response refuse_what_was_thrown(const Work& work) const;
  http::Response overloaded(const Work& work) const;
  void reply(const Work& work, http::Response response) const;
  void add_cors(const http::Request& request, http::Response& response) const;

  Services& services_;
  const Config& config_;
  Access access_;
  RateLimit rate_limit_;
  http::Workers& workers_;
};

}  // namespace idm::rest
