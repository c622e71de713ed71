#define BOOST_TEST_MODULE provisiond
#include <boost/test/unit_test.hpp>
