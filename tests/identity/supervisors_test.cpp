#include "identity/supervisors.h"

#include "people.h"

// behaviour.md 9.4 with design.md section 3.
namespace idm {
using namespace test;

namespace {

Supervision under(const std::string& employee, const std::string& supervisor, int primary = 0) {
  Supervision row;
  row.employee_id = employee;
  row.supervisor_id = supervisor;
  row.is_primary = primary;
  return row;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(who_supervises_whom)

// "getSupervisors(employeeId), getEmployees(supervisorId): Supervisor objects with both users and
// their dependents"
BOTH_DATABASES(both_users_come_with_their_dependents) {
  People people(dialect);
  const auto added = supervisors::add(people.services(), under(people.grace, people.howard), {});
  const auto of = supervisors::of_employee(people.services(), people.grace);
  const auto employees = supervisors::employees_of(people.services(), people.howard);
  for (const auto& found : {added, of, employees}) {
    BOOST_REQUIRE(found.rows.size() == 1U);
    BOOST_TEST(found.rows[0].id == added.rows[0].id);
    const UserGraph& grace = found.users.at(people.grace);
    BOOST_TEST(grace.emails.size() == 1U);
    BOOST_TEST(grace.phones.size() == 1U);
    BOOST_TEST(grace.addresses.size() == 1U);
    BOOST_TEST(grace.attributes.size() == 1U);
    BOOST_TEST(grace.notes.size() == 1U);
    BOOST_TEST(*found.users.at(people.howard).user.last_name == "Aiken");
  }
}

// "getPrimarySupervisor: isPrimarySuper = 1; several: fault": here the one made first
BOTH_DATABASES(of_several_primary_supervisors_the_first_made_is_the_one) {
  People people(dialect);
  Services& services = people.services();
  supervisors::add(services, under(people.grace, people.grace), {});
  const auto first = supervisors::add(services, under(people.grace, people.howard, 1), {});
  supervisors::add(services, under(people.grace, people.grace, 1), {});
  BOOST_TEST(supervisors::primary_of(services, people.grace).rows.at(0).id == first.rows[0].id);
  BOOST_TEST(supervisors::of_employee(services, people.grace).rows.size() == 3U);
}

// "No check against cycles or self"
BOTH_DATABASES(cycles_and_oneself_are_allowed) {
  People people(dialect);
  supervisors::add(people.services(), under(people.grace, people.howard), {});
  supervisors::add(people.services(), under(people.howard, people.grace), {});
  supervisors::add(people.services(), under(people.grace, people.grace), {});
  BOOST_TEST(supervisors::employees_of(people.services(), people.grace).rows.size() == 2U);
}

// Section 10 "DO audit all of these"; another supervisor is one less and one more, as in modifyUser
BOTH_DATABASES(changes_of_supervisors_are_audited_and_move_the_employees_version) {
  People people(dialect);
  Services& services = people.services();
  const auto version = [&] { return people.now_stored(people.grace).user.version; };
  const auto before = version();
  Supervision row = supervisors::add(services, under(people.grace, people.howard), {}).rows.at(0);
  BOOST_TEST(version() == before + 1);
  row.comments = text("Mark I");
  supervisors::update(services, row, {});
  BOOST_TEST(version() == before + 2);
  row.supervisor_id = people.grace;
  supervisors::update(services, row, {});
  BOOST_TEST(version() == before + 3);
  supervisors::remove(services, row.id, {});
  BOOST_TEST(version() == before + 4);
  BOOST_TEST(people.events(people.grace) ==
             "ADD SUPERVISOR SUCCESS, MODIFY SUPERVISOR SUCCESS, REMOVE SUPERVISOR SUCCESS, "
             "ADD SUPERVISOR SUCCESS, REMOVE SUPERVISOR SUCCESS");
}

// "Updates overwrite all columns"
BOTH_DATABASES(an_update_may_give_the_row_to_another_employee) {
  People people(dialect);
  Services& services = people.services();
  Supervision wanted = under(people.grace, people.howard, 1);
  wanted.status = text("ACTIVE");
  wanted.type = text("LINE");
  const std::string id = supervisors::add(services, wanted, {}).rows.at(0).id;
  const auto former = people.now_stored(people.grace).user.version,
             next = people.now_stored(people.howard).user.version;
  Supervision change = under(people.howard, people.grace);
  change.id = id;
  change.is_primary.reset();
  supervisors::update(services, change, {});
  const Supervision found = supervisors::get(services, id).rows.at(0);
  BOOST_TEST(found.employee_id == people.howard);
  BOOST_TEST(found.supervisor_id == people.grace);
  BOOST_TEST(found.is_primary.null());
  BOOST_TEST(found.status.null());
  BOOST_TEST(found.type.null());
  BOOST_TEST(people.now_stored(people.grace).user.version == former + 1);
  BOOST_TEST(people.now_stored(people.howard).user.version == next + 1);
}

// "addSupervisor: both users must exist"; "removeSupervisor: by orgStructureId only; unknown:
// fault" here the defined code and the value
BOTH_DATABASES(what_is_missing_or_unknown_among_supervisors_is_named) {
  People people(dialect);
  Services& services = people.services();
  const std::string &grace = people.grace, &howard = people.howard;
  const auto missing = ErrorCode::MissingRequiredAttribute, no_user = ErrorCode::UserNotFound,
             no_supervisor = ErrorCode::SupervisorNotFound, none = ErrorCode::ObjectNotFound;
  const auto refused = [&](const Supervision& row, ErrorCode code, const std::string& name) {
    BOOST_CHECK_EXCEPTION(supervisors::add(services, row, {}), Error, says(code, name));
  };
  refused(under("", howard), missing, "employee/userId");
  refused(under(grace, ""), missing, "supervisor/userId");
  refused(under("nobody", howard), no_user, "employee's userId 'nobody'");
  refused(under(grace, "nobody"), no_supervisor, "supervisor's userId 'nobody'");
  BOOST_TEST(people.now_stored(grace).user.version == 1U);
  Supervision row = under(grace, howard);
  BOOST_CHECK_EXCEPTION(supervisors::update(services, row, {}), Error,
                        says(missing, "orgStructureId"));
  row.id = "none";
  BOOST_CHECK_EXCEPTION(supervisors::update(services, row, {}), Error, says(none, "none"));
  BOOST_CHECK_EXCEPTION(supervisors::remove(services, "", {}), Error,
                        says(missing, "orgStructureId"));
  BOOST_CHECK_EXCEPTION(supervisors::remove(services, "none", {}), Error, says(none, "none"));
  BOOST_CHECK_EXCEPTION(supervisors::get(services, Text("none")), Error, says(none, "none"));
  BOOST_CHECK_EXCEPTION(supervisors::get(services, {}), Error, says(missing, "supervisorObjId"));
  BOOST_CHECK_EXCEPTION(supervisors::of_employee(services, {}), Error, says(missing, "employeeId"));
  BOOST_CHECK_EXCEPTION(supervisors::of_employee(services, grace), Error,
                        says(no_supervisor, grace));
  BOOST_CHECK_EXCEPTION(supervisors::primary_of(services, grace), Error,
                        says(no_supervisor, grace));
  BOOST_CHECK_EXCEPTION(supervisors::employees_of(services, grace), Error, says(none, grace));
  BOOST_CHECK_EXCEPTION(supervisors::of_employee(services, Text("nobody")), Error,
                        says(no_user, "nobody"));
  BOOST_CHECK_EXCEPTION(supervisors::primary_of(services, Text("nobody")), Error,
                        says(no_user, "nobody"));
  BOOST_CHECK_EXCEPTION(supervisors::employees_of(services, Text("nobody")), Error,
                        says(no_user, "nobody"));
}

// An id is that id, also for a database whose comparison ignores blanks at the end.
BOTH_DATABASES(an_id_with_blanks_at_the_end_is_neither_employee_nor_supervisor) {
  People people(dialect);
  Services& services = people.services();
  supervisors::add(services, under(people.grace, people.howard, 1), {});
  const Text employee = people.grace + " ", supervisor = people.howard + " ";
  const auto nobody = fails_with(ErrorCode::UserNotFound);
  BOOST_CHECK_EXCEPTION(supervisors::of_employee(services, employee), Error, nobody);
  BOOST_CHECK_EXCEPTION(supervisors::primary_of(services, employee), Error, nobody);
  BOOST_CHECK_EXCEPTION(supervisors::employees_of(services, supervisor), Error, nobody);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace idm
