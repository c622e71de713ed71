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

#ifdef ODB_COMPILER
// A string without a type would become TEXT, which MySQL cannot index.
#pragma db value(std::string) type("VARCHAR(255)")
#pragma db value(idm::Instant) type("TEXT") mysql:type("DATETIME(3)")
#endif
