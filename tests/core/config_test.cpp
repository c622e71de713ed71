#include <unistd.h>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "core/config.h"
#include "core/config_options.h"
#include "core/error.h"

using namespace idm;

namespace {

/// A configuration file that goes away with the test.
struct File {
  std::string path = "/tmp/provisiond_config_" + std::to_string(getpid()) + ".toml";
  explicit File(const std::string& text) { std::ofstream(path) << text; }
  ~File() { std::filesystem::remove(path); }
};

LoadedConfig load_text(const std::string& toml) {
  const File file(toml);
  return load_config({file.path, {}, {}});
}

/// What load_config says no with.
std::string refusal(const ConfigInput& input) {
  try {
    load_config(input);
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

std::string refusal_of(const std::string& toml) {
  const File file(toml);
  std::string text = refusal({file.path, {}, {}});
  if (text.starts_with(file.path)) text = "FILE" + text.substr(file.path.size());
  return text;
}

std::string read_all(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// The example with its commented options made live.
std::string uncommented(const std::string& example) {
  std::string live, line;
  std::istringstream lines(example);
  while (std::getline(lines, line)) {
    const bool option = line.starts_with("#") && line.size() > 1 && line[1] != ' ';
    live += (option ? line.substr(1) : line) + "\n";
  }
  return live;
}

const std::string example_path = IDM_SOURCE_DIR "/conf/provisiond.toml";

}  // namespace

BOOST_AUTO_TEST_SUITE(config_rules)

BOOST_AUTO_TEST_CASE(later_sources_win_and_are_remembered) {
  const File file("[http]\nio_threads = 2\nread_workers = 5\nwrite_workers = 7\n");
  const auto loaded = load_config({
      file.path,
      {{"PROVISIOND_HTTP_READ_WORKERS", "6"}, {"PROVISIOND_HTTP_WRITE_WORKERS", "8"}},
      {{"--write-workers", "http.write_workers", "9"}                                    }
  });

  BOOST_TEST(loaded.config.http.io_threads == 2u);
  BOOST_TEST(loaded.config.http.read_workers == 6u);
  BOOST_TEST(loaded.config.http.write_workers == 9u);
  BOOST_TEST(loaded.sources.at("http.io_threads") == file.path + ":2");
  BOOST_TEST(loaded.sources.at("http.read_workers") == "PROVISIOND_HTTP_READ_WORKERS");
  BOOST_TEST(loaded.sources.at("http.write_workers") == "--write-workers");
  BOOST_TEST(loaded.sources.at("http.queue_limit") == "default");
}

BOOST_AUTO_TEST_CASE(without_listeners_both_are_on_loopback_and_one_alone_stays_alone) {
  const auto both = load_config({}).config.http;
  BOOST_TEST(both.plain->port == 8080);
  BOOST_TEST(both.tls->port == 8443);

  const auto one = load_config({"", {}, {{"--listen", "http.listen", "[::1]:0"}}}).config.http;
  BOOST_TEST(one.plain->address == "::1");
  BOOST_TEST(!one.tls.has_value());
}

BOOST_AUTO_TEST_CASE(mysql_gets_more_readers_unless_their_number_is_given) {
  const auto readers = [](const std::string& text) {
    const File file(text);
    return load_config({file.path, {}, {}}).config.http.read_workers;
  };
  BOOST_TEST(readers("") == 3u);
  BOOST_TEST(readers("[database]\nurl = \"mysql://me:pw@db/idm\"\n") == 8u);
  BOOST_TEST(readers("[http]\nread_workers = 3\n[database]\nurl = \"mysql://me:pw@db/idm\"\n") ==
             3u);
}

BOOST_AUTO_TEST_CASE(the_database_follows_the_data_folder) {
  const auto loaded = load_config({"", {{"PROVISIOND_SERVER_DATA_DIR", "/srv/idm"}}, {}});
  BOOST_TEST(loaded.config.database.path == "/srv/idm/provisiond.db");
}

BOOST_AUTO_TEST_CASE(shipped_folders_are_found_in_the_source_tree) {
  BOOST_TEST(load_config({}).config.wsdl_dir == IDM_SOURCE_DIR "/wsdl");
}

BOOST_AUTO_TEST_CASE(mistakes_in_the_file_are_named_with_line_and_nearest_name) {
  BOOST_TEST(
      refusal_of("[http]\n\nmax_body_byte = 5\n") ==
      "FILE:3: unknown option \"http.max_body_byte\" (did you mean \"http.max_body_bytes\"?)");
  BOOST_TEST(refusal_of("[htpp]\n") == "FILE:1: unknown section [htpp] (did you mean \"http\"?)");
  BOOST_TEST(refusal_of("listen = \"127.0.0.1:1\"\n") ==
             "FILE:1: \"listen\" stands outside a [section] (did you mean \"http.listen\"?)");
  BOOST_TEST(refusal_of("[http]\nio_threads = \"2\"\n") ==
             "FILE:2: http.io_threads: must be a whole number");
  BOOST_TEST(refusal_of("[http]\nio_threads = 0\n") ==
             "FILE:2: http.io_threads: must be from 1 to 64, not 0");
  BOOST_TEST(refusal_of("[server]\nsample_data = 1\n") ==
             "FILE:2: server.sample_data: must be true or false");
  BOOST_TEST(refusal_of("[log]\nlevel = \"inof\"\n") ==
             "FILE:2: log.level: must be one of debug, info, warn, error, not \"inof\" (did you "
             "mean \"info\"?)");
  BOOST_TEST(refusal_of("[soap]\nanonymous_networks = [\"10.0.0.0/33\"]\n") ==
             "FILE:2: soap.anonymous_networks: \"10.0.0.0/33\": the prefix length is 0 to 32");
  BOOST_TEST(refusal_of("[soap]\nanonymous_networks = [1]\n") ==
             "FILE:2: soap.anonymous_networks: must be a list of strings");
  BOOST_TEST(refusal_of("[server]\ntime_zone = \"Europe/Berln\"\n")
                 .find("did you mean \"Europe/Berlin\"") != std::string::npos);
  BOOST_TEST(refusal_of("[http]\nio_threads = \n").starts_with("FILE:2: "));
  for (const char* url : {"ftp://idm.example.org", "https://", "https:///idm", "https://idm/?a"})
    BOOST_TEST(refusal_of("[http]\npublic_url = \"" + std::string(url) + "\"\n")
                   .starts_with("FILE:2: http.public_url: must be"));
}

BOOST_AUTO_TEST_CASE(a_file_that_is_not_there_is_refused) {
  BOOST_TEST(refusal({"/nowhere/x.toml", {}, {}}) ==
             "/nowhere/x.toml: cannot be read as a configuration file");
}

BOOST_AUTO_TEST_CASE(variables_that_name_nothing_or_hold_nonsense_are_refused) {
  BOOST_TEST(refusal({"", {{"PROVISIOND_HTTP_LISTN", "x"}}, {}}) ==
             "the environment variable PROVISIOND_HTTP_LISTN names no option (did you mean "
             "\"PROVISIOND_HTTP_LISTEN\"?)");
  BOOST_TEST(refusal({"", {{"PROVISIOND_HTTP_IO_THREADS", "two"}}, {}}) ==
             "PROVISIOND_HTTP_IO_THREADS: http.io_threads: must be a whole number, not \"two\"");
  BOOST_TEST(refusal({"", {{"PROVISIOND_CONFIG", "any"}}, {}}) == "accepted");
}

BOOST_AUTO_TEST_CASE(lists_from_the_environment_are_parted_by_commas) {
  const auto loaded =
      load_config({"", {{"PROVISIOND_SOAP_ANONYMOUS_NETWORKS", "10.0.0.0/8, fd00::/8 ,"}}, {}});
  const std::vector<std::string> expected{"10.0.0.0/8", "fd00::/8"};
  BOOST_TEST(loaded.config.soap.anonymous_networks == expected);
}

BOOST_AUTO_TEST_CASE(a_certificate_needs_its_key) {
  BOOST_TEST(refusal_of("[http]\nkey_file = \"k.pem\"\n").find("go together") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_password_of_the_mail_server_is_not_printed) {
  const LoadedConfig loaded = load_text("[mail]\npassword = \"Passing51\"\n");
  BOOST_TEST(loaded.config.mail.password == "Passing51");
  BOOST_TEST(describe(loaded).find("Passing51") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(processors_and_mail_servers_are_named_in_full) {
  BOOST_TEST(refusal_of("[provisioning]\npreprocessor = \"check.py\"\n").find("absolute path") !=
             std::string::npos);
  BOOST_TEST(refusal_of("[mail]\nserver = \"mail.example.org\"\n").find("smtp://") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_in_force_is_printed_without_the_password_and_with_sources) {
  const auto loaded =
      load_config({"", {{"PROVISIOND_DATABASE_URL", "mysql://idm:s3cret@db:3307/idm"}}, {}});
  const std::string text = describe(loaded);

  BOOST_TEST(text.find("s3cret") == std::string::npos);
  BOOST_TEST(text.find("url = \"mysql://idm:***@db:3307/idm\"  # PROVISIOND_DATABASE_URL\n") !=
             std::string::npos);
  for (const Option& option : options())
    BOOST_TEST(
        text.find(option.name.substr(option.name.find('.') + 1) + " = ") != std::string::npos,
        option.name);
}

BOOST_AUTO_TEST_CASE(what_is_printed_can_be_loaded_and_prints_the_same) {
  const auto first =
      load_text("[server]\ndata_dir = \"a\\u0022\\\\b\"\n[soap]\nanonymous_networks = [\"::1\"]\n");
  const auto second = load_text(describe(first));
  for (const Option& option : options())
    BOOST_TEST((option.get(first.config) == option.get(second.config)), option.name);
}

BOOST_AUTO_TEST_CASE(the_example_file_shows_every_option_with_its_default) {
  const std::string live = uncommented(read_all(example_path));
  const File file(live);
  const auto loaded = load_config({file.path, {}, {}});
  const auto defaults = load_config({});

  for (const Option& option : options()) {
    BOOST_TEST(loaded.sources.at(option.name) != "default", option.name << " is missing");
    BOOST_TEST((option.get(loaded.config) == option.get(defaults.config)), option.name);
  }
}

BOOST_AUTO_TEST_CASE(the_example_file_as_it_is_changes_nothing) {
  const auto loaded = load_config({example_path, {}, {}});
  for (const Option& option : options())
    BOOST_TEST(loaded.sources.at(option.name) == "default", option.name);
}

BOOST_AUTO_TEST_CASE(every_option_takes_its_own_default) {
  for (const Option& option : options()) {
    Config config;
    BOOST_CHECK_NO_THROW(option.set(config, option.get(Config())));
    BOOST_TEST((option.get(config) == option.get(Config())), option.name);
    BOOST_TEST(!option.help.empty(), option.name);
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(exposure_rules)

namespace {
std::string verdict(const char* plain, const char* tls, std::vector<std::string> networks = {}) {
  const auto listen = [](const char* flag, const char* option, const char* value) {
    return Argument{flag, option, value};
  };
  Config config = load_config({
                                  "",
                                  {    },
                                  { listen("--listen", "http.listen", plain),
                                    listen("--listen-tls", "http.listen_tls", tls)}
  })
                      .config;
  config.soap.anonymous_networks = std::move(networks);
  try {
    check_exposure(config);
  } catch (const Error& error) {
    return error.what();
  }
  return "fine";
}
}  // namespace

BOOST_AUTO_TEST_CASE(loopback_needs_nothing) {
  BOOST_TEST(verdict("127.0.0.1:80", "[::1]:443") == "fine");
  BOOST_TEST(verdict("127.9.9.9:80", "") == "fine");
}

BOOST_AUTO_TEST_CASE(plain_http_off_loopback_is_refused_whatever_the_networks) {
  BOOST_TEST(verdict("0.0.0.0:80", "", {"10.0.0.0/8"}).starts_with("http.listen 0.0.0.0:80 "));
  BOOST_TEST(verdict("[::]:80", "").starts_with("http.listen [::]:80 "));
}

BOOST_AUTO_TEST_CASE(tls_off_loopback_needs_networks) {
  BOOST_TEST(verdict("", "0.0.0.0:443").find("soap.anonymous_networks") != std::string::npos);
  BOOST_TEST(verdict("", "0.0.0.0:443", {"10.0.0.0/8"}) == "fine");
}

BOOST_AUTO_TEST_SUITE_END()
