#pragma once

#include "orm/audit_entry-odb.hxx"
#include "support/repository.h"
#include "support/rows.h"

namespace idm::test {

/// A repository with two users who have no principals: Grace with one of each dependent, and
/// Howard.
struct People {
  explicit People(Dialect dialect) : repository(dialect) {
    UserRequest request;
    request.user.first_name = text("Grace");
    request.user.last_name = text("Hopper");
    request.user.status = text("ACTIVE");
    request.user.title = text("Admiral");
    request.emails = {email("WORK", "grace@example.org")};
    request.attributes = {attribute("shell", "/bin/sh")};
    Phone phone;
    phone.number = text("5550199");
    request.phones = {wanted(phone)};
    Address address;
    address.city = text("Arlington");
    request.addresses = {wanted(address)};
    UserNote note;
    note.description = text("First note.");
    request.notes = {note};
    grace = users::add(services(), request).user.user.id;
    UserRequest other;
    other.user.first_name = text("Howard");
    other.user.last_name = text("Aiken");
    howard = users::add(services(), other).user.user.id;
  }

  Services& services() { return repository.services; }
  UserGraph now_stored(const std::string& id) { return stored(repository, id); }

  /// "ADD NOTE SUCCESS, REMOVE NOTE FAIL": what the audit log has about that user, in order,
  /// without the CREATE that each begins with.
  std::string events(const std::string& user_id) {
    auto rows = services().store.read([&](Db& db) {
      using Query = odb::query<AuditEntry>;
      return rows_where<AuditEntry>(
          db, (Query::object_id == user_id && Query::action != "CREATE") + "ORDER BY" + Query::id);
    });
    std::string all;
    for (const AuditEntry& row : rows)
      all += (all.empty() ? "" : ", ") + row.action + " " + *row.status;
    return all;
  }

  Repository repository;
  std::string grace, howard;
};

/// For BOOST_CHECK_EXCEPTION: is it this error, and does its text name this?
inline auto says(ErrorCode code, const std::string& name) {
  return [=](const Error& error) {
    if (error.code() == code && std::string(error.what()).find(name) != std::string::npos)
      return true;
    BOOST_TEST_MESSAGE("it was " << error.code() << ": " << error.what());
    return false;
  };
}

}  // namespace idm::test
