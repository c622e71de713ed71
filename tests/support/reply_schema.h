#pragma once

#include <string>

/// What is wrong with a reply by the schemas of the WSDLs, one finding a line; empty when nothing
/// is. Takes the whole SOAP 1.1 or 1.2 envelope; a Fault must have the parts that its SOAP version
/// demands. The schemas are compiled once a process. Throws std::runtime_error when the WSDLs
/// cannot be read. Any thread.
std::string schema_violations(const std::string& envelope);

/// The same by the schemas of one WSDL alone, named without its suffix. For requests too.
std::string schema_violations(const std::string& envelope, const std::string& wsdl);
