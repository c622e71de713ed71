#pragma once

#include <string>

namespace idm {

/// A row id: 32 lower-case hex digits that grow with time (milliseconds, a counter, then random),
/// so that rows land next to each other in the index. Safe from any thread.
std::string new_id();

/// An id for a request, for logs and answers: "R" and 32 hex digits, as OpenIAM's audit has it.
std::string new_request_id();

}  // namespace idm
