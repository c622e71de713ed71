# Writes OUT, which defines the texts that documents_surface.h declares, from FILES: openapi.json and the page.
list(GET FILES 0 openapi_file)
list(GET FILES 1 page_file)
file(READ ${openapi_file} openapi)
file(READ ${page_file} page)
file(
  WRITE ${OUT}
  "#include \"rest/documents_surface.h\"\n\nnamespace idm::rest {\n\n"
  "const std::string_view openapi_document = R\"document(${openapi})document\";\n"
  "const std::string_view documents_page = R\"document(${page})document\";\n\n"
  "}  // namespace idm::rest\n")
