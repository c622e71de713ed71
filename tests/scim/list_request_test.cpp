#include "scim/list_request.h"

#include <boost/test/unit_test.hpp>
#include <map>

#include "scim/error.h"

namespace idm::scim {
namespace {

using Parameters = std::multimap<std::string, std::string>;

ListRequest asked(const Parameters& parameters) {
  return read_list_parameters([&](const char* name) {
    std::vector<std::string> values;
    const auto [begin, end] = parameters.equal_range(name);
    for (auto at = begin; at != end; ++at) values.push_back(at->second);
    return values;
  });
}

template <class Work>
std::string refused(Work work) {
  try {
    work();
  } catch (const Refusal& refusal) {
    BOOST_TEST(refusal.status() == 400);
    return std::string(refusal.scim_type());
  }
  return "accepted";
}

std::string refused(const Parameters& parameters) {
  return refused([&] { asked(parameters); });
}

BOOST_AUTO_TEST_SUITE(scim_list_requests)

// 1.6: "startIndex (1-based, <1 -> 1), count (<0 -> 0; absent -> 100; above filter.maxResults 1000
// -> capped)"
BOOST_AUTO_TEST_CASE(numbers_are_brought_into_range) {
  BOOST_TEST(asked({}).count == 100);
  BOOST_TEST(asked({}).start_index == 1);
  BOOST_TEST(asked({
                       {"count", "-5"}
  })
                 .count == 0);
  BOOST_TEST(asked({
                       {"count", "0"}
  })
                 .count == 0);
  BOOST_TEST(asked({
                       {"count", "7"}
  })
                 .count == 7);
  BOOST_TEST(asked({
                       {"count", "1001"}
  })
                 .count == 1000);
  BOOST_TEST(asked({
                       {"count", "99999999999999999999"}
  })
                 .count == 1000);
  BOOST_TEST(asked({
                       {"startIndex", "0"}
  })
                 .start_index == 1);
  BOOST_TEST(asked({
                       {"startIndex", "-99999999999999999999"}
  })
                 .start_index == 1);
  BOOST_TEST(asked({
                       {"startIndex", "12"}
  })
                 .start_index == 12);
}

// "Non-numeric value: 400 invalidValue." "Errors, all 400: invalidCursor, expiredCursor,
// invalidCount." "Both cursor and startIndex in one request: 400 invalidCursor."
BOOST_AUTO_TEST_CASE(what_is_no_number_is_refused) {
  for (const char* text : {"x", "", "1.5", "1x", "+-1"}) {
    BOOST_TEST(refused({
                   {"count", text}
    }) == "invalidValue",
               text);
    BOOST_TEST(refused({
                   {"startIndex", text}
    }) == "invalidValue",
               text);
    BOOST_TEST(refused({
                   {"count",  text},
                   {"cursor", ""  }
    }) == "invalidCount",
               text);
  }
  BOOST_TEST(refused({
                 {"count",  "-1"},
                 {"cursor", ""  }
  }) == "invalidCount");
  BOOST_TEST(refused({
                 {"cursor",     "" },
                 {"startIndex", "1"}
  }) == "invalidCursor");
  BOOST_TEST(refused({
                 {"sortOrder", "upwards"}
  }) == "invalidValue");
  BOOST_TEST(refused({
                 {"filter", "userName eq"}
  }) == "invalidFilter");
  BOOST_TEST(refused({
                 {"filter", ""}
  }) == "invalidFilter");
}

BOOST_AUTO_TEST_CASE(everything_else_is_taken_as_it_is) {
  const ListRequest request = asked({
      {"filter",             "title pr"  },
      {"sortBy",             "userName"  },
      {"sortOrder",          "Descending"},
      {"cursor",             "abc"       },
      {"attributes",         "a,b"       },
      {"attributes",         "c"         },
      {"excludedAttributes", "d,e"       }
  });
  BOOST_TEST(request.filter_text == "title pr");
  BOOST_TEST(request.filter.has_value());
  BOOST_TEST(request.sort_by == "userName");
  BOOST_TEST(!request.ascending);
  BOOST_TEST(request.cursor.value() == "abc");
  BOOST_TEST(request.attributes.size() == 2u);
  BOOST_TEST(request.excluded_attributes.front() == "d,e");
}

BOOST_AUTO_TEST_CASE(a_search_says_the_same_in_a_body) {
  const ListRequest request = read_search(Json::parse(R"({
      "schemas": ["urn:ietf:params:scim:api:messages:2.0:SearchRequest"], "filter": "title pr",
      "startIndex": 3, "COUNT": "20", "sortBy": "title", "sortOrder": "descending",
      "attributes": ["userName", "title"], "cursor": null})"));
  BOOST_TEST(request.filter_text == "title pr");
  BOOST_TEST(request.start_index == 3);
  BOOST_TEST(request.count == 20);
  BOOST_TEST(request.sort_by == "title");
  BOOST_TEST(!request.ascending);
  BOOST_TEST(!request.cursor.has_value());
  BOOST_TEST(request.attributes.size() == 2u);
  const auto refused_search = [](const char* body) {
    return refused([&] { read_search(Json::parse(body)); });
  };
  BOOST_TEST(refused_search("[]") == "invalidSyntax");
  BOOST_TEST(refused_search(R"({"schemas": ["urn:x"]})") == "invalidSyntax");
  BOOST_TEST(refused_search(R"({"count": "many"})") == "invalidValue");
  BOOST_TEST(refused_search(R"({"count": 1.5})") == "invalidValue");
  BOOST_TEST(refused_search(R"({"filter": 5})") == "invalidValue");
  BOOST_TEST(refused_search(R"({"attributes": [5]})") == "invalidValue");
  BOOST_TEST(refused_search(R"({"cursor": "", "startIndex": 1})") == "invalidCursor");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace idm::scim
