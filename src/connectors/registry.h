#pragma once

#include <memory>
#include <string>
#include <vector>

#include "connectors/connector.h"
#include "connectors/target.h"

namespace idm::connectors {

/// A setting of a connector, written in [managed_system.options] of a reference file.
struct Option {
  enum class Type { Text, Flag, Whole };
  const char* name;
  Type type;
  const char* fallback;  ///< null: must be given
  const char* help;
};

/// One kind of target system. Defined in the connector's own file.
struct Kind {
  const char* name;
  const char* help;
  std::vector<Option> options;
  /// Like options, but sealed where they are stored; "password" goes without saying.
  std::vector<Option> secrets;
  /// JSON object: usage type -> array of fields (rest.md 4), in force for a system that has no
  /// policy of its own for that usage.
  const char* default_policies;
  std::unique_ptr<Connector> (*make)(const Target& target);
};

/// All kinds, by name.
const std::vector<const Kind*>& kinds();
/// Null when there is none of that name.
const Kind* find_kind(const std::string& name);

/// A connector of the target's kind; connects to nothing yet. Throws Error(InvalidArgument) when
/// the kind cannot make sense of an option.
std::unique_ptr<Connector> make_connector(const Target& target);

/// A call that begins now and may take as long as the target's options say.
Call call_now(const Target& target, const std::string& request_id);

/// What every kind takes: time limits, how many calls at once, when to give up.
const std::vector<Option>& common_options();

/// Completes `target`'s options and secrets by the kind's defaults and reads the common ones.
/// Throws Error(InvalidArgument) naming an option that is unknown, missing, or no number or flag.
void complete(const Kind& kind, Target& target);

}  // namespace idm::connectors
