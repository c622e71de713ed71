#include "identity/notes.h"

#include "core/instant.h"
#include "people.h"

// behaviour.md 9.3 with design.md section 3.
namespace idm {
using namespace test;

namespace {

UserNote note(const std::string& user_id, const char* description) {
  UserNote wanted;
  wanted.user_id = user_id;
  wanted.description = text(description);
  return wanted;
}

Instant day(unsigned number) { return instant_from_fields({2013, 6, number, 0, 0, 0, 0}); }

}  // namespace

BOOST_AUTO_TEST_SUITE(user_notes)

// "addNote needs userId"; "rows carry versions"; section 10 "DO audit all of these"
BOTH_DATABASES(a_change_of_a_note_is_audited_and_moves_its_users_version) {
  People people(dialect);
  const User before = people.now_stored(people.grace).user;
  UserNote added = notes::add(people.services(), note(people.grace, "Second."), {});
  BOOST_TEST(people.now_stored(people.grace).user.version == before.version + 1);
  BOOST_TEST((*people.now_stored(people.grace).user.last_update >= *before.last_update));
  added.description = text("Changed.");
  notes::update(people.services(), added, {});
  BOOST_TEST(people.now_stored(people.grace).user.version == before.version + 2);
  notes::remove(people.services(), added, {});
  BOOST_TEST(people.now_stored(people.grace).user.version == before.version + 3);
  BOOST_TEST(people.events(people.grace) ==
             "ADD NOTE SUCCESS, MODIFY NOTE SUCCESS, REMOVE NOTE SUCCESS");
  BOOST_TEST(*people.now_stored(people.grace).user.title == "Admiral");
}

// "getAllNotes ordered by createDate"
BOTH_DATABASES(notes_come_by_date_then_as_they_were_made) {
  People people(dialect);
  UserNote late = note(people.grace, "late"), early = note(people.grace, "early"),
           as_early = note(people.grace, "as early");
  late.create_date = day(3);
  early.create_date = as_early.create_date = day(1);
  for (const UserNote& wanted : {late, early, as_early}) notes::add(people.services(), wanted, {});
  std::string all;
  for (const UserNote& found : notes::of_user(people.services(), people.grace))
    all += *found.description + "|";
  BOOST_TEST(all == "First note.|early|as early|late|");
}

// A note that came without a date is from now
BOTH_DATABASES(a_new_note_without_date_is_from_now) {
  People people(dialect);
  const Instant before = now();
  const UserNote added = notes::add(people.services(), note(people.grace, "Second."), {});
  BOOST_REQUIRE(!added.create_date.null());
  BOOST_TEST((*added.create_date >= before && *added.create_date <= now()));
}

// "Updates overwrite all columns"
BOTH_DATABASES(an_update_overwrites_every_field_but_the_user) {
  People people(dialect);
  UserNote wanted = note(people.grace, "Second.");
  wanted.type = text("GENERAL");
  wanted.created_by = text("3000");
  UserNote change;
  change.id = notes::add(people.services(), wanted, {}).id;
  notes::update(people.services(), change, {});
  const UserNote found = notes::get(people.services(), change.id);
  BOOST_TEST(found.description.null());
  BOOST_TEST(found.type.null());
  BOOST_TEST(found.created_by.null());
  BOOST_TEST(found.create_date.null());
  BOOST_TEST(*found.user_id == people.grace);
}

// "removeAllX(userId): success always"
BOTH_DATABASES(all_notes_of_one_user_are_removed) {
  People people(dialect);
  notes::add(people.services(), note(people.grace, "Second."), {});
  const UserNote others = notes::add(people.services(), note(people.howard, "His."), {});
  BOOST_TEST(notes::remove_all(people.services(), people.grace, {}) == 2U);
  BOOST_TEST(notes::remove_all(people.services(), people.grace, {}) == 0U);
  BOOST_TEST(notes::remove_all(people.services(), Text("nobody"), {}) == 0U);
  BOOST_TEST(people.now_stored(people.grace).notes.empty());
  BOOST_TEST(people.now_stored(people.grace).user.version == 3U);  // nothing removed: nothing moved
  BOOST_TEST(notes::of_user(people.services(), people.howard).at(0).id == others.id);
  BOOST_TEST(people.events(people.grace) ==
             "ADD NOTE SUCCESS, REMOVE NOTE SUCCESS, REMOVE NOTE SUCCESS");
}

// "bad ids, unknown users: the defined code and an errorText that says which value"
BOTH_DATABASES(what_is_missing_or_unknown_among_notes_is_named) {
  People people(dialect);
  Services& services = people.services();
  UserNote of_grace = people.now_stored(people.grace).notes.at(0), unknown, unnamed;
  unknown.id = "none";
  UserNote stolen = of_grace;
  stolen.user_id = people.howard;
  const auto missing = ErrorCode::MissingRequiredAttribute, no_user = ErrorCode::UserNotFound,
             none = ErrorCode::ObjectNotFound;
  BOOST_CHECK_EXCEPTION(notes::add(services, unnamed, {}), Error, says(missing, "userId"));
  BOOST_CHECK_EXCEPTION(notes::add(services, note("nobody", "x"), {}), Error,
                        says(no_user, "nobody"));
  BOOST_CHECK_EXCEPTION(notes::update(services, unnamed, {}), Error, says(missing, "userNoteId"));
  BOOST_CHECK_EXCEPTION(notes::update(services, unknown, {}), Error, says(none, "none"));
  BOOST_CHECK_EXCEPTION(notes::update(services, stolen, {}), Error, says(none, people.howard));
  BOOST_CHECK_EXCEPTION(notes::remove(services, unnamed, {}), Error, says(missing, "userNoteId"));
  BOOST_CHECK_EXCEPTION(notes::remove(services, unknown, {}), Error, says(none, "none"));
  BOOST_CHECK_EXCEPTION(notes::remove(services, stolen, {}), Error, says(none, people.howard));
  BOOST_CHECK_EXCEPTION(notes::remove_all(services, {}, {}), Error, says(missing, "userId"));
  BOOST_CHECK_EXCEPTION(notes::get(services, {}), Error, says(missing, "noteId"));
  BOOST_CHECK_EXCEPTION(notes::get(services, Text("none")), Error, says(none, "none"));
  BOOST_CHECK_EXCEPTION(notes::of_user(services, {}), Error, says(missing, "userId"));
  BOOST_CHECK_EXCEPTION(notes::of_user(services, Text("nobody")), Error, says(no_user, "nobody"));
  BOOST_CHECK_EXCEPTION(notes::of_user(services, people.howard), Error, says(none, people.howard));
  BOOST_TEST(people.now_stored(people.grace).notes.size() == 1U);
  BOOST_TEST(people.events("nobody") == "ADD NOTE FAIL");
}

// An id is that id, also for a database whose comparison ignores blanks at the end.
BOTH_DATABASES(an_id_with_blanks_at_the_end_has_no_notes) {
  People people(dialect);
  BOOST_CHECK_EXCEPTION(notes::of_user(people.services(), people.grace + " "), Error,
                        says(ErrorCode::UserNotFound, people.grace + " "));
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace idm
