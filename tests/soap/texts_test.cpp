#include <boost/test/unit_test.hpp>

#include "http/media_type.h"
#include "soap/fault.h"
#include "soap/wire_values.h"
#include "support/reply_schema.h"

namespace idm::soap {
BOOST_AUTO_TEST_SUITE(soap_texts)

BOOST_AUTO_TEST_CASE(legal_text_stays_as_it_is) {
  const std::string text = "L\xC3\xB6velace \xF0\x9F\x98\x80 \xE2\x82\xAC\t\r\n";
  BOOST_TEST(legal_xml(text) == text);
}

BOOST_AUTO_TEST_CASE(what_xml_forbids_becomes_the_replacement_character) {
  const std::string mark = "\xEF\xBF\xBD";
  BOOST_TEST(legal_xml(std::string("a\0b", 3)) == "a" + mark + "b");
  BOOST_TEST(legal_xml("\x01") == mark);
  BOOST_TEST(legal_xml("\xC3") == mark);
  BOOST_TEST(legal_xml("\xC0\x80") == mark + mark);
  BOOST_TEST(legal_xml("\xED\xA0\x80") == mark + mark + mark);
  BOOST_TEST(legal_xml("\xEF\xBF\xBF") == mark + mark + mark);
  BOOST_TEST(legal_xml("\xF4\x90\x80\x80") == mark + mark + mark + mark);
}

BOOST_AUTO_TEST_CASE(a_fault_quotes_what_the_caller_sent_without_becoming_markup) {
  const Fault fault{Fault::Blame::Client, "<faultcode>&\"\x01 in <b>"};
  for (const bool soap12 : {false, true}) {
    const std::string document = fault_document(fault, soap12, "R1");
    BOOST_TEST(schema_violations(document) == "");
    BOOST_TEST(document.find("&lt;faultcode&gt;&amp;") != std::string::npos);
    BOOST_TEST(document.find("<requestId>R1</requestId>") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_fault_has_the_status_of_its_version) {
  const Fault client{Fault::Blame::Client, "x"}, server{Fault::Blame::Server, "x"},
      header{Fault::Blame::MustUnderstand, "x"};
  BOOST_TEST(fault_response(client, false, "R1").status == 500);
  BOOST_TEST(fault_response(client, true, "R1").status == 400);
  BOOST_TEST(fault_response(server, true, "R1").status == 500);
  BOOST_TEST(fault_response(header, true, "R1").status == 500);
}

BOOST_AUTO_TEST_CASE(a_media_type_is_read_whatever_its_case_and_quotes) {
  const http::MediaType type =
      http::parse_media_type("Text/XML ; action=\"a;charset=x\"; Charset = \"ISO-8859-1\"");
  BOOST_TEST(type.name == "text/xml");
  BOOST_TEST(type.charset == "iso-8859-1");
  BOOST_TEST(http::parse_media_type("").name == "");
  BOOST_TEST(http::parse_media_type("text/xml").charset == "");
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace idm::soap
