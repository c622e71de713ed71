#pragma once

#include "orm/types.h"

namespace idm {

/// A text of a row that is already stored, with the row's key. The statement is written by
/// stored_texts.cpp.
struct StoredText {
  std::string key;
  std::string text;
};
#pragma db view(StoredText) query()
#pragma db member(StoredText::key) type("VARCHAR(32)")
#pragma db member(StoredText::text) type("VARCHAR(1000)")

}  // namespace idm
