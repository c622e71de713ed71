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

/// What the statements are made of. Threads that a verb left behind share it.
struct Mapping {
  explicit Mapping(const Target& of) : target(of), accounts(target), groups(target) {}
  const Target target;
  const SqlAccounts accounts;
  const SqlGroups groups;
};

class Sql : public Connector {
 public:
  explicit Sql(const Target& target)
      : mapping_(std::make_shared<const Mapping>(target)),
        session_(mapping_->target, place_of(target)) {}

  std::optional<Account> find(const std::string& name, const Call& call) override {
    return run("find '" + name + "'", call, [at = mapping_, name](SqlTalk& talk) {
      std::optional<Account> account = at->accounts.find(talk, name);
      if (account && at->groups.kept())
        account->attributes.push_back({at->groups.attribute(), at->groups.of(talk, {name})[name]});
      return account;
    });
  }

  Put put(const Account& account, bool may_create, const Call& call) override {
    return run("put '" + account.name + "'", call,
               [at = mapping_, account, may_create](SqlTalk& talk) {
                 if (account.name.empty())
                   throw Failure(Failure::Kind::Refused, "an account needs a name");
                 const Attribute* groups = groups_in(*at, account);
                 const auto assignments =
                     at->accounts.assignments(talk, account, groups ? groups->name : "");
                 if (groups) talk.begin();
                 const Put done = at->accounts.write(talk, account.name, assignments, may_create);
                 if (groups && done != Put::Missing)
                   at->groups.set(talk, account.name, column_values(*groups));
                 if (groups) talk.commit();
                 return done;
               });
  }

  void rename(const std::string& from, const std::string& to, const Call& call) override {
    run("rename '" + from + "' to '" + to + "'", call, [at = mapping_, from, to](SqlTalk& talk) {
      talk.begin();
      if (!at->accounts.rename(talk, from, to)) return;
      at->groups.rename(talk, from, to);
      talk.commit();
    });
  }

  void suspend(const std::string& name, const Call& call) override {
    run("suspend '" + name + "'", call, [at = mapping_, name](SqlTalk& talk) {
      at->accounts.set(talk, name, "active_column", {at->target.option("inactive_value")});
    });
  }

  void resume(const std::string& name, const Call& call) override {
    run("resume '" + name + "'", call, [at = mapping_, name](SqlTalk& talk) {
      at->accounts.set(talk, name, "active_column", {at->target.option("active_value")});
    });
  }

  void set_password(const std::string& name, const std::string& password,
                    const Call& call) override {
    run("set password of '" + name + "'", call, [at = mapping_, name, password](SqlTalk& talk) {
      at->accounts.set(talk, name, "password_column",
                       {hashed_password(password, at->target.option("password_hash")), true});
    });
  }

  void remove(const std::string& name, const Call& call) override {
    run("remove '" + name + "'", call, [at = mapping_, name](SqlTalk& talk) {
      if (at->groups.kept()) talk.begin();
      at->groups.set(talk, name, {});
      at->accounts.remove(talk, name);
      if (at->groups.kept()) talk.commit();
    });
  }

  void test(const Call& call) override {
    run("test", call, [at = mapping_](SqlTalk& talk) {
      talk.table(at->target.option("table"), true);
      at->accounts.check(talk);
      at->groups.check(talk);
    });
  }

  Page list(const std::string& page, std::size_t size, const Call& call) override {
    return run("list", call, [at = mapping_, page, size](SqlTalk& talk) {
      Page found{at->accounts.list(talk, page, size), ""};
      if (found.accounts.size() == size) found.next = found.accounts.back().name;
      if (!at->groups.kept()) return found;
      std::vector<std::string> names;
      for (const Account& account : found.accounts) names.push_back(account.name);
      auto groups = at->groups.of(talk, names);
      for (Account& account : found.accounts)
        account.attributes.push_back({at->groups.attribute(), groups[account.name]});
      return found;
    });
  }

 private:
  template <class Work>
  std::invoke_result_t<Work, SqlTalk&> run(const std::string& words, const Call& call, Work work) {
    return in_words(mapping_->target, words, [&] { return session_.run(call, std::move(work)); });
  }

  static const Attribute* groups_in(const Mapping& at, const Account& account) {
    for (const Attribute& attribute : account.attributes)
      if (at.groups.kept() && fold(attribute.name) == fold(at.groups.attribute()))
        return &attribute;
    return nullptr;
  }

  const std::shared_ptr<const Mapping> mapping_;
  SqlSession session_;
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
