#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/config.h"
#include "identity/roles_of_callers.h"
#include "rest/refusal.h"
#include "rest/request.h"
#include "services.h"

namespace idm::rest {

/// Called on a worker's thread. May throw Refusal, Error, or anything else: that is a bug of ours
/// and becomes a 500 with a reference.
using Handler = http::Response (*)(const Request&, Services&);

/// One call. A HEAD is served as its GET.
struct Route {
  enum class Work { Reads, Writes };  ///< which pool: what waits for the disk or a hash writes

  const char* method;
  /// Behind the mount: "Users/{id}"; "" is the mount itself. A trailing slash of the request does
  /// not count.
  const char* path;
  Handler handler;
  CallerRoles roles;  ///< one of these is needed; 0 = no token at all
  Work work = Work::Reads;
};

/// How much of a path is the surface's, and what it says.
struct Mount {
  std::size_t segments = 0;
  std::map<std::string, std::string> parameters = {};  ///< e.g. tenant
};

/// One way to speak to us: where it is, its calls, and the shape of its errors.
struct Surface {
  const char* name;
  /// Nothing when the path is not its own. `segments` are decoded. Must not throw.
  std::optional<Mount> (*mount)(const std::vector<std::string>& segments, const http::Request&,
                                const Config&);
  const std::vector<Route>& (*routes)();
  /// The answer to what is refused, by handlers, by us, or by the listener. Must not throw.
  http::Response (*refuse)(const Request&, const Refusal&);
  bool fold_case = false;  ///< whether the routes' literal segments match in any case
  /// Beside Bearer.
  bool takes_basic = false;      ///< token id and token, as name and password
  bool takes_api_token = false;  ///< Authorization: APIToken …
  bool rate_limited = true;      ///< by rest.rate_limit
  /// A route without {…} has its path for itself, whatever the method: no later one fits as well.
  bool literal_first = false;
};

/// All of them, the most particular mount first. A new one joins here (src/surfaces.cpp).
const std::vector<const Surface*>& surfaces();

}  // namespace idm::rest
