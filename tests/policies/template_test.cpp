#include "policies/transform_bench.h"

using namespace idm;
using namespace idm::test;

namespace {

struct Templates : TransformBench {
  std::string render(const std::string& text, const std::string& more = "") {
    return apply("static", "\"value\":" + policies::Json(text).dump() + more);
  }
  std::string refusal(const std::string& text) {
    return why_not(R"({"type":"static","attributes":{"value":)" + policies::Json(text).dump() +
                   "}}");
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(templates, Templates)

// transforms.md 3: "`$x ${x} $!x $!{x}`"
BOOST_AUTO_TEST_CASE(references_have_four_spellings) {
  BOOST_TEST(render("$x ${x}s $!x $!{x}", R"(,"x":"a")") == "a as a a");
  BOOST_TEST(render("costs 5$ or $5, $ and ${}") == "costs 5$ or $5, $ and ${}");
  BOOST_TEST(render("\\$x #5") == "$x #5");
}

// "property and method chains (`$identity.manager.attributes.cc`,
// `$identity.getManager().getStringAttribute('cc')`, `$identity.getManagerStatus()`)"
BOOST_AUTO_TEST_CASE(chains_reach_the_manager) {
  give_chief();
  UserAttribute cost;
  cost.name = text("cc");
  cost.value = text("47");
  chief.attributes = {cost};
  BOOST_TEST(render("$identity.manager.attributes.cc") == "47");
  BOOST_TEST(render("$identity.getManager().getStringAttribute('cc')") == "47");
  BOOST_TEST(render("$identity.getManager().getAttribute(\"c$c\")", R"(,"c":"c")") == "47");
  BOOST_TEST(render("$identity.getManagerStatus() $identity.manager.getManagerStatus()") ==
             "false true");
  BOOST_TEST(render("$identity.firstname $identity.getFirstname() $identity.manager") ==
             "Kimberly Kimberly ada");
  BOOST_TEST(render("$field.name $application.name") == "field Directory");
}

// "`#if #elseif #else #{else} #end #foreach #set ##`, `== != < > <= >= && || !`, quoted strings"
BOOST_AUTO_TEST_CASE(directives_choose_repeat_and_set) {
  const std::string choice = "#if($n < 3)few#elseif($n <= 5)some#{else}many#end";
  BOOST_TEST(render(choice, R"(,"n":"2")") == "few");
  BOOST_TEST(render(choice, R"(,"n":5)") == "some");
  BOOST_TEST(render(choice, R"(,"n":"6")") == "many");
  BOOST_TEST(render("#foreach($x in ['a', \"b$y\"])<$x>#end", R"(,"y":"c")") == "<a><bc>");
  BOOST_TEST(render("#set($z = \"$y!\")$z", R"(,"y":"c")") == "c!");
  BOOST_TEST(render("a ## a comment\nb") == "a b");
  BOOST_TEST(render("#if(($a == 'x' && !($a != 'x')) || $a > 7)yes#else no#end", R"(,"a":"x")") ==
             "yes");
  BOOST_TEST(render("#if(2 >= 2 && 3 > 2 && true)1#end") == "1");
  BOOST_TEST(render("a\n#if(true)\nb\n#end\nc") == "a\nb\nc");
}

BOOST_AUTO_TEST_CASE(foreach_sees_all_values_of_an_attribute) {
  set("team", "red");
  set("team", "blue");
  BOOST_TEST(render("$identity.team:#foreach($t in $identity.team) $t#end") == "red: red blue");
}

BOOST_AUTO_TEST_CASE(a_loop_gives_its_variable_back) {
  BOOST_TEST(render("#foreach($x in [1, 2])$x#end$x", R"(,"x":"a")") == "12a");
  BOOST_TEST(render("#set($x = 7)#foreach($x in [1, 2])$x#end$x") == "127");
}

// "`$a.$b` is two references and a dot; `$a.org` is a property access: write `${a}.org`."
BOOST_AUTO_TEST_CASE(dots_between_references) {
  BOOST_TEST(render("$a.$b ${a}.org", R"(,"a":"x","b":"y")") == "x.y x.org");
  BOOST_TEST(has(refusal("$field.name.org"), "may not look into a text"));
}

// "Null or missing variable: rendering fails"; "an empty string variable … fails too, even inside
// `#if($x)`"; "DO fail the field, `$!x` → empty"
BOOST_AUTO_TEST_CASE(what_has_no_value_fails_unless_it_is_quiet) {
  BOOST_TEST(has(refusal("Hello $x"), "$x has no value"));
  BOOST_TEST(has(refusal("#if($x)a#end"), "$x has no value"));
  BOOST_TEST(
      has(why_not(R"({"type":"static","attributes":{"value":"$x","x":""}})"), "$x has no value"));
  BOOST_TEST(has(refusal("$identity.manager.uid"), "has no value"));
  BOOST_TEST(render("<$!x$!{identity.manager.uid}>#if($!x)a#{else}b#end") == "<>b");
}

// "values of fields earlier in the list by name"
BOOST_AUTO_TEST_CASE(earlier_fields_are_variables) {
  context.earlier["displayName"] = "kim";
  BOOST_TEST(render("$displayName@example.org") == "kim@example.org");
}

// "DO only whitelisted properties and getters: no reflection, no reachability of anything but
// identity data."
BOOST_AUTO_TEST_CASE(nothing_but_identity_data_can_be_reached) {
  BOOST_TEST(has(refusal("$identity.class"), "has no value"));
  BOOST_TEST(has(refusal("$identity.getClass().forName('x')"), "has no value"));
  BOOST_TEST(has(refusal("$identity.setStatus('x')"), "may not call setStatus()"));
  BOOST_TEST(has(refusal("$x.length()"), "has no value"));
}

BOOST_AUTO_TEST_CASE(what_is_no_template_is_refused_when_it_is_stored) {
  for (const char* text :
       {"#if(true)a", "#end", "#if(true)a#else b#else c#end", "#if()a#end", "#if($x =)a#end",
        "#foreach($x of $y)#end", "#set(x = 1)", "${x", "#if('a)b#end"})
    BOOST_CHECK_THROW(
        compile(R"({"type":"static","attributes":{"value":)" + policies::Json(text).dump() + "}}"),
        Error);
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "#if(true)";
  BOOST_TEST(has(refusal(deep), "nested too deeply"));
  BOOST_TEST(has(refusal("#if(" + std::string(5000, '(')), "nested too deeply"));
}

BOOST_AUTO_TEST_CASE(a_template_cannot_run_forever) {
  std::string items = "[1";
  for (int i = 0; i < 99; ++i) items += ",1";
  items += "]";
  const std::string nested = "#foreach($a in L)#foreach($b in L)#foreach($c in L)x#end#end#end";
  std::string all;
  for (const char c : nested) all += c == 'L' ? items : std::string(1, c);
  BOOST_TEST(has(refusal(all), "the template"));
}

BOOST_AUTO_TEST_SUITE_END()
