# The operations that are not built yet answer a fault: soap/not_served_operations.h, a class for each service.
set(NOT_SERVED ${SOAP_OUT}/not_served_operations.h)
add_custom_command(
  OUTPUT ${NOT_SERVED}
  COMMAND ${Python3_EXECUTABLE} ${GENERATED}/make_not_served.py ${CMAKE_SOURCE_DIR}/src/soap/served_operations.txt
          ${NOT_SERVED}
  # The time stamp must move even when the text does not, or ninja would run this each time.
  COMMAND ${CMAKE_COMMAND} -E touch_nocreate ${NOT_SERVED}
  DEPENDS ${GENERATED}/make_not_served.py ${CMAKE_SOURCE_DIR}/src/soap/served_operations.txt
          ${CMAKE_SOURCE_DIR}/wsdl/contract_tables.py ${CMAKE_SOURCE_DIR}/wsdl/contract/operations.tsv
  COMMENT "operations not served yet"
  VERBATIM)
target_sources(idm_soap_stubs PRIVATE ${NOT_SERVED})
