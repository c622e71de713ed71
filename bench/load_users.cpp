// Fills a store, and measures the first yardstick: the rows of an addUser written plainly, without
// wire and rules.
//
//   load_users fill  DATABASE-URL FIRST COUNT            users FIRST..FIRST+COUNT-1, many to a
//   transaction load_users plain DATABASE-URL SECONDS THREADS        one user to a transaction;
//   prints rate and latencies
//
// User number n has the id, principal and names that bench/people.lua computes for n, so that wrk
// can ask for it.
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <thread>
#include <vector>

#include "core/database_url.h"
#include "core/ids.h"
#include "core/install_paths.h"
#include "core/instant.h"
#include "identity/search_block_builder.h"
#include "orm/account_state.h"
#include "orm/address.h"
#include "orm/audit_entry.h"
#include "orm/email_address.h"
#include "orm/login.h"
#include "orm/phone.h"
#include "orm/role.h"
#include "orm/store.h"
#include "orm/task.h"
#include "orm/user.h"
#include "orm/user_attribute.h"

namespace {

using idm::Db;
using idm::Store;
using Clock = std::chrono::steady_clock;

constexpr const char* domain = "USR_SEC_DOMAIN";
constexpr int users_a_transaction = 500;

/// What all rows of one user share.
struct Person {
  std::string id;
  std::string login;
  std::string first_name;
  std::string last_name;
};

/// Spelt from three of 20 syllables by the number, so that prefixes and infixes meet one in 20 or
/// so.
std::string name_of(std::uint64_t number) {
  static constexpr std::array<const char*, 20> syllables = {
      "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu",
      "na", "pe", "ri", "so", "tu", "va", "we", "xi", "yo", "zu"};
  // A multiplier prime to 8000 scatters neighbours, as real people's names do.
  std::uint64_t rest = (number * 7919) % 8000;
  std::string name;
  for (int i = 0; i < 3; ++i, rest /= 20) name += syllables[rest % 20];
  name[0] = static_cast<char>(name[0] - 'a' + 'A');
  return name + std::to_string(number % 100);
}

Person numbered(std::uint64_t number) {
  std::array<char, 33> id{};
  std::snprintf(id.data(), id.size(), "%032llx", static_cast<unsigned long long>(number));
  return {id.data(), "bench." + std::to_string(number), "First" + std::to_string(number % 1000),
          name_of(number)};
}

void insert_login(Db& db, const Person& person, const std::string& name, const char* system) {
  idm::Login login;
  login.id = {domain, name, system};
  login.user_id = person.id;
  login.status = "ACTIVE";
  login.create_date = idm::now();
  db.insert(login);
}

/// What addUser leaves for the target system of the second principal.
void insert_task(Db& db, const Person& person) {
  idm::Task task;
  task.id = idm::new_id();
  task.user_id = person.id;
  task.managed_system_id = "101";
  task.sequence = 1;
  task.verb = "CREATE";
  task.state = "PENDING";
  task.domain_id = std::string(domain);
  task.principal = person.login + "-ldap";
  task.create_date = idm::now();
  task.next_attempt = task.create_date;
  db.insert(task);
  idm::AccountState account;
  account.id = {person.id, "101"};
  account.state = task.state;
  account.last_verb = task.verb;
  account.last_sequence = 1;
  account.by_principal = 1;
  account.domain_id = task.domain_id;
  account.principal = task.principal;
  account.changed = task.create_date;
  db.insert(account);
}

void insert_contacts(Db& db, const Person& person) {
  idm::EmailAddress email;
  email.id = idm::new_id();
  email.name = "EMAIL1";
  email.address = person.login + "@example.org";
  email.is_default = 1;
  email.parent_id = person.id;
  email.parent_type = "USER";
  db.insert(email);

  idm::Phone phone;
  phone.id = idm::new_id();
  phone.name = "DESK PHONE";
  phone.area_code = "020";
  phone.number = "79460001";
  phone.parent_id = person.id;
  phone.parent_type = "USER";
  db.insert(phone);

  idm::Address address;
  address.id = idm::new_id();
  address.name = "HOME";
  address.address1 = "1 Example Street";
  address.city = "London";
  address.parent_id = person.id;
  address.parent_type = "USER";
  db.insert(address);
}

/// The rows of bench/add.lua's addUser, and the audit row that goes with it.
void insert_person(Db& db, const Person& person) {
  idm::User user;
  user.id = person.id;
  user.first_name = person.first_name;
  user.last_name = person.last_name;
  user.status = "ACTIVE";
  user.create_date = user.last_update = idm::now();
  user.created_by = "NA";
  db.insert(user);
  insert_login(db, person, person.login, "0");
  insert_login(db, person, person.login + "-ldap", "101");
  insert_task(db, person);

  idm::UserAttribute attribute;
  attribute.id = idm::new_id();
  attribute.user_id = person.id;
  attribute.name = "favouriteNumber";
  attribute.value = "7";
  db.insert(attribute);
  insert_contacts(db, person);

  idm::UserRole role;
  role.id = {domain, "END_USER", person.id};
  role.row_id = idm::new_id();
  role.status = "ACTIVE";
  role.create_date = role.start_date = idm::now();
  db.insert(role);

  idm::AuditEntry audit;
  audit.id = idm::new_id();
  audit.object_type = "USER";
  audit.object_id = person.id;
  audit.action = "ADD USER";
  audit.status = "SUCCESS";
  audit.at = idm::now();
  audit.request_id = idm::new_request_id();
  db.insert(audit);
}

void fill(Store& store, std::uint64_t first, std::uint64_t count) {
  for (std::uint64_t done = 0; done < count; done += users_a_transaction) {
    const std::uint64_t end = std::min<std::uint64_t>(count, done + users_a_transaction);
    store.transact([&](Db& db) {
      for (std::uint64_t i = done; i < end; ++i) insert_person(db, numbered(first + i));
    });
  }
  // As a server does once they are there.
  while (idm::search_blocks::build_some(store) > 0) {
  }
}

/// The value below which `share` of the sorted times lie, in milliseconds.
double quantile(const std::vector<double>& sorted, double share) {
  if (sorted.empty()) return 0;
  return sorted[std::min(sorted.size() - 1,
                         static_cast<std::size_t>(share * static_cast<double>(sorted.size())))];
}

/// Writes fresh users until the deadline; returns the milliseconds of each transaction.
std::vector<double> write_until(Store& store, Clock::time_point deadline) {
  std::vector<double> times;
  while (Clock::now() < deadline) {
    const std::string id = idm::new_id();
    const Person person{id, "plain." + id, "Plain", "Writer"};
    const Clock::time_point begin = Clock::now();
    store.transact([&](Db& db) { insert_person(db, person); });
    times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
  }
  return times;
}

void measure_plain(Store& store, int seconds, int thread_count) {
  std::vector<std::vector<double>> times(static_cast<std::size_t>(thread_count));
  const Clock::time_point begin = Clock::now();
  const Clock::time_point deadline = begin + std::chrono::seconds(seconds);
  std::vector<std::jthread> threads;
  for (std::vector<double>& mine : times)
    threads.emplace_back([&store, &mine, deadline] { mine = write_until(store, deadline); });
  threads.clear();
  const double elapsed = std::chrono::duration<double>(Clock::now() - begin).count();
  std::vector<double> all;
  for (const std::vector<double>& mine : times) all.insert(all.end(), mine.begin(), mine.end());
  std::sort(all.begin(), all.end());
  std::printf("RESULT rate=%.1f p50_ms=%.3f p99_ms=%.3f failed=0\n",
              static_cast<double>(all.size()) / elapsed, quantile(all, 0.5), quantile(all, 0.99));
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.size() != 4 || (arguments[0] != "fill" && arguments[0] != "plain")) {
    std::fputs("usage: load_users fill URL FIRST COUNT | plain URL SECONDS THREADS\n", stderr);
    return 2;
  }
  idm::DatabaseConfig config;
  idm::set_database_url(config, arguments[1]);
  // A transaction of hundreds of users takes longer than a request may.
  config.timeout = std::chrono::seconds(60);
  Store store(config);
  store.migrate(idm::shipped_dir("sql"));
  if (arguments[0] == "fill")
    fill(store, std::stoull(arguments[2]), std::stoull(arguments[3]));
  else
    measure_plain(store, std::stoi(arguments[2]), std::stoi(arguments[3]));
  return 0;
}

}  // namespace

int main(int count, char** values) {
  try {
    return run(std::vector<std::string>(values + 1, values + count));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "load_users: %s\n", error.what());
    return 1;
  }
}
