// Accounts kept by a program of the operator's, asked once a verb: docs/connectors/exec.md.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "connectors/registry.h"
#include "connectors/shown_text.h"
#include "core/error.h"
#include "core/log.h"
#include "core/program.h"

namespace idm::connectors {
namespace {

using Json = nlohmann::json;
using Refusal = Failure::Kind;

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  return {std::istream_iterator<std::string>(stream), {}};
}

std::string text_at(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// A text, a number, true or false, or a list of these. Throws Json::exception for anything else.
std::vector<std::string> values_of(const Json& value) {
  std::vector<std::string> values;
  const Json list = value.is_array() ? value : Json::array({value});
  for (const Json& each : list)
    values.push_back(each.is_number() || each.is_boolean() ? each.dump() : each.get<std::string>());
  return values;
}

Account account_of(const Json& answer) {
  Account account{answer.at("name").get<std::string>(), {}, std::nullopt};
  const Json attributes = answer.value("attributes", Json::object());
  for (const auto& [name, value] : attributes.items())
    if (!value.is_null()) account.attributes.push_back({name, values_of(value)});
  const Json active = answer.value("active", Json());
  if (!active.is_null()) account.active = active.get<bool>();
  return account;
}

class Exec : public Connector {
 public:
  explicit Exec(const Target& target)
      : target_(target), arguments_(words_of(target.option("arguments"))) {
    if (!target.option("program").starts_with('/'))
      throw Error(ErrorCode::InvalidArgument,
                  "option \"program\": \"" + target.option("program") + "\" is no absolute path");
  }

  std::optional<Account> find(const std::string& name, const Call& call) override {
    std::optional<Account> found;
    ask("find", of(name), call, false, [&](const Json& answer) {
      const Json account = answer.value("account", Json());
      if (!account.is_null()) found = account_of(account);
    });
    return found;
  }

  Put put(const Account& account, bool may_create, const Call& call) override {
    Json question = of(account.name);
    Json& attributes = question["account"]["attributes"] = Json::object();
    std::vector<std::string> secrets;
    for (const Attribute& attribute : account.attributes) {
      attributes[attribute.name] = attribute.values;
      if (attribute.secret)
        secrets.insert(secrets.end(), attribute.values.begin(), attribute.values.end());
    }
    question["may_create"] = may_create;
    Put done = Put::Changed;
    ask(
        "put", std::move(question), call, true,
        [&](const Json& answer) {
          const std::string word = answer.at("done");
          if (word == "created")
            done = Put::Created;
          else if (word == "missing")
            done = Put::Missing;
          else if (word != "changed")
            throw std::invalid_argument("done is \"" + word + "\"");
        },
        secrets);
    return done;
  }

  void rename(const std::string& from, const std::string& to, const Call& call) override {
    Json question = of(from);
    question["to"] = to;
    change("rename", std::move(question), call);
  }
  void suspend(const std::string& name, const Call& call) override {
    change("suspend", of(name), call);
  }
  void resume(const std::string& name, const Call& call) override {
    change("resume", of(name), call);
  }
  void set_password(const std::string& name, const std::string& password,
                    const Call& call) override {
    Json question = of(name);
    question["password"] = password;
    change("set_password", std::move(question), call, {password});
  }
  void remove(const std::string& name, const Call& call) override {
    change("remove", of(name), call);
  }

  void test(const Call& call) override {
    ask("test", Json::object(), call, false, [](const Json&) {});
  }

  Page list(const std::string& page, std::size_t size, const Call& call) override {
    Page found;
    Json question;
    question["page"] = page;
    question["size"] = size;
    ask("list", std::move(question), call, false, [&](const Json& answer) {
      for (const Json& account : answer.at("accounts"))
        found.accounts.push_back(account_of(account));
      found.next = answer.value("next", "");
    });
    return found;
  }

  bool can_read() const override { return target_.flag("reads"); }

 private:
  /// The verb and whom it is about, for the words of failures.
  static std::string words_of_question(const std::string& verb, const Json& question) {
    std::string words = verb;
    if (question.contains("account"))
      words += " '" + question["account"]["name"].get<std::string>() + "'";
    if (question.contains("to")) words += " to '" + question["to"].get<std::string>() + "'";
    return words;
  }

  static Json of(const std::string& name) {
    return {
        {"account", {{"name", name}}}
    };
  }

  void change(const char* verb, Json question, const Call& call,
              const std::vector<std::string>& secrets = {}) {
    ask(
        verb, std::move(question), call, true, [](const Json&) {}, secrets);
  }

  /// Runs the program and gives its answer to `take`, which throws when it is not as agreed.
  template <class Take>
  void ask(const char* verb, Json question, const Call& call, bool changes, Take take,
           std::vector<std::string> secrets = {}) {
    for (const auto& [name, secret] : target_.secrets) secrets.push_back(secret);
    const std::string asked = words_of_question(verb, question);
    const auto fail = [&](Refusal kind, const std::string& why,
                          std::optional<std::chrono::seconds> later = std::nullopt) {
      throw Failure(
          kind, "managed system " + target_.id + ", " + asked + ": " + shown(why, secrets), later);
    };
    // What a program that broke has done, nobody knows.
    const Refusal broken = changes ? Refusal::Unknown : Refusal::Unreachable;
    const std::string& path = target_.option("program");
    ProgramCall program;
    program.path = path;
    program.arguments = arguments_;
    program.input = completed(verb, std::move(question), call);
    program.deadline = call.deadline;
    const ProgramEnd end = run_program(program, [&](std::string_view line) {
      log_line(verb, call.request_id, shown(std::string(line), secrets));
    });
    if (end.how == ProgramEnd::How::NotStarted) {
      const bool for_want_of_room =
          end.code == EAGAIN || end.code == ENOMEM || end.code == EMFILE || end.code == ENFILE;
      fail(for_want_of_room ? Refusal::Unreachable : Refusal::Refused, path + " " + end.words());
    }
    if (!end.succeeded()) fail(broken, path + " " + end.words());
    const Json answer = Json::parse(end.output, nullptr, false);
    const std::string status = answer.is_object() ? text_at(answer, "status") : "";
    try {
      if (status == "ok") return take(answer);
      if (status == "failed") return fail_as_told(answer, fail);
    } catch (const Failure&) {
      throw;
    } catch (const std::exception& wrong) {
      fail(broken, path + " gave an answer that is not as agreed: " + wrong.what());
    }
    fail(broken, path + " gave no answer with a status of ok or failed");
  }

  void log_line(const char* verb, const std::string& request, const std::string& line) const {
    log::info("connector_program",
              {
                  {"target",  target_.id},
                  {"verb",    verb      },
                  {"request", request   },
                  {"said",    line      }
    });
  }

  template <class Fail>
  static void fail_as_told(const Json& answer, Fail fail) {
    static const std::map<std::string, Refusal> kinds = {
        {"unreachable", Refusal::Unreachable},
        {"busy",        Refusal::Busy       },
        {"unknown",     Refusal::Unknown    },
        {"refused",     Refusal::Refused    }
    };
    std::optional<std::chrono::seconds> later;
    if (const Json seconds = answer.value("retry_after", Json()); !seconds.is_null())
      later = std::chrono::seconds(seconds.get<unsigned>());
    fail(kinds.at(answer.at("kind").get<std::string>()), text_at(answer, "message"), later);
  }

  std::string completed(const char* verb, Json question, const Call& call) const {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(call.deadline - Clock::now());
    question["verb"] = verb;
    question["request_id"] = call.request_id;
    question["time_ms"] = std::max<long>(left.count(), 0);
    Json& target = question["target"];
    target["id"] = target_.id;
    target["url"] = target_.url;
    target["login"] = target_.login;
    target["options"] = target_.options;
    target["secrets"] = target_.secrets;
    return question.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  }

  const Target target_;
  const std::vector<std::string> arguments_;
};

std::unique_ptr<Connector> make(const Target& target) { return std::make_unique<Exec>(target); }

}  // namespace

extern const Kind exec_kind;
const Kind exec_kind{
    "exec",
    "a program on this machine that is asked in JSON",
    {
      {"program", Option::Type::Text, nullptr, "absolute path; started without a shell"},
      {"arguments", Option::Type::Text, "", "its arguments, parted by blanks"},
      {"settings", Option::Type::Text, "", "whatever the program wants to be told"},
      {"reads", Option::Type::Flag, "true", "whether find tells attributes"},
      },
    {
      {"token", Option::Type::Text, "", "handed to the program beside the password"},
      },
    R"({"CREATE": [{"name": "firstName", "attributes": {"template": "${firstname}"}},
                   {"name": "lastName", "attributes": {"template": "${lastname}"}},
                   {"name": "email", "attributes": {"template": "${email}"}}],
        "UPDATE": [{"name": "firstName", "attributes": {"template": "${firstname}"}},
                   {"name": "lastName", "attributes": {"template": "${lastname}"}},
                   {"name": "email", "attributes": {"template": "${email}"}}]})",
    make,
};

}  // namespace idm::connectors
