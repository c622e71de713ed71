#include "identity/password_hash.h"

#include <boost/test/unit_test.hpp>
#include <future>

#include "core/error.h"
#include "core/seal.h"

using namespace idm;

namespace {

// Small enough for the sanitizers; one case below takes the real figures.
const PasswordConfig light{256, 1, 2};

}  // namespace

BOOST_AUTO_TEST_SUITE(password_hashing)

// design.md: "Argon2id (libsodium, 19 MiB, t=2, p=1)"; "an encoded Argon2id hash is 97 characters"
BOOST_AUTO_TEST_CASE(the_default_is_argon2id_with_19_mib_two_passes_and_one_lane) {
  PasswordHasher hasher{PasswordConfig()};
  const std::string encoded = hasher.hash("correct horse");
  BOOST_TEST(encoded.rfind("$argon2id$v=19$m=19456,t=2,p=1$", 0) == 0u);
  BOOST_TEST(encoded.size() == 97u);
  BOOST_TEST(hasher.verify(encoded, "correct horse"));
}

BOOST_AUTO_TEST_CASE(only_the_same_password_matches) {
  PasswordHasher hasher(light);
  const std::string encoded = hasher.hash("S3cret!");
  BOOST_TEST(hasher.verify(encoded, "S3cret!"));
  BOOST_TEST(!hasher.verify(encoded, "s3cret!"));
  BOOST_TEST(!hasher.verify(encoded, ""));
}

BOOST_AUTO_TEST_CASE(the_same_password_never_looks_the_same) {
  PasswordHasher hasher(light);
  BOOST_TEST(hasher.hash("twice") != hasher.hash("twice"));
}

BOOST_AUTO_TEST_CASE(what_is_no_hash_matches_nothing) {
  PasswordHasher hasher(light);
  for (const char* other : {"", "d41d8cd98f00b204", "$argon2id$broken"})
    BOOST_TEST(!hasher.verify(other, ""), other);
}

BOOST_AUTO_TEST_CASE(one_match_among_many_is_found_wherever_it_stands) {
  PasswordHasher hasher(light);
  const std::vector<std::string> hashes{hasher.hash("a"), hasher.hash("b"), hasher.hash("c")};
  for (const char* known : {"a", "b", "c"}) BOOST_TEST(hasher.matches_any(hashes, known), known);
  BOOST_TEST(!hasher.matches_any(hashes, "d"));
  BOOST_TEST(!hasher.matches_any({}, "a"));
}

BOOST_AUTO_TEST_CASE(a_queue_that_is_too_long_is_overload_and_passes) {
  PasswordHasher hasher(light);
  const std::string encoded = hasher.hash("x");
  // More than the queue takes, at once, each slower than the queueing.
  const std::vector<std::string> flood(5000, encoded);
  BOOST_CHECK_EXCEPTION(hasher.matches_any(flood, "y"), Error,
                        [](const Error& error) { return error.code() == ErrorCode::Overloaded; });
  BOOST_TEST(hasher.verify(encoded, "x"));
}

BOOST_AUTO_TEST_CASE(a_wiped_secret_is_gone) {
  std::string secret(100, 's');
  const char* memory = secret.data();
  wipe(secret);
  BOOST_TEST(secret.empty());
  BOOST_TEST(std::string(memory, 1) != "s");
}

BOOST_AUTO_TEST_SUITE_END()
