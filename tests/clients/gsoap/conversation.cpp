// The conversation of tests/clients/README.md, held by classes that gSOAP's wsdl2h and soapcpp2
// made of our ?wsdl.
//
// usage: conversation BASE-URL CERTIFICATE

#include <iostream>
#include <map>
#include <random>
#include <stdexcept>
#include <utility>

#include "elements.h"
#include "example.h"

class Conversation {
 public:
  Conversation(Provisioning& provisioning, UserData& users)
      : provisioning_(provisioning), users_(users) {
    std::ostringstream unique;
    std::random_device random;
    unique << std::hex << random() << random();
    name_ = "Gsoap" + unique.str();
    login_ = "gsoap." + unique.str();
  }

  bool hold() {
    const std::vector<std::pair<const char*, void (Conversation::*)()>> steps = {
        {"example",    &Conversation::try_example},
        {"dependents", &Conversation::dependents },
        {"add",        &Conversation::add        },
        {"read_back",  &Conversation::read_back  },
        {"search",     &Conversation::search     },
        {"contacts",   &Conversation::contacts   },
        {"modify",     &Conversation::modify     },
        {"lock",       &Conversation::lock       },
        {"passwords",  &Conversation::passwords  },
        {"any_type",   &Conversation::any_type   },
        {"failures",   &Conversation::failures   },
        {"fault",      &Conversation::fault      }
    };
    for (const auto& [name, act] : steps) {
      step_ = name;
      const int before = failures_;
      try {
        (this->*act)();
      } catch (const std::exception& error) {
        expect("no exception", error.what(), "");
      }
      if (failures_ == before) std::cout << "ok " << step_ << "\n";
    }
    return failures_ == 0;
  }

 private:
  void expect(const std::string& what, const std::string& got, const std::string& wanted) {
    if (got == wanted) return;
    ++failures_;
    std::cout << "failed " << step_ << ": " << what << ": expected " << wanted << ", got " << got
              << "\n";
  }

  template <class T>
  void expect_field(const std::string& member, const T* got, const char* sent) {
    T* wanted = nullptr;
    put(wanted, sent);
    expect(member, shown(got), shown(wanted));
  }

  template <class Reply>
  Reply* success(const std::string& what, Reply* reply) {
    expect(what, reply->errorText ? *reply->errorText : "", "");
    using Status = decltype(reply->status);
    expect(what, reply->status == Status::success ? "success" : "failure", "success");
    return reply;
  }

  std::string spelling(prov__ResponseErrorCode code) {
    return soap_prov__ResponseErrorCode2s(provisioning_.soap, code);
  }
  std::string spelling(usersvc__ResponseErrorCode code) {
    return soap_usersvc__ResponseErrorCode2s(users_.soap, code);
  }

  template <class Reply>
  void refused(const Reply* reply, const std::string& code, const std::string& named) {
    using Status = decltype(reply->status);
    std::string got = reply->status == Status::failure ? "failure " : "success ";
    if (reply->errorCode) got += spelling(*reply->errorCode);
    expect(code, got, "failure " + code);
    const bool names = reply->errorText && reply->errorText->find(named) != std::string::npos;
    expect(code + " names " + named, names ? "yes" : "no", "yes");
  }

#define FIELD(member, value) expect_field(#member, got->member, value);
  void expect_contacts(const udto__user& user) {
    expect("number of addresses", std::to_string(user.udto__addresses.size()), "1");
    for (const cont__address* got : user.udto__addresses) {
#include "fields/address.inc"
    }
    expect("number of e-mails", std::to_string(user.udto__emailAddresses.size()), "1");
    for (const cont__emailAddress* got : user.udto__emailAddresses) {
#include "fields/emailAddress.inc"
    }
    expect("number of phones", std::to_string(user.udto__phones.size()), "1");
    for (const cont__phone* got : user.udto__phones) {
#include "fields/phone.inc"
    }
    expect("number of notes", std::to_string(user.udto__userNotes->udto__userNoteItem.size()), "1");
    for (const auto& item : user.udto__userNotes->udto__userNoteItem) {
      const udto__userNote* got = item.udto__userNote_;
#include "fields/userNote.inc"
    }
    std::map<std::string, const udto__userAttribute*> found;
    for (const auto& entry : user.udto__userAttributes->udto__userAttributeEntry)
      found[*entry.key] = entry.udto__userAttribute_;
    expect("number of attributes", std::to_string(found.size()), "2");
    const udto__userAttribute* got = found.at(ATTRIBUTE);
#include "fields/userAttribute.inc"
    expect("remark", shown(found.at("remark")->udto__value), "a < b & c");
  }

  void expect_user(const udto__user* got) {
#include "fields/user.inc"
  }

  void expect_supervisor(const udto__supervisor* got) {
#include "fields/supervisor.inc"
  }
#undef FIELD

  void try_example() {
    const udto__user* user = example(provisioning_, users_, login_ + "-hopper");
    expect("last name", shown(user->udto__lastName), "Hopper");
    expect("identities", principals(*user), login_ + "-hopper@0");
  }

  void dependents() {
    usersvc__addUserWithDependentResponse boss;
    usersvc__addUserWithDependent add;
    add.user = dependent_user("-boss");
    add.dependency = true;
    check(users_.soap, users_.addUserWithDependent(&add, boss));
    boss_ = expect_dependent(success("add", boss.return_)->user, "-boss");
    usersvc__addUserWithDependantResponse deputy;
    usersvc__addUserWithDependant other;
    other.user = dependent_user("-deputy");
    other.dependency = true;
    check(users_.soap, users_.addUserWithDependant(&other, deputy));
    expect_dependent(success("add", deputy.return_)->user, "-deputy");
  }

  udto__user* dependent_user(const std::string& suffix) {
    udto__user* user = make<udto__user>();
    user->udto__lastName = text(name_ + suffix);
    user->udto__status = make(udto__UserStatus::active);
    add_contacts(*user);
    user->udto__principalList = {principal(login_ + suffix, "0")};
    return user;
  }

  std::string expect_dependent(const udto__user* added, const std::string& suffix) {
    const udto__user* user = read(*added->udto__userId);
    expect_contacts(*user);
    expect("principals", principals(*user), login_ + suffix + "@0");
    return *user->udto__userId;
  }

  void add() {
    prov__ProvisionUser* user = fill_user(make<prov__ProvisionUser>());
    user->udto__lastName = text(name_);
    user->udto__status = make(udto__UserStatus::active);
    add_contacts(*user);
    user->udto__principalList = {principal(login_, "0"), principal(login_ + "-ldap", "101")};
    user->memberOfRoles = {role("END_USER")};
    user->memberOfGroups = {make<grp__Group>()};
    user->memberOfGroups.front()->grp__grpId = text("HR_GRP");
    user->udto__supervisor_ = fill_supervisor(make<udto__supervisor>());
    user->udto__supervisor_->udto__supervisor_ = make<udto__user>();
    user->udto__supervisor_->udto__supervisor_->udto__userId = text(boss_);
    const prov__ProvisionUser* added = success("add", add_user(user))->user;
    user_id_ = *added->udto__userId;
    std::vector<std::string> groups;
    for (const grp__Group* each : added->memberOfGroups) groups.push_back(*each->grp__grpId);
    expect("groups", joined(groups), "HR_GRP");
    expect_supervisor(added->udto__supervisor_);
    expect("supervisor", shown(added->udto__supervisor_->udto__supervisor_->udto__userId), boss_);
  }

  void read_back() {
    const udto__user* user = read(user_id_);
    expect_user(user);
    expect("last name", shown(user->udto__lastName), name_);
    expect(
        "status",
        user->udto__status && *user->udto__status == udto__UserStatus::active ? "active" : "other",
        "active");
    expect_contacts(*user);
    expect("principals", principals(*user), joined({login_ + "-ldap@101", login_ + "@0"}));
    const udto__user* found = success("by principal", by_principal(login_))->user;
    expect("by principal", shown(found->udto__userId), user_id_);
    expect("without dependents", std::to_string(found->udto__addresses.size()), "0");
    usersvc__getSupervisors request;
    request.employeeId = text(user_id_);
    usersvc__getSupervisorsResponse reply;
    check(users_.soap, users_.getSupervisors(&request, reply));
    const auto& supervisors = success("supervisors", reply.return_)->supervisorList;
    expect("supervisors", std::to_string(supervisors.size()), "1");
    expect_supervisor(supervisors.at(0));
    expect("supervisor", shown(supervisors.at(0)->udto__supervisor_->udto__userId), boss_);
  }

  void search() {
    udto__UserSearch by_name;
    by_name.udto__lastName = text(name_ + "%");
    const std::string all = found(by_name);
    expect("by name", std::to_string(std::count(all.begin(), all.end(), '|') + 1), "3");
    udto__UserSearch by_principal;
    by_principal.udto__principal = text(login_);
    expect("by principal", found(by_principal), user_id_);
    expect("by role", found_by_role("END_USER"), user_id_);
    udto__UserSearch by_group;
    by_group.udto__groupIdList = {"HR_GRP"};
    expect("by group", found(by_group), user_id_);
    udto__UserSearch by_attribute;
    by_attribute.udto__attributeName = text(ATTRIBUTE);
    by_attribute.udto__attributeValue = text("7%");
    expect("by attribute", found(by_attribute), user_id_);
    udto__UserSearch by_email;
    by_email.udto__emailAddress = text("ada@%");
    expect("by e-mail", found(by_email), user_id_);
    udto__UserSearch nobody;
    nobody.udto__firstName = text("Nobody");
    expect("not found", found(nobody), "");
  }

  void contacts() {
    usersvc__addPhone add;
    add.phone = make<cont__phone>();
    add.phone->cont__name = text("HOME");
    add.phone->cont__phoneNbr = text("79460002");
    add.phone->cont__parentId = text(user_id_);
    usersvc__addPhoneResponse added;
    check(users_.soap, users_.addPhone(&add, added));
    const auto* reply = dynamic_cast<usersvc__PhoneResponse*>(success("add phone", added.return_));
    if (!reply) throw std::runtime_error("addPhone's reply is no PhoneResponse");
    expect("the phone added", shown(reply->phone->cont__phoneNbr), "79460002");
    expect("the phone added", shown(reply->phone->cont__parentType), "USER");
    const std::string id = *reply->phone->cont__phoneId;
    std::string number;
    for (const auto& entry : success("phones", phone_map(user_id_))->phoneMap.entry)
      if (*entry.key == id) number = shown(entry.value->cont__phoneNbr);
    expect("phones", number, "79460002");
    usersvc__removePhone remove;
    remove.phone = reply->phone;
    usersvc__removePhoneResponse removed;
    check(users_.soap, users_.removePhone(&remove, removed));
    success("remove phone", removed.return_);
    usersvc__getPhoneById read;
    read.addressId = text(id);
    usersvc__getPhoneByIdResponse gone;
    check(users_.soap, users_.getPhoneById(&read, gone));
    refused(gone.return_, "objectNotFound", "");
    refused(phone_map("nobody"), "userNotFound", "nobody");
  }

  usersvc__PhoneMapResponse* phone_map(const std::string& user_id) {
    usersvc__getPhoneMap request;
    request.userId = text(user_id);
    usersvc__getPhoneMapResponse reply;
    check(users_.soap, users_.getPhoneMap(&request, reply));
    return reply.return_;
  }

  void modify() {
    prov__ProvisionUser change;
    change.udto__userId = text(user_id_);
    change.udto__firstName = text("Augusta");
    udto__userAttribute* removed = attribute("remark", nullptr);
    removed->udto__operation = make(prov__AttributeOperationEnum::delete_);
    change.udto__userAttributes = attributes({removed, attribute(ATTRIBUTE, "8")});
    change.memberOfRoles = {role("END_USER", make(prov__AttributeOperationEnum::delete_)),
                            role("HELPDESK", make(prov__AttributeOperationEnum::add))};
    change.udto__principalList = {principal(login_ + "-new", "0")};
    change.udto__principalList.front()->password = text("Zebra9tulip");
    success("modify", modify_user(&change));
    const udto__user* user = read(user_id_);
    expect("first name", shown(user->udto__firstName), "Augusta");
    expect("title", shown(user->udto__title), *fill_user(make<udto__user>())->udto__title);
    const auto& left = user->udto__userAttributes->udto__userAttributeEntry;
    expect("attributes",
           std::to_string(left.size()) + " " + shown(left.at(0).udto__userAttribute_->udto__value),
           "1 8");
    expect("principals", principals(*user), joined({login_ + "-ldap@101", login_ + "-new@0"}));
    expect("role added", found_by_role("HELPDESK"), user_id_);
    expect("role removed", found_by_role("END_USER"), "");
    const bool gone = by_principal(login_)->status == usersvc__ResponseStatus::failure;
    expect("old name", gone ? "failure" : "success", "failure");
    login_ += "-new";
    refused(set_password("Zebra9tulip"), "FAIL_HISTORY_RULE", "");
  }

  void lock() {
    success("lock", lock_user(prov__AccountLockEnum::locked));
    const udto__UserStatus* status = read(user_id_)->udto__secondaryStatus;
    expect("locked", status && *status == udto__UserStatus::locked ? "locked" : "other", "locked");
    success("unlock", lock_user(prov__AccountLockEnum::unlock));
    expect("unlocked", read(user_id_)->udto__secondaryStatus ? "some" : "none", "none");
  }

  void passwords() {
    success("set", set_password("Tulip7zebra"));
    prov__resetPassword request;
    request.passwordSync = password_sync(nullptr);
    prov__resetPasswordResponse reply;
    check(provisioning_.soap, provisioning_.resetPassword(&request, reply));
    const std::string* password = success("reset", reply.return_)->password;
    expect("reset gives a password", password && !password->empty() ? "yes" : "no", "yes");
  }

  void any_type() {
    const auto* made =
        dynamic_cast<xsd__string_*>(success("made", set_password(nullptr))->responseValue);
    expect("password made", made && !made->__item.empty() ? "yes" : "no", "yes");
    const auto* subject = dynamic_cast<usersvc__Subject*>(
        success("by principal", by_principal(login_))->responseValue);
    if (!subject) throw std::runtime_error("responseValue is no Subject");
    expect(
        "subject",
        shown(subject->userId) + " " + shown(subject->principal) + " " + shown(subject->domainId),
        user_id_ + " " + login_ + " " + DOMAIN);
    expect("roles", joined(texts(subject->roles)), "HELPDESK|HR");
    expect("groups", joined(texts(subject->groups)), "HR_GRP");
    expect("principals", joined(texts(subject->principals)),
           joined({login_, replaced(login_, "-new", "-ldap")}));
  }

  void failures() {
    prov__ProvisionUser* twin = named(name_);
    twin->udto__principalList = {principal(login_, "0")};
    refused(add_user(twin), "DUPLICATE_PRINCIPAL", login_);
    prov__ProvisionUser nobody;
    nobody.udto__userId = text("nobody");
    refused(modify_user(&nobody), "userNotFound", "nobody");
    refused(set_password("a1"), "FAIL_LENGTH_RULE", "8");
    prov__ProvisionUser* roleless = named(name_);
    roleless->memberOfRoles = {role("NO_ROLE")};
    refused(add_user(roleless), "roleIdInvalid", "NO_ROLE");
  }

  void fault() {
    prov__addUser request;
    request.user = named(std::string(101, 'x'));
    prov__addUserResponse reply;
    const int result = provisioning_.addUser(&request, reply);
    expect("a name too long", result == SOAP_OK ? "no fault" : "a fault", "a fault");
    const std::string fault = result == SOAP_OK ? "" : soap_fault_string(provisioning_.soap);
    expect("fault names the element", fault.find("lastName") != std::string::npos ? "yes" : fault,
           "yes");
  }

  static prov__ProvisionUser* named(const std::string& last_name) {
    prov__ProvisionUser* user = make<prov__ProvisionUser>();
    user->udto__lastName = text(last_name);
    user->udto__status = make(udto__UserStatus::active);
    return user;
  }

  prov__ProvisionUserResponse* add_user(prov__ProvisionUser* user) {
    prov__addUser request;
    request.user = user;
    prov__addUserResponse reply;
    check(provisioning_.soap, provisioning_.addUser(&request, reply));
    return reply.return_;
  }

  prov__ProvisionUserResponse* modify_user(prov__ProvisionUser* user) {
    prov__modifyUser request;
    request.user = user;
    prov__modifyUserResponse reply;
    check(provisioning_.soap, provisioning_.modifyUser(&request, reply));
    return reply.return_;
  }

  prov__Response* lock_user(prov__AccountLockEnum operation) {
    prov__lockUser request;
    request.userId = text(user_id_);
    request.operation = &operation;
    request.requestorId = text("3000");
    prov__lockUserResponse reply;
    check(provisioning_.soap, provisioning_.lockUser(&request, reply));
    return reply.return_;
  }

  prov__PasswordSync* password_sync(const char* password) {
    prov__PasswordSync* sync = make<prov__PasswordSync>();
    sync->securityDomain = text(DOMAIN);
    sync->managedSystemId = text("0");
    sync->principal = text(login_);
    if (password) sync->password = text(password);
    return sync;
  }

  prov__Response* set_password(const char* password) {
    prov__setPassword request;
    request.passwordSync = password_sync(password);
    prov__setPasswordResponse reply;
    check(provisioning_.soap, provisioning_.setPassword(&request, reply));
    return reply.return_;
  }

  udto__user* read(const std::string& id) {
    usersvc__getUserWithDependent request;
    request.id = text(id);
    request.dependants = true;
    usersvc__getUserWithDependentResponse reply;
    check(users_.soap, users_.getUserWithDependent(&request, reply));
    return success("read", reply.return_)->user;
  }

  usersvc__UserResponse* by_principal(const std::string& login) {
    usersvc__getUserByPrincipal request;
    request.securityDomain = text(DOMAIN);
    request.principal = text(login);
    request.managedSysId = text("0");
    usersvc__getUserByPrincipalResponse reply;
    check(users_.soap, users_.getUserByPrincipal(&request, reply));
    return reply.return_;
  }

  std::string found_by_role(const std::string& role) {
    udto__UserSearch search;
    search.udto__roleIdList = {role};
    search.udto__domainId = text(DOMAIN);
    return found(search);
  }

  std::string found(udto__UserSearch& search) {
    if (!search.udto__lastName) search.udto__lastName = text(name_);
    usersvc__search request;
    request.search = &search;
    usersvc__searchResponse reply;
    check(users_.soap, users_.search(&request, reply));
    std::vector<std::string> ids;
    for (const udto__user* each : reply.return_->userList) ids.push_back(*each->udto__userId);
    return joined(ids);
  }

  Provisioning& provisioning_;
  UserData& users_;
  std::string name_, login_, user_id_, boss_, step_;
  int failures_ = 0;
};

int main(int, char** arguments) {
  const std::string services = std::string(arguments[1]) + "/openiam-idm-esb/idmsrvc/";
  // A proxy keeps the pointer it is given, not a copy.
  const std::string addresses[] = {services + "ProvisioningService", services + "UserDataService"};
  Provisioning provisioning(addresses[0].c_str(), SOAP_C_UTFSTRING | SOAP_IO_KEEPALIVE);
  UserData users(addresses[1].c_str(), SOAP_C_UTFSTRING | SOAP_IO_KEEPALIVE);
  trust(provisioning.soap, arguments[2]);
  trust(users.soap, arguments[2]);
  return Conversation(provisioning, users).hold() ? 0 : 1;
}
