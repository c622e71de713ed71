#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

/// What a template is made of: written by velocity_parser.cpp, run by velocity.cpp.
namespace idm::policies::velocity {

struct Expression;
using ExpressionPtr = std::shared_ptr<const Expression>;
struct Block;
using BlockPtr = std::shared_ptr<const Block>;

/// .name or .name(argument, …)
struct Step {
  std::string name;
  bool call = false;
  std::vector<ExpressionPtr> arguments = {};
};

struct Reference {
  std::string text;  ///< as it was written, for messages
  bool quiet = false;
  std::string variable;
  std::vector<Step> steps = {};
  std::string whole = {};  ///< what stands between the braces: a variable's name may have dots
};

enum class Operator { Or, And, Not, Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual };

/// A number, a truth value, a reference, a text with references in it, a list, or an operator.
struct Expression {
  std::variant<long long, bool, Reference, BlockPtr, std::vector<ExpressionPtr>, Operator> what;
  ExpressionPtr left = nullptr, right = nullptr;  ///< of an operator; Not has only the left
};

struct If {
  struct Branch {
    ExpressionPtr condition;  ///< null: #else
    BlockPtr body;
  };
  std::vector<Branch> branches;
};

struct Foreach {
  std::string variable;
  ExpressionPtr list;
  BlockPtr body;
};

struct Set {
  std::string variable;
  ExpressionPtr value;
};

struct Block {
  std::vector<std::variant<std::string, Reference, If, Foreach, Set>> parts;
};

/// Throws Error(InvalidArgument).
BlockPtr parse(const std::string& text);

}  // namespace idm::policies::velocity
