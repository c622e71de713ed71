#pragma once

#include <exception>
#include <new>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/error.h"
#include "soap/call.h"
#include "soap/dry_run.h"
#include "soap/soapH.h"
#include "soap/wire_values.h"

/// The edge between operations and the wire: here, and only here, errors become replies.
namespace idm::soap {

/// A fresh class of the wire with its defaults, owned by the context.
template <class Wire>
Wire* make(struct ::soap* soap) {
  const auto release = [](struct ::soap*, struct soap_clist* owned) {
    delete static_cast<Wire*>(owned->ptr);
    return SOAP_OK;
  };
  struct soap_clist* entry = soap_link(soap, 0, -1, release);
  if (!entry) throw std::bad_alloc();
  entry->ptr = nullptr;
  Wire* made = new Wire;
  entry->ptr = made;
  made->soap_default(soap);
  return made;
}

/// The service's own literal for an error code. False when it has none of that name.
inline bool convert(struct ::soap* soap, const char* wire, prov__ResponseErrorCode& code) {
  return soap_s2prov__ResponseErrorCode(soap, wire, &code) == SOAP_OK;
}
inline bool convert(struct ::soap* soap, const char* wire, usersvc__ResponseErrorCode& code) {
  return soap_s2usersvc__ResponseErrorCode(soap, wire, &code) == SOAP_OK;
}

/// Logs an exception that nobody expected, and returns the reference by which the caller may ask
/// about it.
std::string log_bug(const Call& call, const char* what);

/// What the caller may read of an error. Trouble of our own is logged with its cause, which may
/// name hosts and sockets; the caller gets the reference.
std::string text_for_caller(const Call& call, const Error& error);

/// As an errorText can hold it: legal XML, and of bounded length, for what was sent is quoted in
/// it.
std::string error_text(std::string_view text);

/// A reply that has room for an error: all of both services have.
template <class Reply>
concept CarriesErrors = requires(Reply reply) {
  reply.status;
  reply.errorCode;
  reply.errorText;
};

template <CarriesErrors Reply>
void set_code(struct ::soap* soap, Reply& reply, const char* wire) {
  using Code = std::remove_pointer_t<decltype(reply.errorCode)>;
  Code code{};
  if (!convert(soap, wire, code)) throw std::logic_error(std::string("no such errorCode: ") + wire);
  reply.errorCode = static_cast<Code*>(soap_malloc(soap, sizeof(Code)));
  *reply.errorCode = code;
}

/// Puts what the caller should know beside a success.
template <CarriesErrors Reply>
void add_note(struct ::soap* soap, Reply& reply, const std::string& note) {
  if (note.empty()) return;
  if (!reply.errorText)
    reply.errorText = soap_new_std__string(soap, -1);
  else
    *reply.errorText += "; ";
  *reply.errorText += error_text(note);
}

/// Makes `reply` a failure with the error's code and text; an error without a code becomes a fault.
template <CarriesErrors Reply>
int refuse(struct ::soap* soap, Reply*& reply, ErrorCode code, const std::string& text) {
  const char* wire = form_of(code).wire;
  call_of(soap).outcome = *wire ? wire : "fault";
  if (!*wire) return fail(soap, fault_of(code, text));
  reply = make<Reply>(soap);
  reply->status = decltype(reply->status)::failure;
  set_code(soap, *reply, wire);
  add_note(soap, *reply, text);
  if (call_of(soap).dry_run) add_note(soap, *reply, what_was_not_written());
  return SOAP_OK;
}

/// Runs one operation: `operation` fills the reply, which starts as a success, or throws.
template <CarriesErrors Reply, class Operation>
int answer(struct ::soap* soap, Reply*& reply, Operation operation) {
  try {
    reply = make<Reply>(soap);
    reply->status = decltype(reply->status)::success;
    operation(*reply);
    if (call_of(soap).dry_run) add_note(soap, *reply, what_was_not_written());
    const bool done = reply->status == decltype(reply->status)::success;
    call_of(soap).outcome = done ? "success" : "failure";
    return SOAP_OK;
  } catch (const Error& error) {
    return refuse(soap, reply, error.code(), text_for_caller(call_of(soap), error));
  } catch (const std::exception& bug) {
    return refuse(soap, reply, ErrorCode::Internal,
                  "internal error, reference " + log_bug(call_of(soap), bug.what()));
  }
}

/// The main argument of a request. Throws MissingRequiredAttribute naming it.
template <class Wire>
const Wire& need(const Wire* argument, const char* name) {
  if (!argument)
    throw Error(ErrorCode::MissingRequiredAttribute, std::string(name) + " is missing");
  return *argument;
}

/// An argument that may be missing.
inline std::string text_or_empty(const std::string* argument) {
  return argument ? *argument : std::string();
}

}  // namespace idm::soap
