// Accounts as Users of a SCIM 2.0 service (RFC 7643, RFC 7644). docs/connectors/scim.md.
#include <algorithm>
#include <map>
#include <set>

#include "connectors/registry.h"
#include "connectors/scim_attributes.h"
#include "connectors/scim_service.h"
#include "core/percent.h"

namespace idm::connectors {
namespace {

using scim::Answer;
using scim::Json;
using Refusal = Failure::Kind;

constexpr const char* user_schema = "urn:ietf:params:scim:schemas:core:2.0:User";
constexpr const char* patch_schema = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

std::string text_at(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Json patch_of(Json operations) {
  return {
      {"schemas",    {patch_schema}       },
      {"Operations", std::move(operations)}
  };
}

Json replacing(const char* path, Json value) {
  return Json::array({
      {{"op", "replace"}, {"path", path}, {"value", std::move(value)}}
  });
}

/// A user as the service has it.
struct Found {
  Json resource;
  std::string id;
  std::string etag;
};

class Scim : public Connector {
 public:
  explicit Scim(const Target& target) : target_(target), service_(target) {}

  std::optional<Account> find(const std::string& name, const Call& call) override {
    service_.begin("find '" + name + "'", call);
    const std::optional<Found> found = look_up(name);
    if (!found) return std::nullopt;
    Account account = account_of(found->resource);
    account.name = name;
    if (!groups_named().empty()) {
      Attribute groups{groups_named(), {}};
      for (const auto& [id, display] : groups_of(*found)) groups.values.push_back(display);
      account.attributes.push_back(std::move(groups));
    }
    return account;
  }

  Put put(const Account& account, bool may_create, const Call& call) override {
    service_.begin("put '" + account.name + "'", call, secrets_of(account));
    const std::vector<Attribute> attributes = written_to_user(account);
    std::optional<Found> found = look_up(account.name);
    Put done = Put::Changed;
    if (!found) {
      if (!may_create) return Put::Missing;
      found = create(account.name, attributes);
      if (found) {
        done = Put::Created;
      } else {
        // Refused as a twin: somebody was quicker, or our own request arrived twice.
        found = look_up(account.name);
        if (!found) service_.fail(Refusal::Refused, uniqueness_);
      }
    }
    if (done == Put::Changed) update(account.name, *found, attributes);
    for (const Attribute& attribute : account.attributes)
      if (names_groups(attribute)) set_groups(*found, attribute.values);
    return done;
  }

  void rename(const std::string& from, const std::string& to, const Call& call) override {
    service_.begin("rename '" + from + "' to '" + to + "'", call);
    const std::optional<Found> old = look_up(from), present = look_up(to);
    if (!old && present) return;
    if (!old) service_.fail(Refusal::Refused, "neither account exists");
    // One that compares without case is found by both names.
    if (present && present->id != old->id) service_.fail(Refusal::Refused, "both accounts exist");
    patch(old->id, replacing("userName", to));
    ids_.erase(from);
    ids_[to] = old->id;
  }

  void suspend(const std::string& name, const Call& call) override {
    set_active("suspend", name, false, call);
  }
  void resume(const std::string& name, const Call& call) override {
    set_active("resume", name, true, call);
  }

  void set_password(const std::string& name, const std::string& password,
                    const Call& call) override {
    service_.begin("set the password of '" + name + "'", call, {password});
    patch(existing(name).id, replacing("password", password));
  }

  void remove(const std::string& name, const Call& call) override {
    service_.begin("remove '" + name + "'", call);
    const std::optional<Found> found = look_up(name);
    if (!found) return;
    if (target_.option("delete") == "deactivate") {
      if (found->resource.value("active", true)) patch(found->id, replacing("active", false));
      return;
    }
    service_.send("DELETE", "/Users/" + percent_encoded(found->id), nullptr, "", {404});
    ids_.erase(name);
  }

  void test(const Call& call) override {
    service_.begin("test", call);
    query("/Users?startIndex=1&count=1");
  }

  Page list(const std::string& page, std::size_t size, const Call& call) override {
    service_.begin("list", call);
    const std::size_t start = page.empty() ? 1 : std::stoul(page);
    const Json answer = query("/Users?startIndex=" + std::to_string(start) +
                              "&count=" + std::to_string(std::max<std::size_t>(size, 1)));
    Page found;
    for (const Json& resource : answer.at("Resources"))
      found.accounts.push_back(account_of(resource));
    const Json total = answer.value("totalResults", Json());
    const std::size_t next = start + found.accounts.size();
    if (!found.accounts.empty() && total.is_number() && next <= total.get<std::size_t>())
      found.next = std::to_string(next);
    return found;
  }

 private:
  const std::string& groups_named() const { return target_.option("group_attribute"); }

  bool names_groups(const Attribute& attribute) const {
    return !groups_named().empty() && attribute.name == groups_named();
  }

  const Attribute& checked(const Attribute& attribute) const {
    try {
      scim::check(attribute);
    } catch (const Failure& refusal) {
      service_.fail(refusal.kind(), refusal.what());
    }
    return attribute;
  }

  static std::vector<std::string> secrets_of(const Account& account) {
    std::vector<std::string> secrets;
    for (const Attribute& attribute : account.attributes)
      if (attribute.secret)
        secrets.insert(secrets.end(), attribute.values.begin(), attribute.values.end());
    return secrets;
  }

  std::vector<Attribute> written_to_user(const Account& account) const {
    std::vector<Attribute> attributes;
    for (const Attribute& attribute : account.attributes) {
      if (names_groups(attribute)) continue;
      if (attribute.name != "userName")
        attributes.push_back(checked(attribute));
      else if (attribute.values != std::vector<std::string>{account.name})
        service_.fail(Refusal::Refused,
                      "attribute \"userName\" is the account's name, which rename changes");
    }
    return attributes;
  }

  static Account account_of(const Json& resource) {
    Account account{text_at(resource, "userName"), scim::attributes_of(resource), std::nullopt};
    const Json active = resource.value("active", Json());
    if (active.is_boolean()) account.active = active.get<bool>();
    return account;
  }

  static Found found_of(Json resource, const std::string& etag) {
    Found found{std::move(resource), "", etag};
    found.id = text_at(found.resource, "id");
    if (found.etag.empty() && found.resource.contains("meta"))
      found.etag = text_at(found.resource["meta"], "version");
    return found;
  }

  /// A ListResponse, its Resources an array of objects.
  Json query(const std::string& path) {
    Json answer = service_.send("GET", path).body;
    if (answer.is_null()) answer = Json::object();
    // RFC 7644 section 3.4.2: they may be left out when there are none.
    if (!answer.contains("Resources") && answer.value("totalResults", Json()) == 0)
      answer["Resources"] = Json::array();
    const Json& resources = answer.contains("Resources") ? answer["Resources"] : Json();
    if (!resources.is_array() ||
        !std::all_of(resources.begin(), resources.end(),
                     [](const Json& resource) { return resource.is_object(); }))
      service_.fail(Refusal::Unreachable, "the answer is no SCIM ListResponse");
    return answer;
  }

  std::optional<Found> by_id(const std::string& id) {
    Answer answer = service_.send("GET", "/Users/" + percent_encoded(id), nullptr, "", {404});
    if (answer.status == 404 || !answer.body.is_object()) return std::nullopt;
    return found_of(std::move(answer.body), answer.etag);
  }

  std::optional<Found> look_up(const std::string& name) {
    if (const auto known = ids_.find(name); known != ids_.end()) {
      std::optional<Found> found = by_id(known->second);
      if (found && text_at(found->resource, "userName") == name) return found;
      ids_.erase(known);  // removed or renamed by somebody else
    }
    const std::string filter = "userName eq " + scim::quoted(name);
    Json answer = query("/Users?filter=" + percent_encoded(filter));
    Json& resources = answer["Resources"];
    if (resources.empty()) return std::nullopt;
    if (resources.size() > 1)
      service_.fail(Refusal::Refused, std::to_string(resources.size()) + " accounts answer to it");
    Found found = found_of(std::move(resources.front()), "");
    if (found.id.empty()) service_.fail(Refusal::Unreachable, "the answer names no id");
    ids_[name] = found.id;
    return found;
  }

  Found existing(const std::string& name) {
    std::optional<Found> found = look_up(name);
    if (!found) service_.fail(Refusal::Refused, "there is no such account");
    return std::move(*found);
  }

  /// Nothing when the service knows one like it.
  std::optional<Found> create(const std::string& name, const std::vector<Attribute>& attributes) {
    Json resource = {
        {"schemas",  {user_schema}},
        {"userName", name         },
        {"active",   true         }
    };
    for (const Attribute& attribute : attributes) scim::apply(resource, attribute);
    Answer answer = service_.send("POST", "/Users", resource, "", {409});
    if (answer.status == 409) {
      uniqueness_ = "HTTP 409 " + answer.detail;
      return std::nullopt;
    }
    Found created =
        found_of(answer.body.is_object() ? std::move(answer.body) : Json::object(), answer.etag);
    if (created.id.empty()) service_.fail(Refusal::Unknown, "the answer names no id");
    ids_[name] = created.id;
    return created;
  }

  void update(const std::string& name, Found& found, const std::vector<Attribute>& attributes) {
    for (int attempt = 0; attempt < 2; ++attempt) {
      if (attempt > 0) found = existing(name);
      if (written(found, attributes)) return;
    }
    service_.fail(Refusal::Busy, "HTTP 412: somebody else keeps changing the account");
  }

  /// False when the account had changed since it was read.
  bool written(const Found& found, const std::vector<Attribute>& attributes) {
    const Json operations = scim::operations(found.resource, attributes);
    if (operations.empty()) return true;
    const std::string path = "/Users/" + percent_encoded(found.id);
    if (target_.option("update") == "patch")
      return service_.send("PATCH", path, patch_of(operations), found.etag, {412}).status != 412;
    Json resource = found.resource;
    for (const char* read_only : {"meta", "groups"}) resource.erase(read_only);
    for (const Attribute& attribute : attributes) scim::apply(resource, attribute);
    return service_.send("PUT", path, resource, found.etag, {412}).status != 412;
  }

  void patch(const std::string& id, Json operations) {
    service_.send("PATCH", "/Users/" + percent_encoded(id), patch_of(std::move(operations)));
  }

  void set_active(const std::string& verb, const std::string& name, bool active, const Call& call) {
    service_.begin(verb + " '" + name + "'", call);
    const Found found = existing(name);
    if (found.resource.value("active", Json()) != active)
      patch(found.id, replacing("active", active));
  }

  /// Ids and display names. From the user where the service shows them there (RFC 7643 section
  /// 4.1.2), else from the groups.
  std::map<std::string, std::string> groups_of(const Found& user) {
    std::map<std::string, std::string> groups;
    const bool shown = user.resource.contains("groups") && user.resource["groups"].is_array();
    const Json list = shown ? user.resource["groups"]
                            : query("/Groups?filter=" +
                                    percent_encoded("members.value eq " + scim::quoted(user.id)))
                                  .at("Resources");
    for (const Json& group : list)
      if (group.is_object())
        groups[text_at(group, shown ? "value" : "id")] =
            text_at(group, shown ? "display" : "displayName");
    return groups;
  }

  void set_groups(const Found& user, const std::vector<std::string>& names) {
    const std::set<std::string> wanted(names.begin(), names.end());
    std::set<std::string> present;
    for (const auto& [id, display] : groups_of(user)) {
      present.insert(display);
      if (!wanted.count(display))
        patch_group(
            id, {
                    {"op",   "remove"                                         },
                    {"path", "members[value eq " + scim::quoted(user.id) + "]"}
        });
    }
    for (const std::string& name : wanted)
      if (!present.count(name))
        patch_group(group_id(name), {
                                        {"op",    "add"                              },
                                        {"path",  "members"                          },
                                        {"value", Json::array({{{"value", user.id}}})}
        });
  }

  std::string group_id(const std::string& name) {
    const Json answer =
        query("/Groups?filter=" + percent_encoded("displayName eq " + scim::quoted(name)));
    const Json& resources = answer.at("Resources");
    if (resources.empty()) service_.fail(Refusal::Refused, "there is no group '" + name + "'");
    return text_at(resources.front(), "id");
  }

  void patch_group(const std::string& id, const Json& operation) {
    service_.send("PATCH", "/Groups/" + percent_encoded(id), patch_of(Json::array({operation})));
  }

  const Target target_;
  scim::Service service_;
  std::map<std::string, std::string> ids_;  ///< by user name, as last seen
  std::string uniqueness_;                  ///< what the last 409 said
};

std::unique_ptr<Connector> make(const Target& target) { return std::make_unique<Scim>(target); }

}  // namespace

extern const Kind scim_kind;
const Kind scim_kind{
    "scim",
    "a SCIM 2.0 service (RFC 7644) at the base address, such as https://example.com/scim/v2",
    {
      {"auth", Option::Type::Text, "bearer",
         "bearer (secret token) or client_credentials (secret client_secret)"},
      {"token_url", Option::Type::Text, "", "OAuth 2.0 token endpoint, for client_credentials"},
      {"client_id", Option::Type::Text, "", "for client_credentials"},
      {"scope", Option::Type::Text, "", "for client_credentials; none: the endpoint's default"},
      {"tls_ca", Option::Type::Text, "",
         "PEM file of authorities to believe; none: the machine's"},
      {"update", Option::Type::Text, "patch", "patch or put (the whole user, read before)"},
      {"delete", Option::Type::Text, "remove", "remove or deactivate"},
      {"group_attribute", Option::Type::Text, "",
         "attribute of a policy that holds the display names of groups; none: groups are left "
         "alone"},
      },
    {
      {"token", Option::Type::Text, "", "for auth bearer"},
      {"client_secret", Option::Type::Text, "", "for auth client_credentials"},
      },
    R"({"CREATE": [{"name": "name.givenName", "attributes": {"template": "${firstname}"}},
                   {"name": "name.familyName", "attributes": {"template": "${lastname}"}},
                   {"name": "displayName", "attributes": {"template": "${firstname} ${lastname}"}},
                   {"name": "emails[type eq \"work\"].value", "attributes": {"template": "${email}"}}],
        "UPDATE": [{"name": "name.givenName", "attributes": {"template": "${firstname}"}},
                   {"name": "name.familyName", "attributes": {"template": "${lastname}"}},
                   {"name": "displayName", "attributes": {"template": "${firstname} ${lastname}"}},
                   {"name": "emails[type eq \"work\"].value", "attributes": {"template": "${email}"}}]})",
    make,
};

}  // namespace idm::connectors
