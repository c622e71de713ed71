#pragma once

#include "orm/types.h"

namespace idm {

/// Who supervises whom (ORG_STRUCTURE).
struct Supervision {
  std::string id;
  std::string supervisor_id;
  std::string employee_id;
  Text type;
  Number is_primary = Number(0);
  Moment start_date;
  Moment end_date;
  Text status;
  Text comments;
};
#pragma db object(Supervision) table("ORG_STRUCTURE")
#pragma db member(Supervision::id) id column("ORG_STRUCTURE_ID") type("VARCHAR(32)")
#pragma db member(Supervision::supervisor_id) column("SUPERVISOR_ID") type("VARCHAR(32)")
#pragma db member(Supervision::employee_id) column("STAFF_ID") type("VARCHAR(32)")
#pragma db member(Supervision::type) column("SUPERVISOR_TYPE") type("VARCHAR(20)")
#pragma db member(Supervision::is_primary) column("IS_PRIMARY_SUPER") type("INT")
#pragma db member(Supervision::start_date) column("START_DATE")
#pragma db member(Supervision::end_date) column("END_DATE")
#pragma db member(Supervision::status) column("STATUS") type("VARCHAR(20)")
#pragma db member(Supervision::comments) column("COMMENTS") type("VARCHAR(255)")

}  // namespace idm
