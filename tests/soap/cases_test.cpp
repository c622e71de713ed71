#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "support/reply_schema.h"
#include "support/soap_caller.h"
#include "support/xml_pattern.h"

namespace idm {
namespace {

namespace fs = std::filesystem;

const fs::path cases_dir = fs::path(IDM_SOURCE_DIR) / "tests/cases/soap";

/// A file of tests/cases/soap: the words of its leading comments, and the document after them.
struct CaseFile {
  std::vector<std::vector<std::string>> comments;
  std::string document;
};

CaseFile read_case(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + path.string());
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  CaseFile file;
  while (text.starts_with("<!-- ")) {
    const std::size_t end = text.find("-->\n");
    std::istringstream words(text.substr(5, end - 5));
    file.comments.push_back({std::istream_iterator<std::string>(words), {}});
    text.erase(0, end + 4);
  }
  file.document = std::move(text);
  return file;
}

std::vector<std::string> all_cases() {
  std::vector<std::string> names;
  const std::string ending = ".request.xml";
  for (const auto& entry : fs::recursive_directory_iterator(cases_dir)) {
    const std::string name = fs::relative(entry.path(), cases_dir).string();
    if (name.ends_with(ending)) names.push_back(name.substr(0, name.size() - ending.size()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

void run_case(const std::string& name, test::SoapCaller& server, test::Captures& captures) {
  const CaseFile request = read_case(cases_dir / (name + ".request.xml"));
  const CaseFile expected = read_case(cases_dir / (name + ".response.xml"));
  std::string path, type;
  for (const auto& comment : request.comments) {
    if (comment[0] == "POST") {
      path = comment.at(1);
      type = comment.at(2);
    } else {
      BOOST_REQUIRE_MESSAGE(comment[0] == "given", "an unknown comment in " << name);
      for (std::size_t i = 1; i < comment.size(); ++i) run_case(comment[i], server, captures);
    }
  }
  const http::Response reply = server.post(path, type, test::fill_in(request.document, captures));
  BOOST_TEST(std::to_string(reply.status) == expected.comments.at(0).at(0),
             "status " << reply.status << " of " << name);
  BOOST_TEST(reply.content_type == type + "; charset=utf-8");
  const std::string wrong = test::xml_difference(expected.document, reply.body, captures);
  BOOST_TEST(wrong.empty(), name << ": " << wrong << "\n" << reply.body);
  const std::string invalid = schema_violations(reply.body);
  BOOST_TEST(invalid.empty(), name << ": " << invalid << "\n" << reply.body);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(soap_cases)

BOOST_DATA_TEST_CASE(a_request_gets_the_reply_on_file,
                     boost::unit_test::data::make(all_cases()) * test::both_dialects, name,
                     dialect) {
  test::SoapCaller server(dialect);
  test::Captures captures;
  run_case(name, server, captures);
}

BOOST_AUTO_TEST_SUITE_END()
}  // namespace idm
