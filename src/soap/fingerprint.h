#pragma once

#include <string>

namespace idm::soap {

/// Tells one request from another with the same requestId: a hash of the envelope. It is kept for a
/// day, so passwords go into it with eight bits only; from more, a stolen database would let them
/// be guessed.
std::string fingerprint_of(const std::string& envelope);

}  // namespace idm::soap
