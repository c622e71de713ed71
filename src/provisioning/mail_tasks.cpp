#include "provisioning/mail_tasks.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "core/error.h"
#include "core/ids.h"
#include "core/instant.h"
#include "core/seal.h"
#include "identity/default_row.h"
#include "identity/user_rows.h"
#include "orm/prepared.h"
#include "orm/supervision-odb.hxx"
#include "orm/task-odb.hxx"
#include "orm/text.h"
#include "provisioning/accounts.h"
#include "provisioning/delivery.h"
#include "provisioning/mail.h"
#include "provisioning/mail_message.h"
#include "provisioning/task_secret.h"
#include "provisioning/task_words.h"

namespace idm::provisioning::mail {
namespace {

using Json = nlohmann::json;
using Query = odb::query<Task>;
using Kind = Letter::Kind;

constexpr std::chrono::seconds longest_send{20};

/// The names of the templates, by kind; tasks store them.
constexpr const char* templates[] = {"credentials", "credentials_supervisor", "password"};

const char* template_of(Kind kind) { return templates[static_cast<int>(kind)]; }

bool is_for_supervisor(const std::string& name) {
  return name == template_of(Kind::CredentialsForSupervisor);
}

std::optional<std::string> supervisor_of(Db& db, const std::string& user_id) {
  using Supervisions = odb::query<Supervision>;
  const Supervision* chosen = nullptr;
  const auto rows = rows_where<Supervision>(
      db, (Supervisions::employee_id == user_id) + "ORDER BY" + Supervisions::id);
  for (const Supervision& row : rows)
    if (!chosen || (row.is_primary == 1 && chosen->is_primary != 1)) chosen = &row;
  return chosen ? std::optional(chosen->supervisor_id) : std::nullopt;
}

/// "" = nowhere.
std::string address_of(Db& db, const User& user) {
  return primary_email(user, user_rows::of_user<EmailAddress>(db, user.id));
}

std::string address_of(Db& db, const std::string& user_id) {
  const std::optional<User> user = db.find<User>(user_id);
  return user ? address_of(db, *user) : std::string();
}

struct Address {
  std::string text;     ///< "" = there is none
  std::string why_not;  ///< then
};

Address find_address(Db& db, const User& user, const std::string& template_name) {
  Address found;
  if (!is_for_supervisor(template_name)) {
    found.text = address_of(db, user);
    if (found.text.empty()) found.why_not = "the user has no e-mail address";
  } else if (const auto supervisor = supervisor_of(db, user.id)) {
    found.text = address_of(db, *supervisor);
    if (found.text.empty()) found.why_not = "the supervisor has no e-mail address";
  } else {
    found.why_not = "the user has no supervisor";
  }
  if (!found.text.empty() && !is_address(found.text))
    found = {"", "\"" + found.text + "\" is no e-mail address"};
  return found;
}

std::int64_t next_sequence(Db& db, const std::string& user_id, bool& waits) {
  std::int64_t last = 0;
  for (const Task& task :
       rows_where<Task>(db, Query::user_id == user_id && Query::managed_system_id == system_id)) {
    last = std::max(last, task.sequence);
    if (task.state == pending) waits = true;
  }
  return last + 1;
}

std::string payload_of(Kind kind) {
  return Json{
      {"template", template_of(kind)}
  }
      .dump();
}

std::string template_of(const Task& task) {
  return Json::parse(*task.payload).at("template").get<std::string>();
}

Task make_task(const Services& services, const Letter& letter, const Origin& origin) {
  Task task;
  task.id = new_id();
  task.managed_system_id = system_id;
  task.verb = word(Verb::Mail);
  task.state = pending;
  task.payload = payload_of(letter.kind);
  std::string secret = Json{
      {"login",    letter.login},
      {"password",
       letter.password         }
  }.dump(-1, ' ', false, Json::error_handler_t::replace);
  task.secret = seal(services.secret_key, secret);
  wipe(secret);
  if (!origin.request_id.empty()) task.request_id = first_characters(origin.request_id, 40);
  task.create_date = now();
  task.next_attempt = task.create_date;
  return task;
}

}  // namespace

bool is_configured(const Config& config) { return !config.mail.server.empty(); }

void check_templates(const MailConfig& config) {
  const Values values{
      {"firstName", "x"},
      {"lastName",  "x"},
      {"login",     "x"},
      {"password",  "x"}
  };
  for (const char* name : templates) from_template(template_file(config, name), "x@y", values);
}

bool reaches_anybody(Services& services, const UserRequest& request) {
  if (!is_configured(services.config)) return false;
  if (request.email_credentials_to_new_users) {
    std::vector<EmailAddress> emails;
    for (const Wanted<EmailAddress>& wanted : request.emails)
      if (wanted.operation != Operation::Delete) emails.push_back(wanted.row);
    if (is_address(primary_email(request.user, emails))) return true;
  }
  if (!request.email_credentials_to_supervisor || !request.supervisor) return false;
  return services.store.read(
      [&](Db& db) { return is_address(address_of(db, request.supervisor->supervisor_id)); });
}

std::string record(Db& db, const Services& services, const User& user,
                   const std::vector<Letter>& letters, const Origin& origin) {
  if (letters.empty()) return {};
  if (!is_configured(services.config)) return "no mail was sent: no mail server is configured";
  std::string unsent;
  bool waits = false;
  std::int64_t sequence = next_sequence(db, user.id, waits);
  std::vector<Task> announced;
  for (const Letter& letter : letters) {
    Address address = find_address(db, user, template_of(letter.kind));
    if (!address.text.empty() && letter.password.empty())
      address = {"", "there is no password to tell"};
    if (address.text.empty()) {
      if (!unsent.empty()) unsent += "; ";
      unsent += std::string("no mail was sent") +
                (is_for_supervisor(template_of(letter.kind)) ? " to the supervisor: "
                                                             : " to the user: ") +
                address.why_not;
      continue;
    }
    Task task = make_task(services, letter, origin);
    task.user_id = user.id;
    task.sequence = sequence++;
    task.principal = address.text;
    if (!waits && lease_at_once(services, task)) announced.push_back(task);
    waits = true;
    db.insert(std::move(task));
  }
  // Nobody waits for mails: a slow mail server is not the caller's.
  if (!announced.empty())
    db.after_commit([delivery = services.delivery, tasks = std::move(announced)] {
      delivery->announce(tasks, "");
    });
  return unsent;
}

Outcome send(Services& services, const Task& task) {
  Outcome outcome;
  const std::string name = template_of(task);
  std::optional<User> user;
  Address address;
  services.store.read([&](Db& db) {
    user = db.find<User>(task.user_id);
    if (user) address = find_address(db, *user, name);
  });
  if (!user || has_left(*user)) {
    outcome.kind = Outcome::Kind::Skipped;
    outcome.why = user ? "the user has left" : "the user is gone";
    return outcome;
  }
  if (address.text.empty())
    throw connectors::Failure(connectors::Failure::Kind::Refused, address.why_not);
  const TaskSecret secret(services.secret_key, task);
  if (secret.password().empty())
    throw connectors::Failure(connectors::Failure::Kind::Refused, "its password is gone");
  const auto text = [](const Text& value) { return value.null() ? std::string() : *value; };
  Message message = from_template(template_file(services.config.mail, name), address.text,
                                  {
                                      {"firstName", text(user->first_name)},
                                      {"lastName",  text(user->last_name) },
                                      {"login",     secret.login()        },
                                      {"password",  secret.password()     }
  });
  outcome.account = address.text;
  outcome.rendered = Json{
      {"to",       address.text},
      {"template", name        }
  }.dump();
  outcome.called = true;
  const auto longest =
      std::min<std::chrono::milliseconds>(longest_send, services.config.provisioning.lease * 2 / 3);
  send(services.config.mail, message, connectors::Clock::now() + longest);
  wipe(message.body);
  return outcome;
}

}  // namespace idm::provisioning::mail
