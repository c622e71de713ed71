#include "scim/cursor.h"

#include <boost/test/unit_test.hpp>

#include "scim/error.h"

namespace idm::scim {
namespace {

const std::string key(32, 'k');
const Instant noon = std::chrono::sys_days(std::chrono::year(2026) / 1 / 31);
const Instant later = noon + std::chrono::hours(1);

std::string refused(const std::string& used_key, const std::string& list, const std::string& cursor,
                    Instant now) {
  try {
    read_cursor(used_key, list, cursor, now);
  } catch (const Refusal& refusal) {
    BOOST_TEST(refusal.status() == 400);
    return std::string(refusal.scim_type());
  }
  return "accepted";
}

BOOST_AUTO_TEST_SUITE(scim_cursors)

// 1.6: "A cursor is opaque, signed, bound to the same filter/sort; default life 3600 s."
BOOST_AUTO_TEST_CASE(a_cursor_leads_back_to_its_position) {
  const Position sorted{"u1", noon, "Lovelace", true};
  const std::string cursor = write_cursor(key, "Users\nactive eq true", sorted, later);
  BOOST_TEST(cursor.find_first_not_of(
                 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
             std::string::npos);
  BOOST_TEST(cursor.find("Lovelace") == std::string::npos);
  const Position read = read_cursor(key, "Users\nactive eq true", cursor, noon);
  BOOST_TEST(read.id == "u1");
  BOOST_TEST((read.at == noon));
  BOOST_TEST(read.key == "Lovelace");
  BOOST_TEST(read.has_key);
  const Position bare =
      read_cursor(key, "l", write_cursor(key, "l", {"u2", {}, "", false}, later), noon);
  BOOST_TEST(!bare.at.has_value());
  BOOST_TEST(!bare.has_key);
}

BOOST_AUTO_TEST_CASE(other_cursors_are_refused) {
  const std::string cursor = write_cursor(key, "list", {"u1", noon, "", false}, later);
  BOOST_TEST(refused(key, "list", cursor, noon) == "accepted");
  BOOST_TEST(refused(key, "other list", cursor, noon) == "invalidCursor");
  BOOST_TEST(refused(std::string(32, 'x'), "list", cursor, noon) == "invalidCursor");
  std::string changed = cursor;
  changed[cursor.size() / 2] = changed[cursor.size() / 2] == 'A' ? 'B' : 'A';
  BOOST_TEST(refused(key, "list", changed, noon) == "invalidCursor");
  for (const char* text : {"x", "!!", "AAAA", "12345"})
    BOOST_TEST(refused(key, "list", text, noon) == "invalidCursor", text);
  BOOST_TEST(refused(key, "list", cursor, later) == "expiredCursor");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace idm::scim
