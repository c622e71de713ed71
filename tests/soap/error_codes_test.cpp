#include <boost/test/unit_test.hpp>

#include "soap/answer.h"

namespace idm::soap {
namespace {

struct Context {
  Context() : soap(soap_new()) {}
  ~Context() { soap_free(soap); }
  struct ::soap* soap;
};

template <class Code>
void check_every_row() {
  const Context context;
  for (int i = 0; i <= static_cast<int>(ErrorCode::Internal); ++i) {
    const char* wire = form_of(static_cast<ErrorCode>(i)).wire;
    Code code{};
    if (*wire) BOOST_TEST(convert(context.soap, wire, code), wire << " is no ResponseErrorCode");
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(error_codes_on_the_wire)

BOOST_AUTO_TEST_CASE(every_code_is_one_of_the_provisioning_service) {
  check_every_row<prov__ResponseErrorCode>();
}

BOOST_AUTO_TEST_CASE(every_code_is_one_of_the_user_data_service) {
  check_every_row<usersvc__ResponseErrorCode>();
}

BOOST_AUTO_TEST_CASE(a_misspelt_code_would_be_noticed) {
  prov__ResponseErrorCode code{};
  const Context context;
  BOOST_TEST(!convert(context.soap, "supervisorNotFound", code));
}

BOOST_AUTO_TEST_CASE(only_a_bad_value_is_the_callers_doing) {
  BOOST_CHECK(fault_of(ErrorCode::InvalidArgument, "x").blame == Fault::Blame::Client);
  for (const ErrorCode code : {ErrorCode::Overloaded, ErrorCode::StoreUnavailable,
                               ErrorCode::OutcomeUnknown, ErrorCode::Internal})
    BOOST_CHECK(fault_of(code, "x").blame == Fault::Blame::Server);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace idm::soap
