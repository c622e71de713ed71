#pragma once

#include <string>

#include "connectors/connector.h"
#include "connectors/target.h"

namespace idm::connectors {

/// Runs one verb, so that its Failure also names the managed system and the verb. `verb` reads like
/// "put 'jdoe'".
template <class Work>
auto in_words(const Target& target, const std::string& verb, Work work) {
  try {
    return work();
  } catch (const Failure& failure) {
    throw Failure(failure.kind(),
                  "managed system '" + target.id + "': " + verb + ": " + failure.what(),
                  failure.retry_after());
  }
}

}  // namespace idm::connectors
