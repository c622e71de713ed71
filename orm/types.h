#pragma once

#include <chrono>
#include <cstdint>
#include <odb/nullable.hxx>
#include <string>
#include <tuple>
#include <vector>

namespace idm {

/// Text that may be missing: null = not recorded; an empty string is a value.
using Text = odb::nullable<std::string>;
/// A whole number that may be missing.
using Number = odb::nullable<int>;
/// A point in time, UTC, to the millisecond.
using Instant = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;
/// A point in time that may be missing.
using Moment = odb::nullable<Instant>;
/// Bytes that may be missing.
using Bytes = odb::nullable<std::vector<char>>;

}  // namespace idm

// odb::nullable converts to bool and has no comparison of its own, so that == would compare whether
// values are there and not what they are.
namespace odb {

template <typename T>
bool operator==(const nullable<T>& a, const nullable<T>& b) {
  return a.null() == b.null() && (a.null() || *a == *b);
}
template <typename T>
bool operator==(const nullable<T>& a, const T& b) {
  return !a.null() && *a == b;
}
template <typename T>
bool operator!=(const nullable<T>& a, const nullable<T>& b) {
  return !(a == b);
}

}  // namespace odb

#ifdef ODB_COMPILER
// A string without a type would become TEXT, which MySQL cannot index.
#pragma db value(std::string) type("VARCHAR(255)")
#pragma db value(idm::Instant) type("TEXT") mysql : type("DATETIME(3)")
#endif
