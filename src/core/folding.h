#pragma once

#include <string>
#include <string_view>

namespace idm {

/// The form in which names are compared without case: ICU NFC, full case folding, trailing blanks
/// dropped. Input and output are UTF-8. Pure ASCII takes a short cut.
std::string fold(std::string_view text);

}  // namespace idm
