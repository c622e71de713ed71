#include <boost/test/unit_test.hpp>

#include "soap/answer.h"

namespace idm::soap {
namespace {

std::string told(ErrorCode code, const std::string& cause) {
  const Guarded guarded;
  const std::string id = "R1", peer = "127.0.0.1";
  const Call call{guarded, id, peer, false, 0, {}, {}, {}};
  return text_for_caller(call, Error(code, cause));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(texts_for_the_caller)

BOOST_AUTO_TEST_CASE(an_outage_tells_the_reference_and_not_where_the_database_is) {
  BOOST_TEST(told(ErrorCode::StoreUnavailable, "can't connect through socket '/run/db.sock'") ==
             "the repository is not available, try again later (reference R1)");
  BOOST_TEST(told(ErrorCode::Internal, "no such table on db.example") ==
             "internal error, reference R1");
}

BOOST_AUTO_TEST_CASE(whoever_cannot_know_whether_a_change_was_made_is_told_so) {
  BOOST_TEST(told(ErrorCode::OutcomeUnknown, "the outcome of the last change is unknown: gone") ==
             "the outcome of the last change is unknown: gone (reference R1)");
}

BOOST_AUTO_TEST_CASE(what_the_caller_can_mend_is_said_in_full) {
  BOOST_TEST(told(ErrorCode::UserNotFound, "no user has the userId 'x'") ==
             "no user has the userId 'x'");
}

// Issue 3: "Limits that hold before memory is spent": errorText quotes what was sent, of which
// there may be a megabyte.
BOOST_AUTO_TEST_CASE(a_long_text_is_cut_between_characters) {
  std::string sent = "no user has the userId '";
  for (int i = 0; i < 5000; ++i) sent += "ü";
  const std::string shown = error_text(sent);
  BOOST_TEST(shown.starts_with("no user has the userId 'üü"));
  BOOST_TEST(shown.ends_with("üü …"));
  BOOST_TEST(shown.size() < 4100U);
  BOOST_TEST(error_text("no user has the userId 'x'") == "no user has the userId 'x'");
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace idm::soap
