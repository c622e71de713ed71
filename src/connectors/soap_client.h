#pragma once

#include <functional>
#include <string>
#include <vector>

#include "connectors/http_client.h"

struct soap;

namespace idm::connectors {

/// What a reply of OpenIAM's connectors says besides its content.
struct SoapOutcome {
  const std::string* status = nullptr;  ///< null: it does not say, or there is no reply
  const std::string* error = nullptr;
  std::string message;
};

/// Which status is a success.
enum class SoapNeeds {
  Success,     ///< success, successMoreResultsToReturn
  NotFailure,  ///< any but failure
  NoFailure,   ///< any but failure, none included
};

/// One call of an operation.
struct SoapVerb {
  std::string name;  ///< with the account, for the texts of failures: "add 'ada'"
  bool changes;      ///< something there, so that no answer leaves it open whether it did
  SoapNeeds needs = SoapNeeds::Success;
  std::vector<std::string> secrets = {};  ///< kept out of the texts of failures
};

/// Throws the Failure that the outcome is, unless it is the success that the verb needs.
void judge(const SoapOutcome& outcome, const SoapVerb& verb);

/// Whether a failed lookup says that the account is not there. Any failure does, but for a passing
/// one and those whose code says that it could not look.
bool means_absent(const SoapOutcome& outcome);

/// A gSOAP context whose bytes travel by HttpClient. One thread at a time.
class SoapClient {
 public:
  explicit SoapClient(const Target& target);
  ~SoapClient();
  SoapClient(const SoapClient&) = delete;
  SoapClient& operator=(const SoapClient&) = delete;

  ::soap* context() { return soap_; }
  /// "R" and more, a valid xs:ID: the call's own where it is one.
  static std::string request_id(const Call& call);

  /// Runs `write`, a proxy's send_…, then sends what it wrote, then `read`, a proxy's recv_… and
  /// what is to be made of the reply, which is gone afterwards. Both return gSOAP's error. Throws
  /// Failure.
  void exchange(const SoapVerb& verb, const Call& call, const std::function<int()>& write,
                const std::function<int()>& read);

 private:
  struct Exchange;
  struct Hooks;

  void run(Exchange& exchange, const std::function<int()>& write, const std::function<int()>& read);
  HttpReply post(const Exchange& exchange);
  [[noreturn]] void fail(const Exchange& exchange);

  const std::string where_;     ///< "managed system 'x'"
  const std::string password_;  ///< kept out of texts
  const std::string url_;
  HttpClient http_;
  ::soap* soap_;
};

}  // namespace idm::connectors
