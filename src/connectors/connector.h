#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

/// Target systems: how accounts are read and written there. One file a kind, entered in
/// registry.cpp.
namespace idm::connectors {

using Clock = std::chrono::steady_clock;

/// One attribute of an account. No values: it is cleared. Texts are UTF-8; binary ones are bytes.
struct Attribute {
  std::string name;
  std::vector<std::string> values;
  bool secret = false;  ///< never in a log, a receipt or a reply
};

struct Account {
  /// What the target system calls the account and finds it by.
  std::string name;
  std::vector<Attribute> attributes;
  std::optional<bool> active;  ///< as read; none: the system does not say
};

/// Why a call did not succeed. what() names system, verb and cause, in words for operators; no
/// secret.
class Failure : public std::runtime_error {
 public:
  enum class Kind {
    Unreachable,  ///< nothing was changed there: try again later (no connection, refused, down)
    Busy,         ///< it said "later": after retry_after(), if it said when
    Unknown,      ///< sent, and no answer that says: look before doing it again
    Refused,      ///< it will never do that: somebody must change something first
  };
  Failure(Kind kind, const std::string& why,
          std::optional<std::chrono::seconds> retry_after = std::nullopt)
      : std::runtime_error(why), kind_(kind), retry_after_(retry_after) {}
  Kind kind() const { return kind_; }
  std::optional<std::chrono::seconds> retry_after() const { return retry_after_; }

 private:
  Kind kind_;
  std::optional<std::chrono::seconds> retry_after_;
};

/// What every verb gets to know.
struct Call {
  Clock::time_point deadline;  ///< the whole verb ends before, by Failure if need be
  std::string request_id;      ///< for logs there
};

enum class Put { Created, Changed, Missing };

/// One page of accounts.
struct Page {
  std::vector<Account> accounts;
  std::string next;  ///< what to ask for next; "" = this was the last
};

/// A conversation with one target system. Used by one thread at a time and kept between calls, so
/// it may keep its connection; one that broke is opened anew by the next call. Every verb may be
/// repeated: an account that is already as wanted, or already gone, is a success. Every verb throws
/// Failure and keeps to Call::deadline, connecting included.
class Connector {
 public:
  virtual ~Connector() = default;

  /// The account with the attributes that we may write, or nothing.
  virtual std::optional<Account> find(const std::string& name, const Call& call) = 0;

  /// Brings the account to these attributes; others keep their values. An account that is not there
  /// is created when `may_create`, else the answer is Missing and nothing has changed.
  virtual Put put(const Account& account, bool may_create, const Call& call) = 0;

  /// Refused when both names exist, or neither.
  virtual void rename(const std::string& from, const std::string& to, const Call& call) = 0;
  virtual void suspend(const std::string& name, const Call& call) = 0;
  virtual void resume(const std::string& name, const Call& call) = 0;
  virtual void set_password(const std::string& name, const std::string& password,
                            const Call& call) = 0;
  virtual void remove(const std::string& name, const Call& call) = 0;

  /// Connects and proves the credentials.
  virtual void test(const Call& call) = 0;

  /// All accounts, `size` or so at a time; `page` is "" at first, then Page::next.
  virtual Page list(const std::string& page, std::size_t size, const Call& call) = 0;

  /// False: find() cannot tell attributes, so that nothing can be confirmed by reading it back.
  virtual bool can_read() const { return true; }
};

}  // namespace idm::connectors
