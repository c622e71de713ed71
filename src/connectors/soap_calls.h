#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "connectors/soap_attributes.h"
#include "connectors/target.h"

namespace idm::connectors {

/// What OpenIAM asks of a connector, in one of its two protocols. Each call sends one request and
/// throws Failure unless the reply says that it is done.
class SoapCalls {
 public:
  virtual ~SoapCalls() = default;

  /// Nothing when the connector says that it has no such account.
  virtual std::optional<Account> lookup(const std::string& name, const Call& call) = 0;
  /// `secrets`: what failures must not repeat.
  virtual void add(const std::string& name, const std::vector<SoapAttribute>& attributes,
                   const std::vector<std::string>& secrets, const Call& call) = 0;
  virtual void modify(const std::string& name, const std::vector<SoapAttribute>& attributes,
                      const std::vector<std::string>& secrets, const Call& call) = 0;
  virtual void remove(const std::string& name, const Call& call) = 0;
  virtual void set_password(const std::string& name, const std::string& password,
                            const Call& call) = 0;
  virtual void suspend(const std::string& name, const Call& call) = 0;
  virtual void resume(const std::string& name, const Call& call) = 0;
  virtual void test(const Call& call) = 0;
  /// All accounts, in the connector's order.
  virtual std::vector<Account> search(const Call& call) = 0;
};

/// ConnectorService, in the shapes of SPML: the connector knows the target system by its id.
std::unique_ptr<SoapCalls> make_local_calls(const Target& target);
/// RemoteConnectorService: address and credentials of the target system are in every request.
std::unique_ptr<SoapCalls> make_remote_calls(const Target& target);

}  // namespace idm::connectors
