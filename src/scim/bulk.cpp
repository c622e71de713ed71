#include "scim/bulk.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "core/ascii.h"
#include "scim/message.h"

namespace idm::scim {
namespace {

constexpr std::string_view request_urn = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
constexpr const char* response_urn = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";
constexpr std::string_view reference_prefix = "bulkId:";

/// Empty when it is not there; throws an invalidSyntax when it is no text.
std::string text(const Json& object, const char* name) {
  const Json* value = field(object, name);
  if (!value) return {};
  if (!value->is_string()) throw invalid_syntax(std::string("'") + name + "' must be a text");
  return value->get<std::string>();
}

struct Operation {
  enum class State { Waiting, Running, Done };
  State state = State::Waiting;
  BulkCall call;
  std::string bulk_id;
  std::set<std::string> references;  ///< bulkIds that it names
  std::optional<Refusal> refusal;    ///< why it cannot even be tried
  BulkOutcome outcome;
};

/// The bulkId that a text refers to; empty: none.
std::string reference_in(const std::string& value) {
  return value.starts_with(reference_prefix) ? value.substr(reference_prefix.size()) : "";
}

/// Calls `visit` with every text of the value.
template <class Value, class Visit>
void each_text(Value& value, Visit visit) {
  if (value.is_string()) return visit(value);
  if (value.is_structured())
    for (auto& inner : value) each_text(inner, visit);
}

void read_path(const std::string& path, BulkCall& call) {
  std::vector<std::string> segments(1);
  for (const char c : path.substr(path.starts_with('/') ? 1 : 0))
    if (c == '/')
      segments.emplace_back();
    else
      segments.back() += c;
  if (segments.size() > 1 && segments.back().empty()) segments.pop_back();
  for (const char* name : {"Users", "Groups"})
    if (ascii::same(segments.front(), name)) call.collection = name;
  if (ascii::same(segments.front(), "Bulk"))
    throw invalid_value("a Bulk operation cannot be in another one");
  if (call.collection.empty() || segments.size() > 2 || path.find('?') != std::string::npos)
    throw not_found("nothing is at '" + path + "'");
  if (segments.size() == 2) call.id = segments[1];
}

void read_call(const Json& sent, Operation& operation) {
  BulkCall& call = operation.call;
  if (!sent.is_object()) throw invalid_syntax("an operation must be a JSON object");
  call.method = ascii::upper(text(sent, "method"));
  operation.bulk_id = text(sent, "bulkId");
  call.version = text(sent, "version");
  const bool posts = call.method == "POST", deletes = call.method == "DELETE";
  if (!posts && !deletes && call.method != "PUT" && call.method != "PATCH")
    throw invalid_value("'method' is one of POST, PUT, PATCH and DELETE, not '" + call.method +
                        "'");
  read_path(text(sent, "path"), call);
  if (posts != call.id.empty())
    throw invalid_value("the path of a " + call.method + (posts ? " names no" : " names a") +
                        " resource");
  if (posts && operation.bulk_id.empty()) throw invalid_value("a POST needs a 'bulkId'");
  const Json* data = field(sent, "data");
  if (!deletes && !data) throw invalid_syntax("a " + call.method + " needs 'data'");
  if (!deletes) call.data = *data;
}

class Bulk {
 public:
  Bulk(const Json& message, const BulkRunner& run, const BulkRefuser& refuse)
      : run_(run), refuse_(refuse) {
    const Json* sent = field(message, "Operations");
    if (!sent || !sent->is_array())
      throw invalid_syntax("'Operations' must be an array of operations");
    if (sent->size() > most_bulk_operations)
      throw Refusal(413, "",
                    "the message has " + std::to_string(sent->size()) + " operations; at most " +
                        std::to_string(most_bulk_operations) + " are taken");
    read_limit(message);
    for (const Json& operation : *sent) read(operation);
  }

  Json answer() {
    for (std::size_t at = 0; at < operations_.size() && !is_over(); ++at) perform(operations_[at]);
    Json list = Json::array();
    for (const Operation& operation : operations_)
      if (operation.state == Operation::State::Done) list.push_back(shown(operation));
    return {
        {"schemas",    Json::array({response_urn})},
        {"Operations", std::move(list)            }
    };
  }

 private:
  void read_limit(const Json& message) {
    const Json* limit = field(message, "failOnErrors");
    if (!limit) return;
    if (!limit->is_number_integer()) throw invalid_value("'failOnErrors' must be a whole number");
    most_errors_ = std::max<std::int64_t>(limit->get<std::int64_t>(), 0);
  }

  void read(const Json& sent) {
    Operation& operation = operations_.emplace_back();
    try {
      read_call(sent, operation);
    } catch (const Refusal& refusal) {
      operation.refusal = refusal;
    }
    if (const std::string id = reference_in(operation.call.id); !id.empty())
      operation.references.insert(id);
    each_text(operation.call.data, [&](const Json& value) {
      if (const std::string id = reference_in(value.get_ref<const std::string&>()); !id.empty())
        operation.references.insert(id);
    });
    if (operation.call.method != "POST" || operation.bulk_id.empty()) return;
    if (!by_id_.emplace(operation.bulk_id, operations_.size() - 1).second)
      operation.refusal = invalid_value("the bulkId '" + operation.bulk_id + "' is used twice");
  }

  bool is_over() const { return most_errors_ > 0 && errors_ >= most_errors_; }

  void perform(Operation& operation) {
    if (operation.state != Operation::State::Waiting) return;
    operation.state = Operation::State::Running;
    const bool over = !prepare(operation);
    // What it waited for used up the errors: it is not run any more, and not listed.
    if (over) {
      operation.state = Operation::State::Waiting;
      return;
    }
    if (operation.refusal)
      fail(operation, *operation.refusal);
    else
      operation.outcome = run_(operation.call);
    operation.state = Operation::State::Done;
    if (operation.outcome.status >= 400) ++errors_;
  }

  /// Runs what the operation refers to and puts the ids in. False when there must be no more.
  bool prepare(Operation& operation) {
    for (const std::string& reference : operation.references) {
      if (operation.refusal) break;
      const auto found = by_id_.find(reference);
      if (found == by_id_.end()) {
        operation.refusal = invalid_value("no operation has the bulkId '" + reference + "'");
        break;
      }
      Operation& other = operations_[found->second];
      perform(other);
      if (is_over() && other.state != Operation::State::Running) return false;
      refer(operation, reference, other);
    }
    return true;
  }

  static void refer(Operation& operation, const std::string& reference, const Operation& other) {
    if (other.state == Operation::State::Running)
      operation.refusal = Refusal(409, "", "the bulkId '" + reference + "' refers in a circle");
    else if (other.outcome.status >= 400)
      operation.refusal =
          Refusal(409, "", "the operation with the bulkId '" + reference + "' has failed");
    else
      replace(operation.call, std::string(reference_prefix) + reference, other.outcome.id);
  }

  static void replace(BulkCall& call, const std::string& reference, const std::string& id) {
    if (call.id == reference) call.id = id;
    each_text(call.data, [&](Json& value) {
      if (value.get_ref<const std::string&>() == reference) value = id;
    });
  }

  void fail(Operation& operation, const Refusal& refusal) {
    operation.outcome.status = refusal.status();
    operation.outcome.error = refuse_(refusal);
  }

  static Json shown(const Operation& operation) {
    const BulkOutcome& outcome = operation.outcome;
    Json json = Json::object();
    if (!operation.call.method.empty()) json["method"] = operation.call.method;
    if (!operation.bulk_id.empty()) json["bulkId"] = operation.bulk_id;
    if (!outcome.version.empty()) json["version"] = outcome.version;
    if (!outcome.location.empty()) json["location"] = outcome.location;
    json["status"] = std::to_string(outcome.status);
    if (!outcome.error.is_null()) json["response"] = outcome.error;
    return json;
  }

  const BulkRunner& run_;
  const BulkRefuser& refuse_;
  std::vector<Operation> operations_;
  std::map<std::string, std::size_t> by_id_;  ///< the POST of each bulkId
  std::int64_t most_errors_ = 0;              ///< 0: any number
  std::int64_t errors_ = 0;
};

}  // namespace

Json run_bulk(const Json& message, const BulkRunner& run, const BulkRefuser& refuse) {
  check_message(message, request_urn);
  return Bulk(message, run, refuse).answer();
}

}  // namespace idm::scim
