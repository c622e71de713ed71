#include "core/log.h"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <string>

using namespace idm;

namespace {

/// What the process writes to stderr while this lives.
class CapturedStderr {
 public:
  CapturedStderr() : saved_(dup(2)), file_(std::tmpfile()) { dup2(fileno(file_), 2); }
  ~CapturedStderr() {
    dup2(saved_, 2);
    close(saved_);
    std::fclose(file_);
    log::configure(LogConfig());
  }
  std::string text() {
    std::string all(4096, '\0');
    all.resize(static_cast<std::size_t>(pread(fileno(file_), all.data(), all.size(), 0)));
    return all;
  }

 private:
  int saved_;
  std::FILE* file_;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(log_rules)

BOOST_AUTO_TEST_CASE(fields_follow_the_event_in_their_order) {
  const std::string id = "R1";
  BOOST_TEST(
      log::text_form("request",
                     {
                         {"id",    id  },
                         {"ms",    12  },
                         {"bytes", 3u  },
                         {"ok",    true},
                         {"load",  0.5 }
  }) ==
      "request id=R1 ms=12 bytes=3 ok=true load=0.5");
  BOOST_TEST(log::json_form("request",
                            {
                                {"id", id   },
                                {"ms", -12  },
                                {"ok", false}
  }) ==
             R"("event":"request","id":"R1","ms":-12,"ok":false)");
}

BOOST_AUTO_TEST_CASE(what_came_from_outside_cannot_forge_fields_or_lines) {
  BOOST_TEST(log::text_form("e", {
                                     {"a", "x y"}
  }) == R"(e a="x y")");
  BOOST_TEST(log::text_form("e", {
                                     {"a", "x\nuser=root"}
  }) == R"(e a="x\nuser=root")");
  BOOST_TEST(log::text_form("e", {
                                     {"a", "x=y"}
  }) == R"(e a="x=y")");
  BOOST_TEST(log::text_form("e", {
                                     {"a", "\" b=\""}
  }) == R"(e a="\" b=\"")");
  BOOST_TEST(log::text_form("e", {
                                     {"a", ""}
  }) == R"(e a="")");
  BOOST_TEST(log::text_form("e", {
                                     {"a", "\x1b[2J\x7f"}
  }) == R"(e a="\u001b[2J\u007f")");
  BOOST_TEST(log::text_form("e", {
                                     {"a", "\xc2\x9b"}
  }) == R"(e a="\u009b")");
  BOOST_TEST(log::text_form("e", {
                                     {"a", "\xff"}
  }) == R"(e a="\ufffd")");
}

BOOST_AUTO_TEST_CASE(text_lines_carry_time_and_level_and_braces_mean_nothing) {
  CapturedStderr captured;
  log::configure({"info", "text"});
  log::debug("hidden");
  log::warn("odd_value", {
                             {"value", "{}%v"}
  });

  const std::string text = captured.text();
  BOOST_TEST(text.size() > 24u);
  BOOST_TEST(text.substr(23) == "Z warning odd_value value={}%v\n");
  BOOST_TEST(text[10] == 'T');
}

BOOST_AUTO_TEST_CASE(json_lines_are_one_object_each) {
  CapturedStderr captured;
  log::configure({"debug", "json"});
  log::debug("one", {
                        {"a", "b\"c"}
  });

  const std::string text = captured.text();
  BOOST_TEST(text.starts_with("{\"time\":\"2"));
  BOOST_TEST(text.substr(text.find(",\"level\"") + 1) ==
             "\"level\":\"debug\",\"event\":\"one\",\"a\":\"b\\\"c\"}\n");
}

BOOST_AUTO_TEST_SUITE_END()
