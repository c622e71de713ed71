// Tables of accounts in MariaDB or MySQL: a row is an account.
#include <memory>

#include "connectors/in_words.h"
#include "connectors/option_checks.h"
#include "connectors/registry.h"
#include "connectors/sql_accounts.h"
#include "connectors/sql_groups.h"
#include "connectors/sql_password.h"
#include "connectors/sql_session.h"
#include "core/database_url.h"
#include "core/error.h"
#include "core/folding.h"

namespace idm::connectors {
namespace {

/// Where the database is. Login and password have places of their own.
DatabaseConfig place_of(const Target& target) {
  const auto refuse = [&](const std::string& why) {
    throw Error(ErrorCode::InvalidArgument, "host_url '" + target.url + "': " + why +
                                                "; expected mysql://HOST:PORT/DATABASE or "
                                                "mysql:///DATABASE?socket=PATH");
  };
  const std::string scheme = "mysql://";
  if (target.url.compare(0, scheme.size(), scheme) != 0) refuse("it is none of this kind");
  if (target.url.find('@') != std::string::npos) refuse("login and secret password have their own");
  const std::size_t query = target.url.find('?');
  if (query != std::string::npos &&
      (target.url.compare(query, 8, "?socket=") != 0 || target.url.find('&') != std::string::npos))
    refuse("it takes no other parameter than socket");
  DatabaseConfig place;
  try {
    set_database_url(place, scheme + "login@" + target.url.substr(scheme.size()));
  } catch (const Error& error) {
    refuse(error.what());
  }
  return place;
}

class Sql : public Connector {
 public:
  explicit Sql(const Target& target)
      : target_(target),
        accounts_(target_),
        groups_(target_),
        session_(target_, place_of(target_)) {}

  std::optional<Account> find(const std::string& name, const Call& call) override {
    return run("find '" + name + "'", call, [this, name](SqlTalk& talk) {
      std::optional<Account> account = accounts_.find(talk, name);
      if (account && groups_.kept())
        account->attributes.push_back({groups_.attribute(), groups_.of(talk, {name})[name]});
      return account;
    });
  }

  Put put(const Account& account, bool may_create, const Call& call) override {
    return run("put '" + account.name + "'", call, [this, account, may_create](SqlTalk& talk) {
      if (account.name.empty()) throw Failure(Failure::Kind::Refused, "an account needs a name");
      const Attribute* groups = groups_in(account);
      const auto assignments = accounts_.assignments(talk, account, groups ? groups->name : "");
      if (groups) talk.begin();
      const Put done = accounts_.write(talk, account.name, assignments, may_create);
      if (groups && done != Put::Missing) groups_.set(talk, account.name, column_values(*groups));
      if (groups) talk.commit();
      return done;
    });
  }

  void rename(const std::string& from, const std::string& to, const Call& call) override {
    run("rename '" + from + "' to '" + to + "'", call, [this, from, to](SqlTalk& talk) {
      talk.begin();
      if (!accounts_.rename(talk, from, to)) return;
      groups_.rename(talk, from, to);
      talk.commit();
    });
  }

  void suspend(const std::string& name, const Call& call) override {
    run("suspend '" + name + "'", call, [this, name](SqlTalk& talk) {
      accounts_.set(talk, name, "active_column", {target_.option("inactive_value")});
    });
  }

  void resume(const std::string& name, const Call& call) override {
    run("resume '" + name + "'", call, [this, name](SqlTalk& talk) {
      accounts_.set(talk, name, "active_column", {target_.option("active_value")});
    });
  }

  void set_password(const std::string& name, const std::string& password,
                    const Call& call) override {
    run("set password of '" + name + "'", call, [this, name, password](SqlTalk& talk) {
      accounts_.set(talk, name, "password_column",
                    {hashed_password(password, target_.option("password_hash")), true});
    });
  }

  void remove(const std::string& name, const Call& call) override {
    run("remove '" + name + "'", call, [this, name](SqlTalk& talk) {
      if (groups_.kept()) talk.begin();
      groups_.set(talk, name, {});
      accounts_.remove(talk, name);
      if (groups_.kept()) talk.commit();
    });
  }

  void test(const Call& call) override {
    run("test", call, [this](SqlTalk& talk) {
      talk.table(target_.option("table"), true);
      accounts_.check(talk);
      groups_.check(talk);
    });
  }

  Page list(const std::string& page, std::size_t size, const Call& call) override {
    return run("list", call, [this, page, size](SqlTalk& talk) {
      Page found{accounts_.list(talk, page, size), ""};
      if (found.accounts.size() == size) found.next = found.accounts.back().name;
      if (!groups_.kept()) return found;
      std::vector<std::string> names;
      for (const Account& account : found.accounts) names.push_back(account.name);
      auto groups = groups_.of(talk, names);
      for (Account& account : found.accounts)
        account.attributes.push_back({groups_.attribute(), groups[account.name]});
      return found;
    });
  }

 private:
  template <class Work>
  std::invoke_result_t<Work, SqlTalk&> run(const std::string& words, const Call& call, Work work) {
    return in_words(target_, words, [&] { return session_.run(call, std::move(work)); });
  }

  const Attribute* groups_in(const Account& account) const {
    for (const Attribute& attribute : account.attributes)
      if (groups_.kept() && fold(attribute.name) == fold(groups_.attribute())) return &attribute;
    return nullptr;
  }

  const Target target_;
  const SqlAccounts accounts_;
  const SqlGroups groups_;
  SqlSession session_;  ///< last: its threads use the others
};

std::unique_ptr<Connector> make(const Target& target) { return std::make_unique<Sql>(target); }

using Type = Option::Type;

// A field whose column is not there is refused by name: tables differ, so most need a policy.
#define PERSON                                                              \
  R"([{"name": "first_name", "attributes": {"template": "${firstname}"}},)" \
  R"( {"name": "last_name", "attributes": {"template": "${lastname}"}},)"   \
  R"( {"name": "email", "attributes": {"template": "${email}"}}])"

}  // namespace

extern const Kind sql_kind;
const Kind sql_kind{
    "sql",
    "a table in MariaDB or MySQL",
    {
      {"table", Type::Text, nullptr, "has a row for each account"},
      {"key_column", Type::Text, "username", "names the account; needs a unique index"},
      {"active_column", Type::Text, "",
         "tells suspended accounts; none: nobody can be suspended"},
      {"active_value", Type::Text, "1", "of an active account"},
      {"inactive_value", Type::Text, "0", "of a suspended one"},
      {"password_column", Type::Text, "", "none: no passwords"},
      {"password_hash", Type::Text, "sha512_crypt", "argon2id, sha512_crypt, bcrypt or plain"},
      {"delete", Type::Text, "hard", "hard: the row goes; soft: it is marked"},
      {"soft_delete_column", Type::Text, "", "marks removed accounts"},
      {"deleted_value", Type::Text, "1", "of a removed account; now: the time"},
      {"live_value", Type::Text, "0", "of another; null: NULL"},
      {"group_table", Type::Text, "", "has a row for each group of an account; none: no groups"},
      {"group_user_column", Type::Text, "username", "of group_table"},
      {"group_name_column", Type::Text, "group_name", "of group_table"},
      {"group_attribute", Type::Text, "groups", "field that lists an account's groups"},
      {"tls_ca", Type::Text, "", "file of the CA that vouches for the server; none: no TLS"},
      },
    {    },
    R"({"CREATE": )" PERSON R"(, "UPDATE": )" PERSON "}",
    make,
};

}  // namespace idm::connectors
