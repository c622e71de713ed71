#include "policies/transform_bench.h"

using namespace idm;
using namespace idm::test;

BOOST_FIXTURE_TEST_SUITE(string_transforms, TransformBench)

// transforms.md 4.5: "`ÆON` lower → `æon`"; "DO root locale, full Unicode".
BOOST_AUTO_TEST_CASE(lower_and_upper_know_all_of_unicode) {
  BOOST_TEST(apply("lower", "", "ÆON") == "æon");
  BOOST_TEST(apply("upper", "", "straße") == "STRASSE");
  BOOST_TEST(apply("upper", "", "i") == "I");
}

// "null in → null out"
BOOST_AUTO_TEST_CASE(nothing_in_is_nothing_out) {
  for (const char* transform :
       {R"({"type":"lower"})",
        R"({"type":"upper"})",
        R"({"type":"trim"})",
        R"({"type":"substring","attributes":{"begin":1}})",
        R"({"type":"indexOf","attributes":{"substring":"a"}})",
        R"({"type":"lastIndexOf","attributes":{"substring":"a"}})",
        R"({"type":"leftPad","attributes":{"length":3}})",
        R"({"type":"rightPad","attributes":{"length":3}})",
        R"({"type":"base64Encode"})",
        R"({"type":"base64Decode"})",
        R"({"type":"decomposeDiacriticalMarks"})",
        R"({"type":"normalizeNames"})",
        R"({"type":"replace","attributes":{"regex":"a","replacement":"b"}})",
        R"({"type":"replaceAll","attributes":{"table":{"a":"b"}}})",
        R"({"type":"split","attributes":{"delimiter":",","index":0}})",
        R"({"type":"dateFormat"})",
        R"({"type":"dateMath","attributes":{"expression":"+1d"}})",
        R"({"type":"e164phone"})",
        R"({"type":"iso3166"})",
        R"({"type":"rfc5646"})"})
    BOOST_TEST(!run(transform).has_value(), transform);
}

BOOST_AUTO_TEST_CASE(an_empty_text_is_a_text) {
  for (const char* type : {"lower", "upper", "trim", "base64Encode", "base64Decode",
                           "decomposeDiacriticalMarks", "normalizeNames"})
    BOOST_TEST(apply(type, "", "") == "", type);
  BOOST_TEST(apply("leftPad", R"("length":2,"padding":"x")", "") == "xx");
  BOOST_TEST(apply("substring", R"("begin":0)", "") == "");
  BOOST_TEST(apply("split", R"("delimiter":",","index":0)", "") == "");
}

// "White space at both ends. `"  a b "` → `a b`"
BOOST_AUTO_TEST_CASE(trim_takes_white_space_from_both_ends) {
  BOOST_TEST(apply("trim", "", "  a b ") == "a b");
  BOOST_TEST(apply("trim", "", "\u00a0\ta\n") == "a");
  BOOST_TEST(apply("trim", "", "   ") == "");
}

// "`abcdefgh`, begin 1, beginOffset 1, end 4, endOffset 1 → `cde`"
BOOST_AUTO_TEST_CASE(substring_adds_its_offsets) {
  BOOST_TEST(apply("substring", R"("begin":1,"beginOffset":1,"end":4,"endOffset":1)", "abcdefgh") ==
             "cde");
  BOOST_TEST(apply("substring", R"("begin":"1","end":"3")", "abc") == "bc");  // "8" against 8
  BOOST_TEST(apply("substring", R"("begin":-1,"beginOffset":2,"end":-1,"endOffset":-2)", "abc") ==
             "abc");
  BOOST_TEST(apply("substring", R"("start":1)", "abc") == "bc");
}

// "DO end beyond length = length, begin beyond length or begin > end = error"
BOOST_AUTO_TEST_CASE(substring_refuses_to_begin_behind_the_end) {
  BOOST_TEST(apply("substring", R"("begin":1,"end":99)", "abc") == "bc");
  BOOST_TEST(apply("substring", R"("begin":3)", "abc") == "");
  for (const char* range : {R"("begin":4)", R"("begin":2,"end":1)"})
    BOOST_TEST(
        has(why_not(std::string(R"({"type":"substring","attributes":{)") + range + "}}", "abc"),
            "do not fit a text of 3 characters"));
  BOOST_TEST(has(why_not(R"({"type":"substring","attributes":{}})"), "lacks begin"));
  BOOST_TEST(has(why_not(R"({"type":"substring","attributes":{"begin":"one"}})"),
                 "transform.attributes.begin: \"one\" is not a whole number"));
}

// "DO allow [a nested transform] for substring's begin/end too (indexOf is documented as its
// partner)"
BOOST_AUTO_TEST_CASE(substring_takes_its_ends_from_other_transforms) {
  BOOST_TEST(apply("substring",
                   R"("begin":0,"end":{"type":"indexOf","attributes":{"substring":"@"}})",
                   "kim@example.org") == "kim");
}

// "`banana`, `an` → `1` / `3`"; "`-1` if absent. Case-sensitive."; "DO count code points"
BOOST_AUTO_TEST_CASE(positions_count_code_points) {
  BOOST_TEST(apply("indexOf", R"("substring":"an")", "banana") == "1");
  BOOST_TEST(apply("lastIndexOf", R"("substring":"an")", "banana") == "3");
  BOOST_TEST(apply("indexOf", R"("substring":"AN")", "banana") == "-1");
  BOOST_TEST(apply("indexOf", R"("substring":"b")", "å😀b") == "2");
}

// "`42`, 5, `0` → `00042` / `42000`"; "Longer input stays as it is"
BOOST_AUTO_TEST_CASE(padding_fills_up_and_never_cuts) {
  BOOST_TEST(apply("leftPad", R"("length":"5","padding":"0")", "42") == "00042");
  BOOST_TEST(apply("rightPad", R"("length":5,"padding":"0")", "42") == "42000");
  BOOST_TEST(apply("leftPad", R"("length":3)", "å") == "  å");
  BOOST_TEST(apply("leftPad", R"("length":1)", "abc") == "abc");
  BOOST_TEST(has(why_not(R"({"type":"leftPad","attributes":{"length":5,"padding":"ab"}})"),
                 "one character"));
}

// "`Åse` → `w4VzZQ==` and back. Bad base64: DO error."
BOOST_AUTO_TEST_CASE(base64_goes_there_and_back) {
  BOOST_TEST(apply("base64Encode", "", "Åse") == "w4VzZQ==");
  BOOST_TEST(apply("base64Decode", "", "w4VzZQ==") == "Åse");
  BOOST_TEST(has(why_not(R"({"type":"base64Decode"})", "*"), "no base64"));
}

// "`Ålesund Ørsta` → `Alesund Ørsta`; `ﬁ` → `fi`"
BOOST_AUTO_TEST_CASE(decomposition_drops_marks_and_keeps_letters) {
  BOOST_TEST(apply("decomposeDiacriticalMarks", "", "Ålesund Ørsta") == "Alesund Ørsta");
  BOOST_TEST(apply("decomposeDiacriticalMarks", "", "ﬁ") == "fi");
}

// "`ANNE-marie VON o'neil iii` → `Anne-Marie von O'Neil III`"; "MC/MAC of a patronymic"
BOOST_AUTO_TEST_CASE(names_get_their_capitals) {
  BOOST_TEST(apply("normalizeNames", "", "ANNE-marie VON o'neil iii") ==
             "Anne-Marie von O'Neil III");
  BOOST_TEST(apply("normalizeNames", "", "mcdonald") == "McDonald");
  BOOST_TEST(apply("normalizeNames", "", "MACGYVER") == "MacGyver");
  BOOST_TEST(apply("normalizeNames", "", "ÅSE DE LA CRUZ") == "Åse de la Cruz");
}

// "All occurrences, Java regex syntax"; "regex `[^0-9]`, replacement "" on `+47 12-34` → `471234`"
BOOST_AUTO_TEST_CASE(replace_replaces_every_match) {
  BOOST_TEST(apply("replace", R"("regex":"[^0-9]","replacement":"")", "+47 12-34") == "471234");
  BOOST_TEST(apply("replace", R"("regex":"x*","replacement":"-")", "aå") == "-a-å-");
}

// "DO support `$n` when it is not a known variable"
BOOST_AUTO_TEST_CASE(a_replacement_may_name_groups_and_variables) {
  BOOST_TEST(apply("replace", R"j("regex":"(\\w+) (\\w+)","replacement":"$2, $1")j", "Kim Oda") ==
             "Oda, Kim");
  BOOST_TEST(apply("replace", R"("regex":"Kim","replacement":"$x","x":"Sam")", "Kim Oda") ==
             "Sam Oda");
  BOOST_TEST(apply("replace", R"j("regex":"(?<n>o)","replacement":"0")j", "oo") == "00");
  BOOST_TEST(
      has(why_not(R"({"type":"replace","attributes":{"regex":"a","replacement":"$1"}})", "a"),
          "no group $1"));
}

// "DO use a linear-time regex engine and refuse look-around and back-references on save"
BOOST_AUTO_TEST_CASE(look_around_and_back_references_are_refused) {
  for (const char* regex : {"a(?=b)", "(?<=a)b", "(?!a)b", "(a)\\\\1"})
    BOOST_TEST(has(why_not(std::string(R"({"type":"replace","attributes":{"regex":")") + regex +
                           R"(","replacement":""}})"),
                   "transform.attributes.regex: the regular expression"));
  BOOST_TEST(has(why_not(R"({"type":"split","attributes":{"delimiter":"(a)\\1","index":0}})"),
                 "delimiter: the regular expression"));
  BOOST_TEST(has(why_not(R"j({"type":"replaceAll","attributes":{"table":{"a(?=b)":""}}})j"),
                 "the regular expression"));
}

// A pattern for which backtracking engines take ages.
BOOST_AUTO_TEST_CASE(hard_patterns_take_no_time) {
  const std::string input(100000, 'a');
  BOOST_TEST(apply("replace", R"("regex":"(a|aa)+$","replacement":"")", input + "b") ==
             input + "b");
}

// "`{"å":"a","\\s+":"_"}` on `på vei` → `pa_vei`"; "Missing or empty table: input unchanged"; "DO
// table order, each on the result of the one before"
BOOST_AUTO_TEST_CASE(replace_all_goes_through_its_table) {
  BOOST_TEST(apply("replaceAll", R"("table":{"å":"a","\\s+":"_"})", "på vei") == "pa_vei");
  BOOST_TEST(apply("replaceAll", R"("table":{"a":"b","b":"c"})", "ab") == "cc");
  BOOST_TEST(apply("replaceAll", R"("table":{"b":"c","a":"b"})", "ab") == "bc");
  BOOST_TEST(apply("replaceAll", R"("table":{})", "ab") == "ab");
  BOOST_TEST(apply("replaceAll", "", "ab") == "ab");
}

// "`a;b;c`, `;`, 1 → `b`; index 5, throws false → null"; "DO true"; "DO drop, as Java"
BOOST_AUTO_TEST_CASE(split_picks_a_part) {
  BOOST_TEST(apply("split", R"("delimiter":";","index":1)", "a;b;c") == "b");
  BOOST_TEST(apply("split", R"("delimiter":";","index":"5","throws":"false")", "a;b;c") ==
             "(null)");
  BOOST_TEST(has(why_not(R"({"type":"split","attributes":{"delimiter":";","index":5}})", "a;b;c"),
                 "no part 5 among 3"));
  BOOST_TEST(apply("split", R"("delimiter":"|","index":1)", "a|b") == "b");
  BOOST_TEST(apply("split", R"("delimiter":"[,;] *","index":1)", "a, b") == "b");
  BOOST_TEST(apply("split", R"("delimiter":";","index":2,"throws":false)", "a;b;;") == "(null)");
  BOOST_TEST(apply("split", R"("delimiter":";","index":0)", ";b") == "");
}

// 4.7: "`getEndOfString`, 3 on `abcdef` → `def`"; "n > length → null"
BOOST_AUTO_TEST_CASE(the_end_of_a_string) {
  const std::string rule =
      R"("name":"Cloud Services Deployment Utility","operation":"getEndOfString","numChars":)";
  BOOST_TEST(apply("rule", rule + "\"3\"", "abcdef") == "def");
  BOOST_TEST(apply("rule", rule + "2", "aåé") == "åé");
  BOOST_TEST(apply("rule", rule + "3", "ab") == "(null)");
  BOOST_TEST(apply("rule", rule + R"(1,"input":"xyz")", "ab") == "z");
}

BOOST_AUTO_TEST_SUITE_END()
