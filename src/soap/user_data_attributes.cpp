#include "identity/user_parts.h"
#include "soap/answer.h"
#include "soap/read_request.h"
#include "soap/user_data_endpoint.h"
#include "soap/write_user.h"

namespace idm::soap {

int UserDataEndpoint::addAttribute(usersvc__addAttribute* request,
                                   usersvc__addAttributeResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__UserAttributeResponse& out) {
    const AttributeRequest wanted =
        read_attribute_request(reader_, call_of(soap), need(request->attribute, "attribute"));
    const std::vector<UserAttribute> added =
        user_parts::add<UserAttribute>(services_, {wanted.row}, wanted.requestor);
    out.attribute = write_attribute(writer_, added.front());
  });
}

int UserDataEndpoint::updateAttribute(usersvc__updateAttribute* request,
                                      usersvc__updateAttributeResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__Response&) {
    const AttributeRequest wanted =
        read_attribute_request(reader_, call_of(soap), need(request->attribute, "attribute"));
    user_parts::update(services_, wanted.row, wanted.requestor);
  });
}

int UserDataEndpoint::removeAttribute(usersvc__removeAttribute* request,
                                      usersvc__removeAttributeResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__Response&) {
    const AttributeRequest wanted =
        read_attribute_request(reader_, call_of(soap), need(request->attr, "attr"));
    user_parts::remove(services_, wanted.row, wanted.requestor);
  });
}

int UserDataEndpoint::removeAllAttributes(usersvc__removeAllAttributes* request,
                                          usersvc__removeAllAttributesResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__Response& out) {
    add_note(soap, out,
             user_parts::remove_all<UserAttribute>(services_, text_or_empty(request->userId),
                                                   requestor()));
  });
}

int UserDataEndpoint::getAttribute(usersvc__getAttribute* request,
                                   usersvc__getAttributeResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__UserAttributeResponse& out) {
    out.attribute = write_attribute(
        writer_,
        user_parts::get<UserAttribute>(services_, text_or_empty(request->attrId), "attrId"));
  });
}

}  // namespace idm::soap
