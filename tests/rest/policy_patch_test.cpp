#include "policies/json_text.h"
#include "policy_caller.h"

// rest.md section 4: "PATCH is RFC 6902 on the DTO".
namespace idm {
using namespace test;

// Not an unnamed namespace: lambdas of the test cases have it as a member.
namespace rest_policy_patch {

const std::string two_fields =
    R"([{"name":"a","isRequired":true,"attributes":{"x/y":{"~":[1,2,3]},"n":1.0}},{"name":"b"}])";

/// A policy with two fields, on which patches are tried.
struct Patched : PolicyCaller {
  explicit Patched(Dialect dialect = Dialect::Sqlite) : PolicyCaller(dialect) {
    with_fields(two_fields);
  }
  nlohmann::ordered_json stored() { return get(policies("CREATE")).json(); }
  std::string refusal(const std::string& patch) {
    const std::string before = get(policies("CREATE")).body;
    const RestReply reply = patched(patch);
    BOOST_TEST(reply.status == 400, patch << " " << reply.body);
    BOOST_TEST(get(policies("CREATE")).body == before, "nothing of it may stay: " << patch);
    return cause(reply);
  }
};

}  // namespace rest_policy_patch

BOOST_AUTO_TEST_SUITE(rest_policy_patch)

// "add, remove, replace, move, copy, test; JSON Pointer escapes ~0 ~1; - appends"
BOTH_DATABASES(every_operation_does_what_rfc_6902_says) {
  Patched rest(dialect);
  const auto reply = rest.patched(R"([
      {"op":"test","path":"/fields/0/name","value":"a","comment":"unknown members are passed by"},
      {"op":"add","path":"/fields/-","value":{"name":"c"}},
      {"op":"add","path":"/fields/0","value":{"name":"first"}},
      {"op":"replace","path":"/description","value":"now"},
      {"op":"remove","path":"/fields/1/attributes/x~1y/~0/0"},
      {"op":"copy","from":"/fields/1/attributes/x~1y","path":"/fields/2/attributes/copied"},
      {"op":"move","from":"/fields/3","path":"/fields/1"}])");
  BOOST_TEST(reply.status == 200, reply.body);
  const auto policy = rest.stored();
  BOOST_TEST(reply.json() == policy);
  BOOST_TEST(policy["description"] == "now");
  std::string names;
  for (const auto& field : policy["fields"]) names += field["name"].get<std::string>();
  BOOST_TEST(names == "firstcab");
  BOOST_TEST(policy["fields"][2]["attributes"].dump() == R"({"x/y":{"~":[2,3]},"n":1.0})");
  BOOST_TEST(policy["fields"][3]["attributes"].dump() == R"({"copied":{"~":[2,3]}})");
}

// "array index without leading zeros; all-or-nothing; a failing test, a missing target, an index
// past the end, a missing value/from, a move into its own child, a change of /usageType, or a
// result that is not a valid policy: 400"
BOTH_DATABASES(a_patch_that_cannot_be_done_changes_nothing) {
  Patched rest(dialect);
  const std::pair<const char*, const char*> cases[] = {
      {R"({"op":"test","path":"/name","value":"other"})",                            "operation 2 (test /name)"},
      {R"({"op":"remove","path":"/fields/2"})",                                      "there is nothing there"  },
      {R"({"op":"replace","path":"/nosuch","value":1})",                             "there is nothing there"  },
      {R"({"op":"add","path":"/nosuch/deeper","value":1})",                          "should hold it"          },
      {R"({"op":"add","path":"/fields/3","value":{"name":"z"}})",                    "is no index"             },
      {R"({"op":"add","path":"/fields/00","value":{"name":"z"}})",                   "is no index"             },
      {R"({"op":"replace","path":"/fields/01","value":{"name":"z"}})",               "there is nothing there"  },
      {R"({"op":"remove","path":"/fields/-"})",                                      "there is nothing there"  },
      {R"({"op":"add","path":"/fields/+1","value":{"name":"z"}})",                   "is no index"             },
      {R"({"op":"add","path":"/fields/18446744073709551616","value":{"name":"z"}})", "is no index"             },
      {R"({"op":"add","path":"/description"})",                                      "value is missing"        },
      {R"({"op":"move","path":"/description"})",                                     "from is missing"         },
      {R"({"op":"copy","path":"/description","from":"/nosuch"})",                    "nothing at from"         },
      {R"({"op":"move","from":"/fields/0","path":"/fields/0/attributes/x"})",        "own child"               },
      {R"({"op":"replace","path":"/usageType","value":"UPDATE"})",                   "cannot be changed"       },
      {R"({"op":"remove","path":"/usageType"})",                                     "usageType"               },
      {R"({"op":"remove","path":"/name"})",                                          "name is missing"         },
      {R"({"op":"remove","path":""})",                                               "usageType"               },
      {R"({"op":"replace","path":"/fields/0/type","value":"x"})",                    "there is nothing there"  },
      {R"({"op":"add","path":"/fields/0/type","value":"x"})",                        "field \"a\".type"        },
      {R"({"op":"add","path":"/fields/0/transform/type","value":"nosuch"})",         "transform"               },
      {R"({"op":"replace","path":"/fields","value":{}})",                            "fields must be an array" },
      {R"({"op":"increase","path":"/name","value":1})",                              "op must be"              },
      {R"({"op":"Add","path":"/description","value":"x"})",                          "op must be"              },
      {R"({"op":"add","path":"description","value":"x"})",                           "must begin with /"       },
      {R"({"op":"add","path":"/a~2","value":"x"})",                                  "~ in a path"             },
      {R"({"op":"add","value":"x"})",                                                "path is missing"         },
      {R"(1)",                                                                       "must be an object"       },
  };
  for (const auto& [operation, why] : cases) {
    const std::string said =
        rest.refusal(std::string(R"([{"op":"replace","path":"/description","value":"half"},)") +
                     operation + "]");
    BOOST_TEST(has_text(said, why), operation << ": " << said);
  }
  BOOST_TEST(has_text(rest.refusal("{}"), "array of operations"));
  BOOST_TEST(rest.patched(R"([{"op":"replace","path":"/usageType","value":"CREATE"}])").status ==
             200);
}

// "isRequired changes are ignored (POST and PUT store it)"
BOTH_DATABASES(whether_a_field_is_required_is_not_patched) {
  Patched rest(dialect);
  const auto required = [&](const std::string& patch) {
    const RestReply reply = rest.patched(patch);
    BOOST_TEST(reply.status == 200, patch << " " << reply.body);
    std::string all;
    const nlohmann::ordered_json policy = rest.stored();
    for (const auto& field : policy["fields"])
      all += field["name"].get<std::string>() + (field["isRequired"] == true ? "! " : " ");
    return all;
  };
  BOOST_TEST(required(R"([{"op":"replace","path":"/fields/0/isRequired","value":false},
                          {"op":"add","path":"/fields/1/isRequired","value":true},
                          {"op":"test","path":"/fields/0/isRequired","value":true}])") == "a! b ");
  BOOST_TEST(required(R"([{"op":"remove","path":"/fields/0/isRequired"},
                          {"op":"copy","from":"/fields/0/isRequired","path":"/fields/1/isRequired"}])") ==
             "a! b ");
  BOOST_TEST(
      required(R"([{"op":"replace","path":"/fields/1","value":{"name":"c","isRequired":true}},
                          {"op":"add","path":"/fields/-","value":{"name":"d","isRequired":true}}])") ==
      "a! c d ");
  BOOST_TEST(required(R"([{"op":"move","from":"/fields/0","path":"/fields/2"}])") == "c d a! ");
  BOOST_TEST(required(R"([{"op":"replace","path":"/fields","value":[{"name":"a"},
                          {"name":"c","isRequired":true}]}])") == "a! c ");
  BOOST_TEST(required(R"([{"op":"replace","path":"","value":{"name":"n","usageType":"CREATE",
                          "fields":[{"name":"x","isRequired":true},{"name":"a","isRequired":false}]}}])") ==
             "x a! ");
  rest.refusal(R"([{"op":"replace","path":"/fields/9/isRequired","value":true}])");
}

// "[] → 200 unchanged"; "application/json-patch+json (also application/json)"
BOTH_DATABASES(an_empty_patch_changes_nothing) {
  Patched rest(dialect);
  const std::string before = rest.get(rest.policies("CREATE")).body;
  const auto reply = rest.patched("[]");
  BOOST_TEST(reply.status == 200);
  BOOST_TEST(reply.body == before);
  BOOST_TEST(rest.patch(rest.policies("CREATE"), nlohmann::ordered_json::array()).body == before);
}

// "Deep equality in test is numeric for numbers, order-free for objects (… an order-keeping type
// may compare order, and integers beyond 64 bits may lose digits)"
BOOST_AUTO_TEST_CASE(test_compares_what_values_mean) {
  Patched rest;
  const auto add = [](const std::string& value) {
    return R"({"op":"add","path":"/fields/1/attributes/v","value":)" + value + "}";
  };
  const auto test = [](const std::string& value) {
    return R"({"op":"test","path":"/fields/1/attributes/v","value":)" + value + "}";
  };
  const std::pair<const char*, const char*> same[] = {
      {R"({"a":1,"b":[{"c":2,"d":null}]})", R"({"b":[{"d":null,"c":2.0}],"a":1})"},
      {"1",                                 "1.0"                                },
      {"100",                               "1e2"                                },
      {"-0.50",                             "-5E-1"                              },
      {"0",                                 "-0.0"                               },
      {"0",                                 "0e99999999999999999999"             },
      {"18446744073709551616",              "18446744073709551616.0"             },
      {"\"\\u0041\"",                       "\"A\""                              }
  };
  for (const auto& [a, b] : same) {
    const auto reply = rest.patched("[" + add(a) + "," + test(b) + "]");
    BOOST_TEST(reply.status == 200, a << " " << reply.body);
  }
  const std::pair<const char*, const char*> different[] = {
      {"18446744073709551617", "18446744073709551616"  },
      {"1",                    "\"1\""                 },
      {"[1,2]",                "[2,1]"                 },
      {"{\"a\":1}",            "{\"a\":1,\"b\":2}"     },
      {"1",                    "true"                  },
      {"null",                 "{}"                    },
      {"1",                    "-1"                    },
      {"0.1",                  "0.10000000000000000001"},
      {"1e-400",               "0"                     }
  };
  for (const auto& [a, b] : different)
    BOOST_TEST(
        has_text(rest.refusal("[" + add(a) + "," + test(b) + "]"), "the value there is another"),
        a << " " << b);
}

// Copies of copies, and places in places: neither memory nor the stack may end before the patch.
BOOST_AUTO_TEST_CASE(a_patch_cannot_grow_without_end) {
  Patched rest;
  std::string doubling, deeper, path = "/fields/0/attributes";
  for (int i = 0; i < 40; ++i) {
    doubling += std::string(i ? "," : "") + R"({"op":"copy","from":"/fields/0/attributes",)" +
                R"("path":"/fields/0/attributes/c)" + std::to_string(i) + "\"}";
    deeper +=
        std::string(i ? "," : "") + R"({"op":"add","path":")" + path + R"(/d","value":{"e":{}}})";
    path += "/d/e";
  }
  BOOST_TEST(has_text(rest.refusal("[" + doubling + "]"), "copies more than"));
  BOOST_TEST(has_text(rest.refusal("[" + deeper + "]"), "nested deeper than 64"));
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace idm
