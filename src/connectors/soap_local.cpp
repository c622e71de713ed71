#include <soap_clients/local/local_connectorConnectorServiceServiceSoapBindingProxy.h>

#include "connectors/soap_calls.h"
#include "connectors/soap_client.h"
#include "connectors/soap_types.h"

namespace idm::connectors {
namespace {

using namespace local_connector;

struct Api {
  using Attribute = types__ExtensibleAttribute;
  using Container = conn__BaseAttributeContainer;
  using Item = conn__BaseAttribute;
  using ItemOperation = conn__AttributeOperationEnum;
  using Bytes = xsd__base64Binary;
  using User = types__ExtensibleUser;
  using ManagedSys = conn__ManagedSys;
  using Match = conn__ManagedSystemObjectMatch;
  using Search = conn__SearchRequest;
};

/// What the reply says about itself; a reply without a body says nothing.
SoapOutcome outcome_of(const conn__ResponseType* reply) {
  if (!reply) return {};
  return {reply->status, reply->error, reply->errorMessage ? *reply->errorMessage : ""};
}

class LocalCalls : public SoapCalls {
 public:
  explicit LocalCalls(const Target& target)
      : target_(target), client_(target), proxy_(client_.context()) {}

  std::optional<Account> lookup(const std::string& name, const Call& call) override {
    const SoapVerb verb{about("lookup", name), false};
    SoapParts parts;
    conn__lookup request;
    request.reqType = parts.make<conn__LookupRequestType>();
    request.reqType->conn__psoID = account_id(parts, name);
    std::optional<Account> found;
    converse(client_, proxy_, verb, call, request, &Proxy::send_lookup, &Proxy::recv_lookup,
             [&](const conn__LookupResponseType* reply) { found = read(reply, name, verb); });
    return found;
  }

  void add(const std::string& name, const std::vector<SoapAttribute>& attributes,
           const std::vector<std::string>& secrets, const Call& call) override {
    SoapParts parts;
    conn__add request;
    request.reqType = parts.make<conn__AddRequestType>();
    request.reqType->requestID = parts.text(SoapClient::request_id(call));
    request.reqType->targetID = parts.text(target_.id);
    request.reqType->conn__psoID = account_id(parts, name);
    request.reqType->conn__psoID->targetID = parts.text("target");  // OpenIAM's word, literally
    request.reqType->conn__data = data(parts, attributes);
    run({about("add", name), true, SoapNeeds::NotFailure, secrets}, call, request, &Proxy::send_add,
        &Proxy::recv_add);
  }

  void modify(const std::string& name, const std::vector<SoapAttribute>& attributes,
              const std::vector<std::string>& secrets, const Call& call) override {
    SoapParts parts;
    conn__modify request;
    request.reqType = parts.make<conn__ModifyRequestType>();
    request.reqType->requestID = parts.text(SoapClient::request_id(call));
    request.reqType->conn__psoID = account_id(parts, name);
    auto* modification = parts.make<conn__ModificationType>();
    modification->conn__data = data(parts, attributes);
    request.reqType->conn__modification.push_back(modification);
    run({about("modify", name), true, SoapNeeds::Success, secrets}, call, request,
        &Proxy::send_modify, &Proxy::recv_modify);
  }

  void remove(const std::string& name, const Call& call) override {
    SoapParts parts;
    conn__delete request;
    request.reqType = parts.make<conn__DeleteRequestType>();
    request.reqType->requestID = parts.text(SoapClient::request_id(call));
    request.reqType->conn__psoID = account_id(parts, name);
    run({about("delete", name), true}, call, request, &Proxy::send_delete_, &Proxy::recv_delete_);
  }

  void set_password(const std::string& name, const std::string& password,
                    const Call& call) override {
    SoapParts parts;
    conn__setPassword request;
    request.request = parts.make<conn__SetPasswordRequestType>();
    request.request->requestID = parts.text(SoapClient::request_id(call));
    request.request->conn__psoID = account_id(parts, name);
    request.request->conn__password = password;
    run({about("setPassword", name), true, SoapNeeds::Success, {password}}, call, request,
        &Proxy::send_setPassword, &Proxy::recv_setPassword);
  }

  void suspend(const std::string& name, const Call& call) override {
    SoapParts parts;
    conn__suspend request;
    request.request = parts.make<susp__SuspendRequestType>();
    request.request->requestID = parts.text(SoapClient::request_id(call));
    request.request->psoID = account_id(parts, name);
    run({about("suspend", name), true, SoapNeeds::NoFailure}, call, request, &Proxy::send_suspend,
        &Proxy::recv_suspend);
  }

  void resume(const std::string& name, const Call& call) override {
    SoapParts parts;
    conn__resume request;
    request.request = parts.make<susp__ResumeRequestType>();
    request.request->requestID = parts.text(SoapClient::request_id(call));
    request.request->psoID = account_id(parts, name);
    run({about("resume", name), true, SoapNeeds::NoFailure}, call, request, &Proxy::send_resume,
        &Proxy::recv_resume);
  }

  void test(const Call& call) override {
    SoapParts parts;
    conn__testConnection request;
    request.managedSys = managed_system<Api>(parts, target_);
    run({"testConnection", false}, call, request, &Proxy::send_testConnection,
        &Proxy::recv_testConnection);
  }

  std::vector<Account> search(const Call& call) override {
    const SoapVerb verb{"search", false};
    SoapParts parts;
    conn__search request;
    request.searchRequest = search_request<Api>(parts, target_, SoapClient::request_id(call));
    std::vector<Account> accounts;
    converse(client_, proxy_, verb, call, request, &Proxy::send_search, &Proxy::recv_search,
             [&](const conn__SearchResponse* reply) {
               accounts = accounts_of(reply, target_.option("principal_field"), verb);
             });
    return accounts;
  }

 private:
  using Proxy = ConnectorServiceServiceSoapBindingProxy;

  conn__PSOIdentifierType* account_id(SoapParts& parts, const std::string& name) const {
    auto* id = parts.make<conn__PSOIdentifierType>();
    id->ID = parts.text(name);
    id->targetID = parts.text(target_.id);
    return id;
  }

  conn__ExtensibleType* data(SoapParts& parts, const std::vector<SoapAttribute>& attributes) const {
    auto* data = parts.make<conn__ExtensibleType>();
    data->types__extensibleUser =
        to_wire<Api>(parts, attributes, target_.option("principal_field"));
    return data;
  }

  /// The account counts as existing only when at least one attribute came back.
  static std::optional<Account> read(const conn__LookupResponseType* reply, const std::string& name,
                                     const SoapVerb& verb) {
    const SoapOutcome outcome = outcome_of(reply);
    if (means_absent(outcome)) return std::nullopt;
    judge(outcome, verb);
    const types__ExtensibleObject* object = reply->types__extensibleObject;
    if (!object) object = reply->types__extensibleUser;
    if (!object) return std::nullopt;
    Account account{name, from_wire(object->attributes), std::nullopt};
    return account.attributes.empty() ? std::nullopt : std::optional(account);
  }

  template <class Request, class Reply>
  void run(const SoapVerb& verb, const Call& call, Request& request,
           int (Proxy::*send)(const char*, const char*, Request*), int (Proxy::*receive)(Reply&)) {
    converse(client_, proxy_, verb, call, request, send, receive,
             [&](const auto* reply) { judge(outcome_of(reply), verb); });
  }

  const Target target_;
  SoapClient client_;
  Proxy proxy_;
};

}  // namespace

std::unique_ptr<SoapCalls> make_local_calls(const Target& target) {
  return std::make_unique<LocalCalls>(target);
}

}  // namespace idm::connectors
