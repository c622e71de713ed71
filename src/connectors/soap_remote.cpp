#include <soap_clients/remote/remote_connectorRemoteConnectorServiceServiceSoapBindingProxy.h>

#include "connectors/soap_calls.h"
#include "connectors/soap_client.h"
#include "connectors/soap_types.h"

namespace idm::connectors {
namespace {

using namespace remote_connector;

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

class RemoteCalls : public SoapCalls {
 public:
  explicit RemoteCalls(const Target& target)
      : target_(target), client_(target), proxy_(client_.context()) {}

  std::optional<Account> lookup(const std::string& name, const Call& call) override {
    const SoapVerb verb{about("lookup", name), false};
    SoapParts parts;
    conn__lookup request;
    request.lookupRequest = parts.make<conn__RemoteLookupRequest>();
    fill(*request.lookupRequest, parts, call, "lookup_handler");
    request.lookupRequest->searchValue = name;
    std::optional<Account> found;
    converse(client_, proxy_, verb, call, request, &Proxy::send_lookup, &Proxy::recv_lookup,
             [&](const conn__LookupResponse* reply) { found = read(reply, name, verb); });
    return found;
  }

  void add(const std::string& name, const std::vector<SoapAttribute>& attributes,
           const std::vector<std::string>& secrets, const Call& call) override {
    SoapParts parts;
    conn__add request;
    request.reqType = user_request(parts, name, "ADD", "add_handler", call);
    request.reqType->user = to_wire<Api>(parts, attributes, target_.option("principal_field"));
    run({about("add", name), true, SoapNeeds::NotFailure, secrets}, call, request, &Proxy::send_add,
        &Proxy::recv_add);
  }

  void modify(const std::string& name, const std::vector<SoapAttribute>& attributes,
              const std::vector<std::string>& secrets, const Call& call) override {
    SoapParts parts;
    conn__modify request;
    request.reqType = user_request(parts, name, "EDIT", "modify_handler", call);
    request.reqType->user = to_wire<Api>(parts, attributes, target_.option("principal_field"));
    run({about("modify", name), true, SoapNeeds::Success, secrets}, call, request,
        &Proxy::send_modify, &Proxy::recv_modify);
  }

  void remove(const std::string& name, const Call& call) override {
    SoapParts parts;
    conn__delete request;
    request.reqType = user_request(parts, name, "DELETE", "delete_handler", call);
    run({about("delete", name), true}, call, request, &Proxy::send_delete_, &Proxy::recv_delete_);
  }

  void set_password(const std::string& name, const std::string& password,
                    const Call& call) override {
    SoapParts parts;
    conn__setPassword request;
    // Without a script handler: OpenIAM sets it too late.
    request.request = parts.make<conn__RemotePasswordRequest>();
    fill_base(*request.request, parts, target_, SoapClient::request_id(call), true);
    request.request->userIdentity = name;
    request.request->operation = parts.text("SET_PASSWORD");
    request.request->password = password;
    run({about("setPassword", name), true, SoapNeeds::Success, {password}}, call, request,
        &Proxy::send_setPassword, &Proxy::recv_setPassword);
  }

  void suspend(const std::string& name, const Call& call) override {
    conn__suspend request;
    SoapParts parts;
    request.request = switch_request<conn__SuspendRequest>(parts, name, call);
    run({about("suspend", name), true, SoapNeeds::NoFailure}, call, request, &Proxy::send_suspend,
        &Proxy::recv_suspend);
  }

  void resume(const std::string& name, const Call& call) override {
    conn__resume request;
    SoapParts parts;
    request.request = switch_request<conn__ResumeRequest>(parts, name, call);
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
  using Proxy = RemoteConnectorServiceServiceSoapBindingProxy;

  template <class Request>
  void fill(Request& request, SoapParts& parts, const Call& call, const char* handler) const {
    fill_base(request, parts, target_, SoapClient::request_id(call), true);
    request.scriptHandler = parts.text_or_none(target_.option(handler));
  }

  conn__RemoteUserRequest* user_request(SoapParts& parts, const std::string& name,
                                        const char* operation, const char* handler,
                                        const Call& call) const {
    auto* request = parts.make<conn__RemoteUserRequest>();
    fill(*request, parts, call, handler);
    request->userIdentity = parts.text(name);
    request->operation = parts.text(operation);
    return request;
  }

  /// Of suspend and of resume, which has no handler of its own; neither has a base DN.
  template <class Request>
  Request* switch_request(SoapParts& parts, const std::string& name, const Call& call) const {
    auto* request = parts.make<Request>();
    fill_base(*request, parts, target_, SoapClient::request_id(call), false);
    request->userIdentity = name;
    request->scriptHandler = parts.text_or_none(target_.option("suspend_handler"));
    return request;
  }

  std::optional<Account> read(const conn__LookupResponse* reply, const std::string& name,
                              const SoapVerb& verb) const {
    const SoapOutcome outcome = outcome_of(reply);
    if (means_absent(outcome)) return std::nullopt;
    judge(outcome, verb);
    if (!reply->user)
      throw Failure(Failure::Kind::Unreachable, "its reply says success and holds no user");
    return account_of(*reply->user, target_.option("principal_field"), name);
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

std::unique_ptr<SoapCalls> make_remote_calls(const Target& target) {
  return std::make_unique<RemoteCalls>(target);
}

}  // namespace idm::connectors
