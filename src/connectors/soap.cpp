// Systems behind connectors that were written for OpenIAM: we call them as OpenIAM does.
#include <algorithm>
#include <memory>

#include "connectors/registry.h"
#include "connectors/soap_calls.h"
#include "core/error.h"

namespace idm::connectors {
namespace {

/// What failures must not repeat of an account.
std::vector<std::string> secrets_of(const Account& account) {
  std::vector<std::string> secrets;
  for (const Attribute& attribute : account.attributes)
    if (attribute.secret)
      secrets.insert(secrets.end(), attribute.values.begin(), attribute.values.end());
  return secrets;
}

class SoapConnector : public Connector {
 public:
  SoapConnector(const Target& target, std::unique_ptr<SoapCalls> calls)
      : where_("managed system '" + target.id + "': "),
        groups_(target.option("group_attribute")),
        calls_(std::move(calls)) {}

  std::optional<Account> find(const std::string& name, const Call& call) override {
    return calls_->lookup(fit(name), call);
  }

  /// Looks first, also when it may not create: OpenIAM's LDAP connector creates in a modify what is
  /// not there.
  Put put(const Account& account, bool may_create, const Call& call) override {
    const std::optional<Account> found = calls_->lookup(fit(account.name), call);
    if (!found && !may_create) return Put::Missing;
    if (!found) {
      calls_->add(account.name, as_wire(account, nullptr), secrets_of(account), call);
      return Put::Created;
    }
    const std::vector<SoapAttribute> changes = as_wire(account, &*found);
    const bool same = std::all_of(changes.begin(), changes.end(), [](const SoapAttribute& change) {
      return change.operation == SoapOperation::Unchanged;
    });
    if (!same) calls_->modify(account.name, changes, secrets_of(account), call);
    return Put::Changed;
  }

  void rename(const std::string& from, const std::string& to, const Call& call) override {
    const bool old_there = calls_->lookup(fit(from), call).has_value();
    const bool new_there = calls_->lookup(fit(to), call).has_value();
    if (!old_there && new_there) return;
    if (old_there == new_there)
      throw Failure(Failure::Kind::Refused,
                    where_ + "rename: " +
                        (old_there ? "both '" + from + "' and '" + to + "' exist"
                                   : "there is no account '" + from + "'"));
    calls_->modify(to, {original_identity(from)}, {}, call);
  }

  void suspend(const std::string& name, const Call& call) override {
    calls_->suspend(fit(name), call);
  }
  void resume(const std::string& name, const Call& call) override {
    calls_->resume(fit(name), call);
  }
  void set_password(const std::string& name, const std::string& password,
                    const Call& call) override {
    calls_->set_password(fit(name), fit(password), call);
  }

  /// Connectors also call it a failure when there is nothing to delete.
  void remove(const std::string& name, const Call& call) override {
    fit(name);
    try {
      calls_->remove(name, call);
    } catch (const Failure& failure) {
      if (failure.kind() != Failure::Kind::Refused || calls_->lookup(name, call)) throw;
    }
  }

  void test(const Call& call) override { calls_->test(call); }

  /// The connector gives all at once, so the first page fetches what the others hand out.
  Page list(const std::string& after, std::size_t size, const Call& call) override {
    if (after.empty() || listing_.empty()) fetch_listing(call);
    auto at = std::upper_bound(
        listing_.begin(), listing_.end(), after,
        [](const std::string& name, const Account& account) { return name < account.name; });
    Page page;
    for (; at != listing_.end() && page.accounts.size() < size; ++at) page.accounts.push_back(*at);
    if (at != listing_.end()) {
      page.next = page.accounts.back().name;
    } else {
      listing_.clear();
    }
    return page;
  }

 private:
  /// Names and passwords stand in the XML as they are; the text is not repeated, it may be secret.
  const std::string& fit(const std::string& text) const {
    if (fits_xml(text)) return text;
    throw Failure(Failure::Kind::Refused,
                  where_ +
                      "a name or password holds a control character or is not UTF-8, "
                      "and XML cannot hold that");
  }

  std::vector<SoapAttribute> as_wire(const Account& account, const Account* found) const {
    try {
      return found ? attributes_to_modify(account, *found, groups_)
                   : attributes_to_add(account, groups_);
    } catch (const Failure& why) {
      throw Failure(why.kind(), where_ + "put '" + account.name + "': " + why.what());
    }
  }

  void fetch_listing(const Call& call) {
    listing_ = calls_->search(call);
    std::sort(listing_.begin(), listing_.end(),
              [](const Account& one, const Account& other) { return one.name < other.name; });
  }

  const std::string where_;
  const std::string groups_;
  const std::unique_ptr<SoapCalls> calls_;
  std::vector<Account> listing_;  ///< by name, while it is handed out
};

std::unique_ptr<Connector> make(const Target& target) {
  const std::string& protocol = target.option("protocol");
  if (protocol != "local" && protocol != "remote")
    throw Error(ErrorCode::InvalidArgument,
                "option \"protocol\": \"" + protocol + "\" is neither local nor remote");
  if (target.url.empty())
    throw Error(ErrorCode::InvalidArgument, "host_url, the address of the connector, is missing");
  return std::make_unique<SoapConnector>(
      target, protocol == "local" ? make_local_calls(target) : make_remote_calls(target));
}

constexpr auto text = Option::Type::Text;

}  // namespace

extern const Kind soap_kind;
const Kind soap_kind{
    "soap",
    "a system behind a connector that was written for OpenIAM",
    {
      {"protocol", text, "local",
         "local: ConnectorService; remote: RemoteConnectorService (CONNECTOR_INTERFACE REMOTE)"},
      {"principal_field", text, "uid", "the attribute that accounts are named by"},
      {"group_attribute", text, "memberOf", "the attribute that holds group membership"},
      {"base_dn", text, "", "where accounts are, for the connector"},
      {"system_url", text, "", "address of the system behind the connector"},
      {"system_port", Option::Type::Whole, "", "its port"},
      {"search_query", text, "", "which accounts a list holds, in the connector's language"},
      {"add_handler", text, "", "script of the connector that adds"},
      {"modify_handler", text, "", "likewise"},
      {"delete_handler", text, "", "likewise"},
      {"lookup_handler", text, "", "likewise"},
      {"search_handler", text, "", "likewise"},
      {"password_handler", text, "", "likewise"},
      {"suspend_handler", text, "", "suspends, and resumes"},
      {"test_handler", text, "", "likewise"},
      {"reply_limit_mb", Option::Type::Whole, "16", "longest reply that is read"},
      {"tls_ca", text, "", "file of the authorities to believe; none: the machine's"},
      },
    {                    },
    R"({"CREATE": [{"name": "givenName", "attributes": {"template": "${firstname}"}},
                   {"name": "sn", "attributes": {"template": "${lastname}"}},
                   {"name": "cn", "attributes": {"template": "${firstname} ${lastname}"}},
                   {"name": "mail", "attributes": {"template": "${email}"}}],
        "UPDATE": [{"name": "givenName", "attributes": {"template": "${firstname}"}},
                   {"name": "sn", "attributes": {"template": "${lastname}"}},
                   {"name": "cn", "attributes": {"template": "${firstname} ${lastname}"}},
                   {"name": "mail", "attributes": {"template": "${email}"}}]})",
    make,
};

}  // namespace idm::connectors
