#pragma once

#include "identity/search_users.h"
#include "services.h"
#include "soap/soapUserDataWebServiceServiceSoapBindingService.h"
#include "soap/wire_values.h"

namespace idm::soap {

/// UserDataService, as ProvisioningEndpoint. Split by resource: user_data_users.cpp,
/// user_data_search.cpp, user_data_contacts.cpp, user_data_attributes.cpp, user_data_notes.cpp,
/// user_data_supervisors.cpp.
class UserDataEndpoint : public UserDataWebServiceServiceSoapBindingService {
 public:
  UserDataEndpoint(struct ::soap* context, Services& services, const TimeZone& zone)
      : UserDataWebServiceServiceSoapBindingService(context),
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
  int searchByDelegationProperties(usersvc__searchByDelegationProperties* request,
                                   usersvc__searchByDelegationPropertiesResponse& reply) override;
  int findUserByOrganization(usersvc__findUserByOrganization* request,
                             usersvc__findUserByOrganizationResponse& reply) override;
  int findUsersByStatus(usersvc__findUsersByStatus* request,
                        usersvc__findUsersByStatusResponse& reply) override;
  int findUsersByLastUpdateRange(usersvc__findUsersByLastUpdateRange* request,
                                 usersvc__findUsersByLastUpdateRangeResponse& reply) override;

  int addAddress(usersvc__addAddress* request, usersvc__addAddressResponse& reply) override;
  int addAddressSet(usersvc__addAddressSet* request,
                    usersvc__addAddressSetResponse& reply) override;
  int updateAddress(usersvc__updateAddress* request,
                    usersvc__updateAddressResponse& reply) override;
  int removeAddress(usersvc__removeAddress* request,
                    usersvc__removeAddressResponse& reply) override;
  int removeAllAddresses(usersvc__removeAllAddresses* request,
                         usersvc__removeAllAddressesResponse& reply) override;
  int getAddressById(usersvc__getAddressById* request,
                     usersvc__getAddressByIdResponse& reply) override;
  int getAddressByName(usersvc__getAddressByName* request,
                       usersvc__getAddressByNameResponse& reply) override;
  int getDefaultAddress(usersvc__getDefaultAddress* request,
                        usersvc__getDefaultAddressResponse& reply) override;
  int getAddressList(usersvc__getAddressList* request,
                     usersvc__getAddressListResponse& reply) override;
  int getAddressMap(usersvc__getAddressMap* request,
                    usersvc__getAddressMapResponse& reply) override;

  int addPhone(usersvc__addPhone* request, usersvc__addPhoneResponse& reply) override;
  int addPhoneSet(usersvc__addPhoneSet* request, usersvc__addPhoneSetResponse& reply) override;
  int updatePhone(usersvc__updatePhone* request, usersvc__updatePhoneResponse& reply) override;
  int removePhone(usersvc__removePhone* request, usersvc__removePhoneResponse& reply) override;
  int removeAllPhones(usersvc__removeAllPhones* request,
                      usersvc__removeAllPhonesResponse& reply) override;
  int getPhoneById(usersvc__getPhoneById* request, usersvc__getPhoneByIdResponse& reply) override;
  int getPhoneByName(usersvc__getPhoneByName* request,
                     usersvc__getPhoneByNameResponse& reply) override;
  int getDefaultPhone(usersvc__getDefaultPhone* request,
                      usersvc__getDefaultPhoneResponse& reply) override;
  int getPhoneList(usersvc__getPhoneList* request, usersvc__getPhoneListResponse& reply) override;
  int getPhoneMap(usersvc__getPhoneMap* request, usersvc__getPhoneMapResponse& reply) override;

  int addEmailAddress(usersvc__addEmailAddress* request,
                      usersvc__addEmailAddressResponse& reply) override;
  int addEmailAddressSet(usersvc__addEmailAddressSet* request,
                         usersvc__addEmailAddressSetResponse& reply) override;
  int updateEmailAddress(usersvc__updateEmailAddress* request,
                         usersvc__updateEmailAddressResponse& reply) override;
  int removeEmailAddress(usersvc__removeEmailAddress* request,
                         usersvc__removeEmailAddressResponse& reply) override;
  int removeAllEmailAddresses(usersvc__removeAllEmailAddresses* request,
                              usersvc__removeAllEmailAddressesResponse& reply) override;
  int getEmailAddressById(usersvc__getEmailAddressById* request,
                          usersvc__getEmailAddressByIdResponse& reply) override;
  int getEmailAddressByName(usersvc__getEmailAddressByName* request,
                            usersvc__getEmailAddressByNameResponse& reply) override;
  int getDefaultEmailAddress(usersvc__getDefaultEmailAddress* request,
                             usersvc__getDefaultEmailAddressResponse& reply) override;
  int getEmailAddressList(usersvc__getEmailAddressList* request,
                          usersvc__getEmailAddressListResponse& reply) override;
  int getEmailAddressMap(usersvc__getEmailAddressMap* request,
                         usersvc__getEmailAddressMapResponse& reply) override;

  int addAttribute(usersvc__addAttribute* request, usersvc__addAttributeResponse& reply) override;
  int updateAttribute(usersvc__updateAttribute* request,
                      usersvc__updateAttributeResponse& reply) override;
  int removeAttribute(usersvc__removeAttribute* request,
                      usersvc__removeAttributeResponse& reply) override;
  int removeAllAttributes(usersvc__removeAllAttributes* request,
                          usersvc__removeAllAttributesResponse& reply) override;
  int getAttribute(usersvc__getAttribute* request, usersvc__getAttributeResponse& reply) override;

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
  template <class Row>
  class Contacts;  // user_data_contacts.cpp

  void add(const udto__user* wire, bool dependents, usersvc__UserResponse& out);
  void list(users::SearchAnswer found, usersvc__UserListResponse& out);
  void update(const udto__user& wire, bool dependents, usersvc__Response& out);

  static Text text(const std::string* wire) { return wire ? Text(*wire) : Text(); }
  /// For operations whose arguments do not say who asks; `user_id`: whoever else is named.
  Requestor requestor(const Text& user_id = {}) const;

  Services& services_;
  WireReader reader_;
  WireWriter writer_;
};

}  // namespace idm::soap
