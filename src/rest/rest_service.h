#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/worker_pool.h"
#include "http/server.h"
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
  explicit RestService(Services& services);

  void handle(http::Request request, http::Responder respond);

  /// What the listener refuses by itself, or nothing is served at, in the surface's shape; a plain
  /// JSON object where the path belongs to none.
  http::Response refuse(const http::Request& readable, int status, const std::string& reason) const;

  /// Lets the workers finish what they have.
  void finish();

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
  WorkerPool readers_, writers_;
};

}  // namespace idm::rest
