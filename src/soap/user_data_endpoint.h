#pragma once

#include "services.h"
#include "soap/not_served_operations.h"
#include "soap/wire_values.h"

namespace idm::soap {

/// UserDataService, as ProvisioningEndpoint. Split by resource: user_data_users.cpp,
/// user_data_search.cpp, user_data_notes.cpp, user_data_supervisors.cpp.
class UserDataEndpoint : public UserDataServiceNotServed {
 public:
  UserDataEndpoint(struct ::soap* context, Services& services, const TimeZone& zone)
      : UserDataServiceNotServed(context),
        services_(services),
        reader_(zone),
        writer_(context, zone) {}

  UserDataEndpoint* copy() override { return new UserDataEndpoint(*this); }

  int addUser(usersvc__addUser* request, usersvc__addUserResponse& reply) override;
  int addUserWithDependent(usersvc__addUserWithDependent* request,
                           usersvc__addUserWithDependentResponse& reply) override;
  int addUserWithDependant(usersvc__addUserWithDependant* request,
                           usersvc__addUserWithDependantResponse& reply) override;
  int getUserWithDependent(usersvc__getUserWithDependent* request,
                           usersvc__getUserWithDependentResponse& reply) override;
  int getUserByPrincipal(usersvc__getUserByPrincipal* request,
                         usersvc__getUserByPrincipalResponse& reply) override;
  int getUserByName(usersvc__getUserByName* request,
                    usersvc__getUserByNameResponse& reply) override;
  int getUserAsAttributeList(usersvc__getUserAsAttributeList* request,
                             usersvc__getUserAsAttributeListResponse& reply) override;
  int updateUser(usersvc__updateUser* request, usersvc__updateUserResponse& reply) override;
  int updateUserWithDependent(usersvc__updateUserWithDependent* request,
                              usersvc__updateUserWithDependentResponse& reply) override;
  int removeUser(usersvc__removeUser* request, usersvc__removeUserResponse& reply) override;

  int search(usersvc__search* request, usersvc__searchResponse& reply) override;

  int addNote(usersvc__addNote* request, usersvc__addNoteResponse& reply) override;
  int updateNote(usersvc__updateNote* request, usersvc__updateNoteResponse& reply) override;
  int removeNote(usersvc__removeNote* request, usersvc__removeNoteResponse& reply) override;
  int removeAllNotes(usersvc__removeAllNotes* request,
                     usersvc__removeAllNotesResponse& reply) override;
  int getNote(usersvc__getNote* request, usersvc__getNoteResponse& reply) override;
  int getAllNotes(usersvc__getAllNotes* request, usersvc__getAllNotesResponse& reply) override;

  int addSupervisor(usersvc__addSupervisor* request,
                    usersvc__addSupervisorResponse& reply) override;
  int updateSupervisor(usersvc__updateSupervisor* request,
                       usersvc__updateSupervisorResponse& reply) override;
  int removeSupervisor(usersvc__removeSupervisor* request,
                       usersvc__removeSupervisorResponse& reply) override;
  int getSupervisor(usersvc__getSupervisor* request,
                    usersvc__getSupervisorResponse& reply) override;
  int getSupervisors(usersvc__getSupervisors* request,
                     usersvc__getSupervisorsResponse& reply) override;
  int getEmployees(usersvc__getEmployees* request, usersvc__getEmployeesResponse& reply) override;
  int getPrimarySupervisor(usersvc__getPrimarySupervisor* request,
                           usersvc__getPrimarySupervisorResponse& reply) override;

 private:
  void add(const udto__user* wire, bool dependents, usersvc__UserResponse& out);
  void update(const udto__user& wire, bool dependents, usersvc__Response& out);

  static Text text(const std::string* wire) { return wire ? Text(*wire) : Text(); }
  /// For operations whose arguments do not say who asks; `user_id`: whoever else is named.
  Requestor requestor(const Text& user_id = {}) const;

  Services& services_;
  WireReader reader_;
  WireWriter writer_;
};

}  // namespace idm::soap
