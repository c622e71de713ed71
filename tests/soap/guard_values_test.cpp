// What the guard does to values: empty, nil, spelt otherwise, out of bounds.
#include <boost/test/unit_test.hpp>

#include "guard_fixture.h"

using namespace guard_fixture;

BOOST_AUTO_TEST_SUITE(xml_guard_values)

// behaviour.md 1.12: an empty boolean is false, an empty int is 0; design.md section 3 "requests,
// leniency".
BOOST_AUTO_TEST_CASE(empty_booleans_and_ints_become_false_and_zero) {
  BOOST_TEST(added("<selected/><d:showInSearch/>") ==
             "<selected>false</selected><udto:showInSearch>0</udto:showInSearch>");
}

// toolchain.md 4.8: gSOAP faults on an empty enum or dateTime; the guard leaves them out.
BOOST_AUTO_TEST_CASE(empty_enums_and_dates_are_left_out) {
  BOOST_TEST(added("<d:status/><d:birthdate>  </d:birthdate><provisionModel></provisionModel>") ==
             "");
}

BOOST_AUTO_TEST_CASE(empty_strings_stay) {
  BOOST_TEST(added("<d:firstName/><d:lastName> </d:lastName>") ==
             "<udto:firstName></udto:firstName><udto:lastName> </udto:lastName>");
}

// behaviour.md 1.12: boolean accepts true and 1 with blanks around; any letter case is ours.
BOOST_AUTO_TEST_CASE(booleans_are_read_in_any_case) {
  for (const char* text : {"true", "TRUE", "True", "1", " 1\n"})
    BOOST_TEST(added("<selected>" + std::string(text) + "</selected>") ==
               "<selected>true</selected>");
  for (const char* text : {"false", "FALSE", "0", " false "})
    BOOST_TEST(added("<selected>" + std::string(text) + "</selected>") ==
               "<selected>false</selected>");
}

BOOST_AUTO_TEST_CASE(what_is_no_boolean_is_refused_by_name_and_line) {
  for (const char* text : {"yes", "2", "tru", "truee", "\xC3\xA4"})
    BOOST_TEST(added("<selected>" + std::string(text) + "</selected>") ==
               "refused: element 'selected' (no namespace) at line 2 is not a boolean: true, "
               "false, 1 or 0");
}

BOOST_AUTO_TEST_CASE(ints_are_checked_for_form_and_range) {
  for (const char* text : {"0", "-1", "+7", "2147483647", "-2147483648", " 5 "}) {
    const std::string result = added("<d:delAdmin>" + std::string(text) + "</d:delAdmin>");
    BOOST_TEST(result.starts_with("<udto:delAdmin>"), text << ": " << result);
  }
  for (const char* text : {"2147483648", "-2147483649", "1.0", "true", "+-1", "0x1", "1 2"})
    BOOST_TEST(added("<d:delAdmin>" + std::string(text) + "</d:delAdmin>") ==
               "refused: element 'delAdmin' (urn:idm.openiam.org/srvc/user/dto) at line 2 is not "
               "an integer from "
               "-2147483648 to 2147483647");
}

// design.md section 3 "seed spellings": any letter case of enum literals; output uses the WSDL's.
BOOST_AUTO_TEST_CASE(enum_literals_are_folded_to_the_exact_one) {
  BOOST_TEST(added("<d:status>ACTIVE</d:status>") == "<udto:status>active</udto:status>");
  BOOST_TEST(added("<d:secondaryStatus> Locked_Admin </d:secondaryStatus>") ==
             "<udto:secondaryStatus>locked_admin</udto:secondaryStatus>");
}

BOOST_AUTO_TEST_CASE(the_seeds_lock_literals_are_understood) {
  const auto lock = [](const std::string& literal) {
    return passed("<p:lockUser><userId>1</userId><operation>" + literal +
                  "</operation></p:lockUser>");
  };
  const auto as = [](const std::string& literal) {
    return "<prov:lockUser><userId>1</userId><operation>" + literal +
           "</operation></prov:lockUser>";
  };
  BOOST_TEST(lock("LOCK") == as("locked"));
  BOOST_TEST(lock("LOCK_ADMIN") == as("locked_admin"));
  BOOST_TEST(lock("UNLOCK") == as("unlock"));
  BOOST_TEST(lock("Locked") == as("locked"));
}

// design.md section 3 "bad ids": an unknown enum literal is a Client fault naming element and line.
BOOST_AUTO_TEST_CASE(an_unknown_literal_is_refused_with_the_known_ones) {
  BOOST_TEST(passed("<p:lockUser><operation>freeze</operation></p:lockUser>") ==
             "refused: element 'operation' (no namespace) at line 2 holds 'freeze', which is not "
             "one of locked, "
             "unlock, locked_admin");
}

// behaviour.md 1.12: dates accept date-only and zone-less forms.
BOOST_AUTO_TEST_CASE(dates_pass_in_every_form_of_the_contract) {
  for (const char* text :
       {"2024-02-29T13:30:00Z", "2024-02-29", "2024-02-29+02:00", "2024-02-29Z",
        "2024-02-29T00:00:00", "1969-12-31T23:59:59.123456789-04:00", "0001-01-01T00:00:00Z",
        "9999-12-31T24:00:00Z", "2000-02-29T00:00:00+14:00"})
    BOOST_TEST(added("<d:birthdate> " + std::string(text) + "\n</d:birthdate>") ==
               "<udto:birthdate>" + std::string(text) + "</udto:birthdate>");
}

BOOST_AUTO_TEST_CASE(bad_dates_are_refused) {
  for (const char* text : {"2023-02-29",
                           "1900-02-29",
                           "2024-13-01",
                           "2024-00-01",
                           "2024-01-32",
                           "0000-01-01",
                           "10000-01-01",
                           "-0044-03-15",
                           "24-01-01",
                           "2024-01-01T25:00:00",
                           "2024-01-01T24:00:01",
                           "2024-01-01T10:60:00",
                           "2024-01-01T10:00",
                           "2024-01-01T10:00:00.",
                           "2024-01-01 10:00:00",
                           "2024-01-01T10:00:00+15:00",
                           "2024-01-01T10:00:00+14:01",
                           "2024-01-01T10:00:00z",
                           "01/02/2024",
                           "null"}) {
    const std::string result = added("<d:birthdate>" + std::string(text) + "</d:birthdate>");
    BOOST_TEST(
        result.starts_with(
            "refused: element 'birthdate' (urn:idm.openiam.org/srvc/user/dto) at line 2 is not a "
            "date and time"),
        text << ": " << result);
  }
}

// design.md section 3 "literal text null": xsi:nil clears too; behaviour.md 5: the date and the
// numbers that clear.
BOOST_AUTO_TEST_CASE(nil_clears_in_modify_user) {
  BOOST_TEST(modified("<d:firstName xsi:nil=\"true\"/>") ==
             "<udto:firstName>null</udto:firstName>");
  BOOST_TEST(modified("<d:birthdate xsi:nil=\"1\"/>") ==
             "<udto:birthdate>1970-01-01T00:00:00Z</udto:birthdate>");
  BOOST_TEST(
      modified("<d:showInSearch xsi:nil=\"true\"/><d:delAdmin xsi:nil=\"true\"/>") ==
      "<udto:showInSearch>-999999</udto:showInSearch><udto:delAdmin>-999999</udto:delAdmin>");
  BOOST_TEST(modified("<d:status xsi:nil=\"true\"/><selected xsi:nil=\"true\"/>") == "");
  BOOST_TEST(
      modified(
          "<d:phones xsi:nil=\"true\"/><d:userAttributes xsi:nil=\"true\"></d:userAttributes>") ==
      "");
}

BOOST_AUTO_TEST_CASE(nil_never_becomes_a_password_or_a_key) {
  BOOST_TEST(modified("<password xsi:nil=\"true\"/><d:userId xsi:nil=\"true\"/><requestId "
                      "xsi:nil=\"true\"/>") == "");
  BOOST_TEST(
      modified("<d:principalList><id><login xsi:nil=\"true\"/></id><password xsi:nil=\"true\"/>"
               "</d:principalList>") == "<udto:principalList><id></id></udto:principalList>");
}

BOOST_AUTO_TEST_CASE(nil_is_absent_elsewhere) {
  BOOST_TEST(added("<d:firstName xsi:nil=\"true\"/><d:birthdate xsi:nil=\"true\"/><d:delAdmin "
                   "xsi:nil=\"true\"/>"
                   "<selected xsi:nil=\"true\"/><notifyTargetSystems xsi:nil=\"true\"/>") == "");
  BOOST_TEST(added("<d:firstName xsi:nil=\"true\"/><d:firstName>A</d:firstName>") ==
             "<udto:firstName>A</udto:firstName>");
  BOOST_TEST(added("<d:firstName xsi:nil=\"false\">A</d:firstName>") ==
             "<udto:firstName>A</udto:firstName>");
}

BOOST_AUTO_TEST_CASE(nil_with_content_is_refused) {
  BOOST_TEST(modified("<d:firstName xsi:nil=\"true\">A</d:firstName>")
                 .starts_with("refused: element 'firstName'"));
  BOOST_TEST(modified("<d:phones xsi:nil=\"true\"><c:name>x</c:name></d:phones>")
                 .find("is nil and yet has content") != std::string::npos);
}

// design.md section 3 "literal text null": clients clear with it today, so it passes untouched.
BOOST_AUTO_TEST_CASE(the_text_null_passes) {
  BOOST_TEST(modified("<d:firstName>null</d:firstName>") ==
             "<udto:firstName>null</udto:firstName>");
}

// design.md section 3 "requests, leniency": missing required scalars take OpenIAM's defaults; two
// of them are true.
BOOST_AUTO_TEST_CASE(true_defaults_are_written_out) {
  BOOST_TEST(
      passed("<p:addUser><user/></p:addUser>") ==
      "<prov:addUser><user><notifyTargetSystems>true</notifyTargetSystems></user></prov:addUser>");
  BOOST_TEST(
      passed(
          "<p:addUser><user><notifyTargetSystems>false</notifyTargetSystems></user></p:addUser>") ==
      "<prov:addUser><user><notifyTargetSystems>false</notifyTargetSystems></user></prov:addUser>");
  BOOST_TEST(
      passed("<p:addUser><user><notifyTargetSystems/></user></p:addUser>") ==
      "<prov:addUser><user><notifyTargetSystems>false</notifyTargetSystems></user></prov:addUser>");
  BOOST_TEST(
      passed(
          "<p:setPassword><passwordSync><principal>x</principal></passwordSync></p:setPassword>") ==
      "<prov:setPassword><passwordSync><principal>x</principal><passThruAttributes>true</"
      "passThruAttributes>"
      "</passwordSync></prov:setPassword>");
}

// design.md section 3 "addUserWithDependent": absent means true; updateUserWithDependent likewise
// (docs/decisions/0014).
BOOST_AUTO_TEST_CASE(dependency_is_true_when_absent) {
  for (const std::string name :
       {"addUserWithDependent", "addUserWithDependant", "updateUserWithDependent"}) {
    BOOST_TEST(passed("<u:" + name + "/>", Service::UserData) ==
               "<usersvc:" + name + "><dependency>true</dependency></usersvc:" + name + ">");
    BOOST_TEST(passed("<u:" + name + "><dependency/></u:" + name + ">", Service::UserData) ==
               "<usersvc:" + name + "><dependency>false</dependency></usersvc:" + name + ">");
  }
}

// design.md section 3 "bad ids": too long is a Client fault naming element, limit and line.
BOOST_AUTO_TEST_CASE(too_long_a_value_is_refused_by_characters) {
  const std::string umlauts = repeated("\xC3\xA4", 100);
  BOOST_TEST(added("<d:firstName>" + umlauts + "</d:firstName>") ==
             "<udto:firstName>" + umlauts + "</udto:firstName>");
  BOOST_TEST(added("\n<d:firstName>" + umlauts + "x</d:firstName>") ==
             "refused: element 'firstName' (urn:idm.openiam.org/srvc/user/dto) at line 3 is longer "
             "than 100 characters");
  BOOST_TEST(added("<d:userAttributes><d:userAttributeEntry key=\"" + repeated("k", 51) +
                   "\"/></d:userAttributes>") ==
             "refused: attribute 'key' of element 'userAttributeEntry' "
             "(urn:idm.openiam.org/srvc/user/dto) at line 2 is "
             "longer than 50 characters");
}

// design.md section 3: "wrongly qualified elements are refused": the key would be lost in silence.
BOOST_AUTO_TEST_CASE(an_attribute_of_ours_has_no_prefix) {
  BOOST_TEST(added("<d:userAttributes><d:userAttributeEntry d:key=\"q\"/></d:userAttributes>") ==
             "refused: attribute 'key' of element 'userAttributeEntry' "
             "(urn:idm.openiam.org/srvc/user/dto) at line 2 has a namespace "
             "(urn:idm.openiam.org/srvc/user/dto); it is known without a prefix");
}

// behaviour.md 4.2: "Text `null` in any case: column set to NULL", also of one too narrow for it
BOOST_AUTO_TEST_CASE(the_word_that_clears_may_be_longer_than_the_field) {
  BOOST_TEST(modified("<d:sex>Null</d:sex>") == "<udto:sex>Null</udto:sex>");
  BOOST_TEST(modified("<d:sex>nul</d:sex>").starts_with("refused: element 'sex'"));
  BOOST_TEST(added("<d:sex>null</d:sex>").starts_with("refused: element 'sex'"));
}

// behaviour.md 2: "DO check lengths yourself on SQLite"
BOOST_AUTO_TEST_CASE(what_is_stored_of_callers_and_roles_fits_its_columns) {
  const std::string caller = repeated("c", 40), status = repeated("s", 20);
  BOOST_TEST(passed("<p:deleteUser><requestorId>" + caller + "</requestorId></p:deleteUser>")
                 .find(caller) != std::string::npos);
  BOOST_TEST(passed("<p:deleteUser><requestorId>" + caller + "c</requestorId></p:deleteUser>")
                 .starts_with("refused: element 'requestorId'"));
  const auto role = [](const std::string& value) {
    return added("<memberOfRoles><r:status xmlns:r=\"urn:idm.openiam.org/srvc/role/dto\">" + value +
                 "</r:status></memberOfRoles>");
  };
  BOOST_TEST(role(status).find(status) != std::string::npos);
  BOOST_TEST(role(status + "s").starts_with("refused: element 'status'"));
}

BOOST_AUTO_TEST_CASE(passwords_may_be_longer_than_their_old_column) {
  BOOST_TEST(added("<password>" + repeated("p", 256) + "</password>").starts_with("<password>"));
  BOOST_TEST(added("<password>" + repeated("p", 257) + "</password>") ==
             "refused: element 'password' (no namespace) at line 2 is longer than 256 characters");
}

BOOST_AUTO_TEST_CASE(what_one_searches_for_has_no_limit) {
  const std::string name = repeated("n", 5000);
  BOOST_TEST(passed("<u:search><search><d:firstName>" + name + "</d:firstName></search></u:search>",
                    Service::UserData) == "<usersvc:search><search><udto:firstName>" + name +
                                              "</udto:firstName></search></usersvc:search>");
}

// behaviour.md 1.20: the key, not the name, selects the entry.
BOOST_AUTO_TEST_CASE(the_key_of_an_attribute_entry_is_kept) {
  BOOST_TEST(
      added("<d:userAttributes><d:userAttributeEntry key=\"a&amp;&quot;&#10;b\" "
            "other=\"x\"><d:userAttribute>"
            "<d:value>v</d:value></d:userAttribute></d:userAttributeEntry></d:userAttributes>") ==
      "<udto:userAttributes><udto:userAttributeEntry "
      "key=\"a&amp;&quot;&#10;b\"><udto:userAttribute>"
      "<udto:value>v</udto:value></udto:userAttribute></udto:userAttributeEntry></"
      "udto:userAttributes>");
}

BOOST_AUTO_TEST_SUITE_END()
