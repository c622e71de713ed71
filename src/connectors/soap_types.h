#pragma once

#include <memory>
#include <string>
#include <vector>

#include "connectors/soap_attributes.h"
#include "connectors/soap_client.h"

/// Between our attributes and the generated classes of either protocol, which differ by C++
/// namespace alone. Only for the .cpp files that include generated headers.
namespace idm::connectors {

/// Keeps what a request points to until it is written.
class SoapParts {
 public:
  template <class Part>
  Part* make() {
    auto part = std::make_shared<Part>();
    parts_.push_back(part);
    return part.get();
  }

  std::string* text(std::string text) {
    std::string* part = make<std::string>();
    *part = std::move(text);
    return part;
  }
  /// Null when it is empty: the element is left out.
  std::string* text_or_none(const std::string& value) {
    return value.empty() ? nullptr : text(value);
  }

 private:
  std::vector<std::shared_ptr<void>> parts_;
};

/// `Api` names a protocol's classes: Attribute, Container, Item, ItemOperation, Bytes, User,
/// ManagedSys, Match, Search.
template <class Api>
typename Api::Container* to_wire(SoapParts& parts, const std::vector<SoapAttribute::Item>& items) {
  using Operation = typename Api::ItemOperation;
  auto* container = parts.make<typename Api::Container>();
  for (const SoapAttribute::Item& item : items) {
    auto* wire = parts.make<typename Api::Item>();
    wire->name = parts.text(item.name);
    wire->value = parts.text(item.value);
    wire->operationEnum = parts.make<Operation>();
    *wire->operationEnum = item.operation == SoapOperation::Add      ? Operation::add
                           : item.operation == SoapOperation::Delete ? Operation::delete_
                                                                     : Operation::nochange;
    container->attributeList.push_back(wire);
  }
  return container;
}

template <class Api>
typename Api::Attribute* to_wire(SoapParts& parts, const SoapAttribute& attribute) {
  auto* wire = parts.make<typename Api::Attribute>();
  wire->name = parts.text(attribute.name);
  wire->operation = static_cast<int>(attribute.operation);
  wire->dataType = parts.text_or_none(attribute.data_type);
  wire->objectType = parts.text_or_none(attribute.object_type);
  if (!attribute.items.empty()) {
    wire->attributeContainer = to_wire<Api>(parts, attribute.items);
  } else if (!attribute.bytes.empty()) {
    std::string* bytes = parts.text(attribute.bytes);
    wire->valueAsByteArray = parts.make<typename Api::Bytes>();
    wire->valueAsByteArray->__ptr = reinterpret_cast<unsigned char*>(bytes->data());
    wire->valueAsByteArray->__size = static_cast<int>(bytes->size());
  } else if (attribute.values.size() == 1) {
    wire->value = parts.text(attribute.values.front());
  } else if (!attribute.values.empty()) {
    wire->multivalued = true;
    wire->valueList = attribute.values;
  }
  return wire;
}

/// The one object that carries an account's attributes.
template <class Api>
typename Api::User* to_wire(SoapParts& parts, const std::vector<SoapAttribute>& attributes,
                            const std::string& principal_field) {
  auto* user = parts.make<typename Api::User>();
  for (const SoapAttribute& attribute : attributes)
    user->attributes.push_back(to_wire<Api>(parts, attribute));
  user->principalFieldName = parts.text(principal_field);
  user->principalFieldDataType = parts.text("string");
  return user;
}

template <class Wire>
Attribute from_wire(const Wire& wire) {
  Attribute attribute{*wire.name, {}};
  if (wire.attributeContainer) {
    for (const auto* item : wire.attributeContainer->attributeList)
      if (item && item->value) attribute.values.push_back(from_base64(*item->value));
  } else if (wire.valueAsByteArray) {
    attribute.values.emplace_back(reinterpret_cast<const char*>(wire.valueAsByteArray->__ptr),
                                  static_cast<std::size_t>(wire.valueAsByteArray->__size));
  } else if (!wire.valueList.empty()) {
    for (const std::string& value : wire.valueList) attribute.values.push_back(from_base64(value));
  } else if (wire.value) {
    attribute.values.push_back(from_base64(*wire.value));
  }
  return attribute;
}

template <class Wire>
std::vector<Attribute> from_wire(const std::vector<Wire*>& wire) {
  std::vector<Attribute> attributes;
  for (const Wire* attribute : wire)
    if (attribute && attribute->name) attributes.push_back(from_wire(*attribute));
  return attributes;
}

/// What a testConnection sends: the managed system.
template <class Api>
typename Api::ManagedSys* managed_system(SoapParts& parts, const Target& target) {
  auto* system = parts.make<typename Api::ManagedSys>();
  const auto option = [&](const char* name) { return parts.text_or_none(target.option(name)); };
  system->managedSysId = parts.text(target.id);
  system->hostUrl = option("system_url");
  if (const std::string& port = target.option("system_port"); !port.empty()) {
    system->port = parts.make<int>();
    *system->port = std::stoi(port);
  }
  system->userId = parts.text_or_none(target.login);
  system->decryptPassword = parts.text_or_none(target.secret("password"));
  system->addHandler = option("add_handler");
  system->modifyHandler = option("modify_handler");
  system->deleteHandler = option("delete_handler");
  system->passwordHandler = option("password_handler");
  system->suspendHandler = option("suspend_handler");
  system->searchHandler = option("search_handler");
  system->lookupHandler = option("lookup_handler");
  system->testConnectionHandler = option("test_handler");
  auto* match = parts.make<typename Api::Match>();
  match->managedSys = parts.text(target.id);
  match->objectType = parts.text("USER");
  match->baseDn = option("base_dn");
  match->keyField = option("principal_field");
  system->mngSysObjectMatchs.push_back(match);
  return system;
}

/// What every request but those of SPML's shape begins with.
template <class Request>
void fill_base(Request& request, SoapParts& parts, const Target& target, const std::string& id,
               bool with_base_dn) {
  request.requestID = id;
  request.targetID = parts.text(target.id);
  request.hostUrl = parts.text_or_none(target.option("system_url"));
  request.hostLoginId = parts.text_or_none(target.login);
  request.hostLoginPassword = parts.text_or_none(target.secret("password"));
  if (with_base_dn) request.baseDN = parts.text_or_none(target.option("base_dn"));
}

/// The search for all accounts, the same in both protocols.
template <class Api>
typename Api::Search* search_request(SoapParts& parts, const Target& target,
                                     const std::string& id) {
  auto* request = parts.make<typename Api::Search>();
  fill_base(*request, parts, target, id, true);
  request->hostPort = parts.text_or_none(target.option("system_port"));
  request->searchValue = target.option("principal_field");
  request->searchQuery = parts.text_or_none(target.option("search_query"));
  request->scriptHandler = parts.text_or_none(target.option("search_handler"));
  return request;
}

inline std::string about(const char* operation, const std::string& account) {
  return std::string(operation) + " '" + account + "'";
}

/// One operation of a generated proxy; `read` gets the reply's return, which may be null.
template <class Proxy, class Request, class Reply, class Read>
void converse(SoapClient& client, Proxy& proxy, const SoapVerb& verb, const Call& call,
              Request& request, int (Proxy::*send)(const char*, const char*, Request*),
              int (Proxy::*receive)(Reply&), Read read) {
  client.exchange(
      verb, call, [&] { return (proxy.*send)(nullptr, nullptr, &request); },
      [&] {
        Reply reply;
        if ((proxy.*receive)(reply) != SOAP_OK) return proxy.soap->error;
        read(reply.return_);
        return SOAP_OK;
      });
}

/// What the reply says about itself, where messages are elements.
template <class Reply>
SoapOutcome outcome_of(const Reply* reply) {
  SoapOutcome outcome;
  if (!reply) return outcome;
  outcome.status = reply->status;
  outcome.error = reply->error;
  for (const std::string& message : reply->errorMessage)
    outcome.message += (outcome.message.empty() ? "" : "; ") + message;
  return outcome;
}

/// An account of a reply; its name is `name`, or when that is empty what the reply calls it.
template <class User>
Account account_of(const User& user, const std::string& principal_field, const std::string& name) {
  Account account{name, from_wire(user.attributeList), std::nullopt};
  const Attribute* key = find_attribute(account, principal_field);
  if (account.name.empty() && user.userIdentity) account.name = *user.userIdentity;
  if (account.name.empty() && key && !key->values.empty()) account.name = key->values.front();
  if (account.name.empty())
    throw Failure(
        Failure::Kind::Refused,
        "its search answered an account with neither userIdentity nor '" + principal_field + "'");
  return account;
}

/// The accounts of a search. Success, or at least one account, counts.
template <class Reply>
std::vector<Account> accounts_of(const Reply* reply, const std::string& principal_field,
                                 const SoapVerb& verb) {
  if (!reply || reply->userList.empty()) judge(outcome_of(reply), verb);
  std::vector<Account> accounts;
  if (reply)
    for (const auto* user : reply->userList)
      if (user) accounts.push_back(account_of(*user, principal_field, ""));
  return accounts;
}

}  // namespace idm::connectors
