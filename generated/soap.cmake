# The two WSDLs -> one joint gSOAP binding in generated/soap, as the library idm_soap_stubs.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
find_program(WSDL2H wsdl2h REQUIRED)
find_program(SOAPCPP2 soapcpp2 REQUIRED)

set(SOAP_OUT ${GENERATED}/soap)
set(SOAP_PARTS 10)
set(SOAP_WSDLS ${CMAKE_SOURCE_DIR}/wsdl/ProvisioningService.wsdl ${CMAKE_SOURCE_DIR}/wsdl/UserDataService.wsdl)
file(MAKE_DIRECTORY ${SOAP_OUT})

set(SOAP_SOURCES ${SOAP_OUT}/namespaces.cpp)
foreach(part RANGE 1 ${SOAP_PARTS})
  string(LENGTH ${part} digits)
  math(EXPR missing "3 - ${digits}")
  string(REPEAT "0" ${missing} zeros)
  list(APPEND SOAP_SOURCES ${SOAP_OUT}/soapC_${zeros}${part}.cpp)
endforeach()
set(SOAP_HEADERS ${SOAP_OUT}/soapH.h ${SOAP_OUT}/soapStub.h)
foreach(binding ProvisionServiceServiceSoapBinding UserDataWebServiceServiceSoapBinding)
  list(APPEND SOAP_SOURCES ${SOAP_OUT}/soap${binding}Service.cpp)
  list(APPEND SOAP_HEADERS ${SOAP_OUT}/soap${binding}Service.h ${SOAP_OUT}/${binding}.nsmap)
endforeach()

add_custom_command(
  OUTPUT ${SOAP_SOURCES} ${SOAP_HEADERS}
  COMMAND ${Python3_EXECUTABLE} ${GENERATED}/make_soap_stubs.py ${SOAP_OUT} ${SOAP_PARTS} ${SOAP_WSDLS}
  DEPENDS ${SOAP_WSDLS} ${GENERATED}/prefixes.dat ${GENERATED}/make_soap_stubs.py
  COMMENT "wsdl2h, soapcpp2"
  VERBATIM)

# The XML guard's tables, compiled by src/soap/wire_types.cpp.
file(GLOB SOAP_CONTRACT CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/wsdl/contract/*.tsv)
add_custom_command(
  OUTPUT ${SOAP_OUT}/wire_types.inc
  COMMAND ${Python3_EXECUTABLE} ${GENERATED}/make_wire_types.py ${SOAP_OUT}/wire_types.inc
  DEPENDS ${SOAP_CONTRACT} ${CMAKE_SOURCE_DIR}/wsdl/contract_tables.py ${GENERATED}/make_wire_types.py
  COMMENT "make_wire_types.py"
  VERBATIM)

add_library(idm_soap_stubs STATIC ${SOAP_SOURCES} ${SOAP_HEADERS} ${SOAP_OUT}/wire_types.inc)
target_include_directories(idm_soap_stubs SYSTEM PUBLIC ${GENERATED})
# struct soap and the service classes depend on these, so whoever includes soapH.h needs them too.
target_compile_definitions(idm_soap_stubs PUBLIC WITH_PURE_VIRTUAL)
target_link_libraries(idm_soap_stubs PUBLIC PkgConfig::GSOAP)
target_compile_options(idm_soap_stubs PRIVATE -w -O1 -g0)
# Only libgsoap itself refers to the table, and it comes after this archive on the link line.
target_link_options(idm_soap_stubs INTERFACE LINKER:-u,namespaces)
