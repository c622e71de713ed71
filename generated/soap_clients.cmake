# OpenIAM's two connector services -> two gSOAP clients in generated/soap_clients, as the library idm_soap_clients.
set(CLIENT_SOURCES)
file(GLOB CLIENT_TABLES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/wsdl/contract/connector-*.tsv)
foreach(client "local ConnectorService" "remote RemoteConnectorService")
  string(REPLACE " " ";" client ${client})
  list(GET client 0 protocol)
  list(GET client 1 service)
  set(CLIENT_OUT ${GENERATED}/soap_clients/${protocol})
  set(name ${protocol}_connector)
  set(proxy ${CLIENT_OUT}/${name}${service}ServiceSoapBindingProxy)
  file(MAKE_DIRECTORY ${CLIENT_OUT})
  add_custom_command(
    OUTPUT ${CLIENT_OUT}/${name}C.cpp ${CLIENT_OUT}/${name}H.h ${CLIENT_OUT}/${name}Stub.h ${proxy}.cpp ${proxy}.h
    COMMAND ${Python3_EXECUTABLE} ${GENERATED}/make_connector_stubs.py ${CLIENT_OUT} ${service} ${name}
    DEPENDS ${CLIENT_TABLES} ${CMAKE_SOURCE_DIR}/wsdl/contract_tables.py ${CMAKE_SOURCE_DIR}/wsdl/make_wsdl.py
            ${GENERATED}/make_connector_stubs.py ${GENERATED}/make_soap_stubs.py
    COMMENT "wsdl2h, soapcpp2: ${service}"
    VERBATIM)
  list(APPEND CLIENT_SOURCES ${CLIENT_OUT}/${name}C.cpp ${proxy}.cpp ${proxy}.h)
endforeach()

add_library(idm_soap_clients STATIC ${CLIENT_SOURCES})
target_include_directories(idm_soap_clients SYSTEM PUBLIC ${GENERATED})
target_compile_options(idm_soap_clients PRIVATE -w -O1 -g0)
# For the SOAP Fault and Header, which libgsoap looks for once in a program.
target_link_libraries(idm_soap_clients PUBLIC idm_soap_stubs)
