#include "identity/supervisors.h"
#include "soap/answer.h"
#include "soap/read_request.h"
#include "soap/user_data_endpoint.h"
#include "soap/write_user.h"

namespace idm::soap {
namespace {

std::vector<udto__supervisor*> write_all(const WireWriter& writer,
                                         const supervisors::Supervisions& found) {
  std::vector<udto__supervisor*> wires;
  for (const Supervision& row : found.rows)
    wires.push_back(write_supervision(writer, row, found.users.at(row.employee_id),
                                      found.users.at(row.supervisor_id)));
  return wires;
}

}  // namespace

int UserDataEndpoint::addSupervisor(usersvc__addSupervisor* request,
                                    usersvc__addSupervisorResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__SupervisorResponse& out) {
    const udto__supervisor& wire = need(request->supervisor, "supervisor");
    out.supervisor =
        write_all(writer_, supervisors::add(services_, read_supervision(reader_, wire),
                                            read_requestor(reader_, call_of(soap), wire)))
            .front();
  });
}

int UserDataEndpoint::updateSupervisor(usersvc__updateSupervisor* request,
                                       usersvc__updateSupervisorResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__Response&) {
    const udto__supervisor& wire = need(request->supervisor, "supervisor");
    supervisors::update(services_, read_supervision(reader_, wire),
                        read_requestor(reader_, call_of(soap), wire));
  });
}

int UserDataEndpoint::removeSupervisor(usersvc__removeSupervisor* request,
                                       usersvc__removeSupervisorResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__Response&) {
    const udto__supervisor& wire = need(request->supervisor, "supervisor");
    supervisors::remove(services_, read_supervision(reader_, wire).id,
                        read_requestor(reader_, call_of(soap), wire));
  });
}

int UserDataEndpoint::getSupervisor(usersvc__getSupervisor* request,
                                    usersvc__getSupervisorResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__SupervisorResponse& out) {
    out.supervisor =
        write_all(writer_, supervisors::get(services_, text(request->supervisorObjId))).front();
  });
}

int UserDataEndpoint::getSupervisors(usersvc__getSupervisors* request,
                                     usersvc__getSupervisorsResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__SupervisorListResponse& out) {
    out.supervisorList =
        write_all(writer_, supervisors::of_employee(services_, text(request->employeeId)));
  });
}

int UserDataEndpoint::getEmployees(usersvc__getEmployees* request,
                                   usersvc__getEmployeesResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__SupervisorListResponse& out) {
    out.supervisorList =
        write_all(writer_, supervisors::employees_of(services_, text(request->supervisorId)));
  });
}

int UserDataEndpoint::getPrimarySupervisor(usersvc__getPrimarySupervisor* request,
                                           usersvc__getPrimarySupervisorResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__SupervisorResponse& out) {
    out.supervisor =
        write_all(writer_, supervisors::primary_of(services_, text(request->employeeId))).front();
  });
}

}  // namespace idm::soap
