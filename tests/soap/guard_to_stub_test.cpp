// What the guard lets through is what gSOAP's stubs then hold.
#include <boost/test/unit_test.hpp>
#include <memory>
#include <sstream>

#include "guard_fixture.h"
#include "soap/soapH.h"

using namespace guard_fixture;

namespace {

/// A gSOAP context that has read the Body's one element.
template <typename Wrapper>
struct Stub {
  explicit Stub(const Guarded& guarded, const char* tag)
      : text(guarded.envelope), request(new Wrapper) {
    soap_init2(&context, SOAP_C_UTFSTRING | SOAP_ENC_PLAIN, SOAP_C_UTFSTRING | SOAP_ENC_PLAIN);
    soap_set_namespaces(&context, namespaces);
    context.is = &text;
    request->soap_default(&context);
    read = soap_begin_recv(&context) == SOAP_OK && soap_envelope_begin_in(&context) == SOAP_OK &&
           soap_recv_header(&context) == SOAP_OK && soap_body_begin_in(&context) == SOAP_OK &&
           request->soap_get(&context, tag, nullptr) != nullptr &&
           soap_body_end_in(&context) == SOAP_OK && soap_envelope_end_in(&context) == SOAP_OK &&
           soap_end_recv(&context) == SOAP_OK;
  }
  ~Stub() {
    soap_destroy(&context);
    soap_end(&context);
    soap_done(&context);
  }
  Stub(const Stub&) = delete;
  Stub& operator=(const Stub&) = delete;

  soap context;
  std::istringstream text;
  std::unique_ptr<Wrapper> request;
  bool read = false;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(guard_to_stub)

BOOST_AUTO_TEST_CASE(a_whole_user_arrives) {
  const Guarded result =
      guarded(envelope("<p:addUser><user><requestClientIP>10.0.0.1</"
                       "requestClientIP><d:firstName>&#x1F600;&amp;</d:firstName>"
                       "<d:status>ACTIVE</d:status><d:birthdate>1980-02-03</"
                       "d:birthdate><d:userAttributes><d:userAttributeEntry key=\"k&lt;\">"
                       "<d:userAttribute><d:value/></d:userAttribute></d:userAttributeEntry></"
                       "d:userAttributes><d:phones><c:isActive/>"
                       "</d:phones><principalList><id><login>ada</login></id></"
                       "principalList><memberOfRoles><r:id><r:roleId>R</r:roleId>"
                       "</r:id></memberOfRoles><password>s</password></user></p:addUser>"));
  BOOST_TEST_REQUIRE(result.ok, result.reason);
  const Stub<prov__addUser> stub(result, "prov:addUser");
  BOOST_TEST_REQUIRE(stub.read);
  const prov__ProvisionUser* user = stub.request->user;
  BOOST_TEST_REQUIRE(user);
  BOOST_TEST(*user->requestClientIP == "10.0.0.1");
  BOOST_TEST(*user->firstName == "\xF0\x9F\x98\x80&");
  BOOST_TEST((*user->status == udto__UserStatus::active));
  BOOST_TEST(*user->birthdate == "1980-02-03");
  BOOST_TEST_REQUIRE(user->userAttributes->userAttributeEntry.size() == 1u);
  const auto& entry = user->userAttributes->userAttributeEntry.front();
  BOOST_TEST(*entry.key == "k<");
  BOOST_TEST(*entry.userAttribute->value == "");
  BOOST_TEST_REQUIRE(user->phones.size() == 1u);
  BOOST_TEST_REQUIRE(user->phones.front()->isActive);
  BOOST_TEST(!*user->phones.front()->isActive);
  BOOST_TEST(*user->principalList.front()->id->login == "ada");
  BOOST_TEST(*user->memberOfRoles.front()->id->roleId == "R");
  BOOST_TEST(*user->password == "s");
  BOOST_TEST(user->notifyTargetSystems);
  BOOST_TEST(!user->skipPreprocessor);
  BOOST_TEST(user->lastName == nullptr);
}

// toolchain.md 4.2: in the joint header ProvisionUser derives from user, for both services.
BOOST_AUTO_TEST_CASE(a_derived_type_arrives_as_itself) {
  const Guarded result = guarded(
      envelope(
          "<u:addUser><user xsi:type=\"p:ProvisionUser\"><requestId>7</requestId><d:principalList "
          "xsi:type=\"u:Login\"><userId>1</userId></d:principalList></user></u:addUser>"),
      Service::UserData);
  BOOST_TEST_REQUIRE(result.ok, result.reason);
  const Stub<usersvc__addUser> stub(result, "usersvc:addUser");
  BOOST_TEST_REQUIRE(stub.read);
  const auto* user = dynamic_cast<const prov__ProvisionUser*>(stub.request->user);
  BOOST_TEST_REQUIRE(user);
  BOOST_TEST(*user->requestId == "7");
  BOOST_TEST(*user->principalList.front()->userId == "1");
}

BOOST_AUTO_TEST_CASE(the_alias_arrives_with_its_default) {
  const Guarded result = guarded(
      envelope("<u:addUserWithDependant><user/></u:addUserWithDependant>"), Service::UserData);
  BOOST_TEST_REQUIRE(result.ok, result.reason);
  const Stub<usersvc__addUserWithDependant> stub(result, "usersvc:addUserWithDependant");
  BOOST_TEST_REQUIRE(stub.read);
  BOOST_TEST(stub.request->user);
  BOOST_TEST(stub.request->dependency);
}

// toolchain.md 4.2: xs:anyType is an xsd__anyType*; design.md section 3, getUserByPrincipal and
// setPassword.
BOOST_AUTO_TEST_CASE(a_response_value_is_written_with_its_type) {
  const Guarded any = guarded(envelope("<u:addUserWithDependant/>"), Service::UserData);
  Stub<usersvc__addUserWithDependant> stub(any, "usersvc:addUserWithDependant");
  soap* context = &stub.context;
  auto* subject = soap_new_usersvc__Subject(context, -1);
  auto* group = soap_new_xsd__string_(context, -1);
  group->__item = "G";
  subject->groups.push_back(group);
  auto* reply = soap_new_usersvc__getUserByPrincipalResponse(context, -1);
  reply->return_ = soap_new_usersvc__UserResponse(context, -1);
  reply->return_->responseValue = subject;
  std::ostringstream out;
  context->os = &out;
  BOOST_TEST(soap_write_usersvc__getUserByPrincipalResponse(context, reply) == SOAP_OK);
  BOOST_TEST(out.str().find("<responseValue xsi:type=\"usersvc:Subject\">") != std::string::npos);
  BOOST_TEST(out.str().find("<groups xsi:type=\"xsd:string\">G</groups>") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
