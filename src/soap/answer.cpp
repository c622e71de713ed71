#include "soap/answer.h"

#include "core/log.h"

namespace idm::soap {

std::string log_bug(const Call& call, const char* what) {
  log::error("soap_bug",
             {
                 {"id",        call.request_id       },
                 {"operation", call.guarded.operation},
                 {"what",      what                  }
  });
  return call.request_id;
}

std::string text_for_caller(const Call& call, const Error& error) {
  const ErrorCode code = error.code();
  if (code == ErrorCode::Internal)
    return "internal error, reference " + log_bug(call, error.what());
  const bool unknown = code == ErrorCode::OutcomeUnknown;
  if (!unknown && code != ErrorCode::StoreUnavailable) return error.what();
  log::warn("store_unavailable", {
                                     {"id",        call.request_id       },
                                     {"operation", call.guarded.operation},
                                     {"reason",    error.what()          }
  });
  const std::string text =
      unknown ? error.what() : "the repository is not available, try again later";
  return text + " (reference " + call.request_id + ")";
}

int fail(struct ::soap* soap, Fault fault) {
  call_of(soap).fault = std::move(fault);
  return SOAP_FAULT;
}

}  // namespace idm::soap
