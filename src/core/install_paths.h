#pragma once

#include <string>

namespace idm {

/// Where what ships with the program lies ("sql", "wsdl"): ../share/provisiond/NAME beside the
/// program when that is there, else NAME in the source tree it was built from.
std::string shipped_dir(const std::string& name);

}  // namespace idm
