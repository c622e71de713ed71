#include "provisioning/processors.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/log.h"
#include "core/program.h"
#include "core/time_zone.h"
#include "identity/attempt.h"
#include "identity/user_events.h"
#include "orm/rehearsal.h"
#include "orm/text.h"
#include "provisioning/processor_words.h"

namespace idm::provisioning {
namespace {

using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

/// What a program may say of its own accord.
constexpr std::size_t longest_message = 500;

/// The action that the audit log knows the operation by.
const char* action_of(const std::string& operation) {
  if (operation == "addUser") return "CREATE";
  return operation == "modifyUser" ? "MODIFY" : "DELETE";
}

Json requestor_of(const Requestor& asks) {
  Json requestor = Json::object();
  const auto put = [&](const char* name, const Text& value) {
    if (!value.null()) requestor[name] = *value;
  };
  put("login", asks.login);
  put("domain", asks.domain);
  put("clientIP", asks.client_ip);
  put("userId", asks.user_id);
  return requestor;
}

/// Asks one of the programs. Throws Error(`refusal`) when it does not answer with ok.
Json ask(const Config& config, const std::string& path, const char* when, ErrorCode refusal,
         Json question) {
  const std::string name = std::string(when) + "-processor";
  question["processor"] = when;
  question["time_ms"] = config.processors.time_limit.count();
  ProgramCall call;
  call.path = path;
  call.input = question.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  call.deadline = Clock::now() + config.processors.time_limit;
  const ProgramEnd end = run_program(call, [&](std::string_view line) {
    log::info("processor_program", {
                                       {"processor", when},
                                       {"said",      line}
    });
  });
  if (!end.succeeded()) throw Error(refusal, "the " + name + " " + path + " " + end.words());
  const Json answer = Json::parse(end.output, nullptr, false);
  const Json status = answer.is_object() ? answer.value("status", Json()) : Json();
  if (status == "ok") return answer;
  if (status != "failed")
    throw Error(refusal,
                "the " + name + " " + path + " gave no answer with a status of ok or failed");
  const Json message = answer.value("message", Json());
  throw Error(refusal, message.is_string()
                           ? first_characters(message.get<std::string>(), longest_message)
                           : "the " + name + " refused without a message");
}

/// What asked for something, without what it asked for.
UserRequest without_user(const UserRequest& request) {
  UserRequest rest;
  rest.user.id = request.user.id;
  rest.requestor = request.requestor;
  rest.request_id = request.request_id;
  rest.session_id = request.session_id;
  rest.source_system_id = request.source_system_id;
  return rest;
}

Json question_of(const std::string& operation, const UserRequest& asked_by) {
  Json question;
  question["operation"] = operation;
  question["request_id"] = asked_by.request_id;
  question["source_system_id"] = asked_by.source_system_id;
  question["requestor"] = requestor_of(asked_by.requestor);
  return question;
}

}  // namespace

Processors::Processors(Services& services, const char* operation, const UserRequest& request)
    : services_(services),
      operation_(operation),
      asked_by_(without_user(request)),
      skips_first_(services.config.processors.before.empty() || request.skip_preprocessor),
      skips_last_(services.config.processors.after.empty() || request.skip_postprocessor) {
  // What programs of others do cannot be undone.
  Rehearsal* rehearsal = Rehearsal::of_thread();
  if (!rehearsal || (skips_first_ && skips_last_)) return;
  skips_first_ = skips_last_ = true;
  rehearsal->note("the pre- and post-processor were not asked; they may change or refuse this");
}

bool Processors::asks_first() const { return !skips_first_; }

audit::AuditEvent Processors::event(const std::string& user_id) const {
  return user_events::event_of(action_of(operation_), asked_by_, user_id);
}

void Processors::before(UserRequest& request, const UserGraph* stored) const {
  if (skips_first_) return;
  const TimeZone zone(services_.config.time_zone);
  Json asking = question_of(operation_, asked_by_);
  asking["user"] = processor_words::of_request(request, zone);
  if (stored) asking["stored"] = processor_words::of_user(*stored, zone);
  audit::or_record_failure(services_, event(stored ? request.user.id : ""), [&] {
    const Json answer = ask(services_.config, services_.config.processors.before, "pre",
                            ErrorCode::PreprocessorFailed, std::move(asking));
    try {
      processor_words::apply(answer, request, stored != nullptr, zone);
    } catch (const Error& wrong) {
      throw Error(ErrorCode::PreprocessorFailed,
                  std::string("the pre-processor's answer cannot be used: ") + wrong.what());
    }
  });
}

void Processors::before_end(const UserGraph& stored, const Text& status) const {
  if (skips_first_) return;
  Json asking = question_of(operation_, asked_by_);
  if (!status.null()) asking["status"] = *status;
  ask_to_allow(stored, std::move(asking));
}

void Processors::before_revision(const UserGraph& stored, const UserRequest& wanted) const {
  if (skips_first_) return;
  Json asking = question_of(operation_, asked_by_);
  asking["user"] = processor_words::of_request(wanted, TimeZone(services_.config.time_zone));
  ask_to_allow(stored, std::move(asking));
}

void Processors::ask_to_allow(const UserGraph& stored, Json asking) const {
  asking["stored"] = processor_words::of_user(stored, TimeZone(services_.config.time_zone));
  audit::or_record_failure(services_, event(stored.user.id), [&] {
    const Json answer = ask(services_.config, services_.config.processors.before, "pre",
                            ErrorCode::PreprocessorFailed, std::move(asking));
    if (answer.contains("user") || answer.contains("attributes"))
      throw Error(ErrorCode::PreprocessorFailed,
                  "the pre-processor's answer cannot be used: it can only allow or refuse this");
  });
}

void Processors::after(UserAnswer& answer) const {
  if (skips_last_) return;
  Json telling = question_of(operation_, asked_by_);
  telling["stored"] = processor_words::of_user(answer.user, TimeZone(services_.config.time_zone));
  try {
    ask(services_.config, services_.config.processors.after, "post", ErrorCode::PostprocessorFailed,
        std::move(telling));
  } catch (const Error& error) {
    log::warn("postprocessor_failed", {
                                          {"operation", operation_               },
                                          {"user",      answer.user.user.id      },
                                          {"why",       std::string(error.what())}
    });
    answer.refused_afterwards = error.what();
  }
}

}  // namespace idm::provisioning
