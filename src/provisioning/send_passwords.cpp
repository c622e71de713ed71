#include "provisioning/send_passwords.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/instant.h"
#include "core/seal.h"
#include "identity/password_hash.h"
#include "identity/user_rows.h"
#include "orm/reference.h"
#include "orm/rehearsal.h"
#include "orm/text.h"
#include "provisioning/accounts.h"
#include "provisioning/mail_tasks.h"

namespace idm::provisioning {
namespace {

using passwords::AlsoStore;
using passwords::PassedAttribute;
using passwords::PasswordAnswer;
using passwords::PasswordChange;
using passwords::Written;

nlohmann::json json_of(const PassedAttribute& attribute) {
  nlohmann::json json;
  const auto put = [&](const char* name, const Text& value) {
    if (!value.null()) json[name] = *value;
  };
  put("name", attribute.name);
  put("value", attribute.value);
  put("value_as_bytes", attribute.value_as_bytes);
  put("metadata_element_id", attribute.metadata_element_id);
  put("data_type", attribute.data_type);
  put("object_type", attribute.object_type);
  put("operation", attribute.operation);
  if (attribute.multivalued) json["multivalued"] = true;
  if (!attribute.values.empty()) json["values"] = attribute.values;
  for (const PassedAttribute& member : attribute.members)
    json["members"].push_back(json_of(member));
  return json;
}

/// Attributes may be as secret as the password that they came with.
std::string secret_of(const PasswordChange& change, const Written& written) {
  nlohmann::json secret{
      {"password", written.clear}
  };
  if (written.to_be_changed) secret["to_be_changed"] = true;
  for (const PassedAttribute& attribute : change.attributes)
    secret["attributes"].push_back(json_of(attribute));
  return secret.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// One call's news.
class PasswordNews {
 public:
  PasswordNews(Services& services, const PasswordChange& change, bool from_source)
      : services_(services),
        reference_(services.reference.get()),
        change_(change),
        from_source_(from_source),
        addressed_(change.managed_system_id.null() || change.managed_system_id->empty()
                       ? services.config.default_managed_system
                       : reference_->managed_system_id(*change.managed_system_id)) {}

  void record(Db& db, const Written& written) {
    UserGraph user;
    user.user = written.user;
    const bool concerns_all = written.unlocked || written.activated;
    user_rows::read_rest(db, {.principals = concerns_all, .accounts = true}, user);
    const std::vector<Account> receivers = receivers_of(user, written);
    Origin origin = origin_of(change_.requestor);
    if (!change_.source_system_id.null()) origin.source_system_id = *change_.source_system_id;
    Outbox outbox(db, services_, *reference_, origin, written.user.id, user.accounts);
    std::string secret = secret_of(change_, written);
    for (const Account& account : receivers)
      outbox.record(account.managed_system_id, {Verb::SetPassword, account.name, "", secret});
    wipe(secret);
    if (concerns_all) {
      const std::string status = payload_of({"status"});
      for (const Account& account : accounts_of(services_, *reference_, user)) {
        // The same news as of a modifyUser that sets the status.
        if (written.activated)
          outbox.record(account.managed_system_id, {Verb::Modify, account.name, status});
        if (written.unlocked)
          outbox.record(account.managed_system_id, {Verb::Resume, account.name});
      }
    }
    outbox.finish();
    note_.clear();
    if (change_.send_to_user)
      note_ = mail::record(
          db, services_, written.user,
          {
              {mail::Letter::Kind::Password, text_of(change_.principal), written.clear}
      },
          origin);
  }

  /// What was not done, for errorText.
  const std::string& note() const { return note_; }

 private:
  static std::string text_of(const Text& text) { return text.null() ? std::string() : *text; }

  std::vector<Account> receivers_of(const UserGraph& user, const Written& written) const {
    std::vector<Account> receivers;
    if (!may_have_accounts(user.user, now())) return receivers;
    std::set<std::string> ended, seen;
    for (const AccountState& account : user.accounts)
      if (!is_kept(account)) ended.insert(account.id.managed_system_id);
    for (const LoginId& login : written.reached) {
      const std::string& system = login.managed_system_id;
      seen.insert(system);
      if (!is_target(services_, *reference_, system) || has_it_already(system) ||
          ended.count(system))
        continue;
      receivers.push_back({
          system, {Text(login.domain_id), Text(login.login)}
      });
    }
    const bool spreads = from_source_ || addressed_ == services_.config.default_managed_system;
    for (const AccountState& account : user.accounts) {
      const std::string& system = account.id.managed_system_id;
      if (spreads && is_kept(account) && !seen.count(system) && !has_it_already(system) &&
          passwords::takes_synchronised_passwords(*reference_, system))
        receivers.push_back({
            system, {account.domain_id, account.principal}
        });
    }
    return receivers;
  }

  bool has_it_already(const std::string& system) const {
    return from_source_ && system == addressed_;
  }

  Services& services_;
  const std::shared_ptr<const Reference> reference_;
  const PasswordChange& change_;
  const bool from_source_;
  const std::string addressed_;
  std::string note_;
};

using Operation = PasswordAnswer (*)(Services&, const PasswordChange&, const AlsoStore&);

PasswordAnswer with_news(Services& services, const PasswordChange& change, bool from_source,
                         Operation operation) {
  PasswordNews news(services, change, from_source);
  PasswordAnswer answer = operation(
      services, change, [&](Db& db, const Written& written) { news.record(db, written); });
  answer.note = news.note();
  // One that was made for a rehearsal is nobody's.
  if (Rehearsal::is_on() && !answer.password.null()) answer.password = std::string("***");
  return answer;
}

}  // namespace

PasswordAnswer set_password(Services& services, const PasswordChange& change) {
  return with_news(services, change, false, passwords::set_password);
}

PasswordAnswer reset_password(Services& services, const PasswordChange& change) {
  return with_news(services, change, false, passwords::reset_password);
}

PasswordAnswer synchronise_password(Services& services, const PasswordChange& change) {
  return with_news(services, change, true, passwords::synchronise_password);
}

}  // namespace idm::provisioning
