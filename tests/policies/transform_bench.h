#pragma once

#include <boost/test/unit_test.hpp>
#include <map>
#include <memory>
#include <string>

#include "core/error.h"
#include "policies/field.h"
#include "policies/json_text.h"
#include "support/database.h"
#include "support/repository.h"

namespace idm::test {

/// Somebody, and a chief, without a database.
class TransformBench : public policies::Directory {
 public:
  TransformBench() {
    user.user.id = "U1";
    user.user.first_name = text("Kimberly");
    user.user.last_name = text("Oda");
    user.user.department_name = text("Ops");
    Principal principal;
    principal.login.id = {"USR_SEC_DOMAIN", "koda", "0"};
    user.principals = {principal};
    chief.user.id = "U2";
    chief.user.first_name = text("Ada");
    Principal ada;
    ada.login.id = {"USR_SEC_DOMAIN", "ada", "0"};
    chief.principals = {ada};
    context.name = "field";
    context.system_id = "110";
    context.system_name = "Directory";
    context.directory = this;
  }

  void give_chief() {
    Supervision row;
    row.supervisor_id = "U2";
    row.employee_id = "U1";
    user.supervisors = {row};
  }
  void set(const char* name, const char* value) {
    UserAttribute row;
    row.name = text(name);
    row.value = text(value);
    user.attributes.push_back(row);
  }

  policies::Operation compile(const std::string& json) {
    policies::Place place{"transform"};
    place.stored = &stored;
    return policies::compile_transform(policies::parse_json(json, "test"), place);
  }

  policies::Value run(const std::string& json, const policies::Value& input = {}) {
    const policies::Operation operation = compile(json);
    context.identity = std::make_shared<const policies::Identity>(user, config, *this);
    policies::Scope scope{context};
    scope.input = input;
    return operation(scope);
  }

  /// {"type": TYPE, "attributes": {ATTRIBUTES}} on an input.
  std::string apply(const std::string& type, const std::string& attributes,
                    const policies::Value& input = {}) {
    return run(R"({"type":")" + type + R"(","attributes":{)" + attributes + "}}", input)
        .value_or("(null)");
  }

  /// Why it cannot be stored or evaluated; "" when it can.
  std::string why_not(const std::string& json, const policies::Value& input = {}) {
    try {
      run(json, input);
      return "";
    } catch (const Error& error) {
      BOOST_TEST((error.code() == ErrorCode::InvalidArgument));
      return error.what();
    }
  }

  std::shared_ptr<const policies::Identity> by_id(const std::string& id) override {
    if (id != "U2") return nullptr;
    return std::make_shared<const policies::Identity>(chief, config, *this);
  }
  std::shared_ptr<const policies::Identity> by_name(const std::string& name) override {
    return name == "ada" ? by_id("U2") : nullptr;
  }
  bool supervises(const std::string& id) override { return id == "U2"; }
  std::optional<std::string> system(const std::string& name) override {
    return name == "Directory" || name == "110" ? std::optional<std::string>("110") : std::nullopt;
  }

  Config config;
  UserGraph user, chief;
  policies::StoredTransforms stored;
  policies::FieldContext context;
};

/// Is that part of the text?
inline bool has(const std::string& text, const std::string& part) {
  if (text.find(part) != std::string::npos) return true;
  BOOST_TEST_MESSAGE("it was: " << text);
  return false;
}

}  // namespace idm::test
