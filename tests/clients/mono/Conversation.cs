using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Web.Services.Protocols;
using Provisioning;

/// The conversation of tests/clients/README.md, held by .NET proxies that Mono's wsdl made of our ?wsdl: namespace
/// Provisioning of one service, UserData of the other.
///
/// usage: Conversation.exe BASE-URL SCALARS.TSV
class Conversation {
  const string Domain = "USR_SEC_DOMAIN";

  readonly ProvisionServiceService provisioning = new ProvisionServiceService();
  readonly UserData.UserDataWebServiceService users = new UserData.UserDataWebServiceService();
  readonly Dictionary<string, string> scalars;
  readonly string name = "Mono" + Unique();
  readonly string login = "mono." + Unique();
  string userId;

  class Unexpected : Exception {
    public Unexpected(string why) : base(why) {}
  }

  static int Main(string[] arguments) {
    try {
      new Conversation(arguments[0], arguments[1]).Hold();
      return 0;
    } catch (Exception error) {
      Console.Error.WriteLine("mono: " + (error is Unexpected ? error.Message : error.ToString()));
      return 1;
    }
  }

  Conversation(string address, string scalarsFile) {
    provisioning.Url = address + "/openiam-idm-esb/idmsrvc/ProvisioningService";
    users.Url = address + "/openiam-idm-esb/idmsrvc/UserDataService";
    scalars = File.ReadAllLines(scalarsFile).Select(line => line.Split('\t')).ToDictionary(pair => pair[0], pair => pair[1]);
  }

  void Hold() {
    foreach (var step in new (string, Action)[] {("add", Add), ("read_back", ReadBack), ("search", Search),
                                                 ("contacts", Contacts), ("modify", Modify), ("lock", Lock),
                                                 ("passwords", Passwords), ("fault", Fault)}) {
      step.Item2();
      Console.WriteLine("ok " + step.Item1);
    }
  }

  void Add() {
    var user = new ProvisionUser {
      lastName = name, status = UserStatus.active, statusSpecified = true,
      addresses = new[] {new address {name = "HOME", address1 = "St James's Square", isActive = true, isActiveSpecified = true}},
      emailAddresses = new[] {new emailAddress {name = "EMAIL1", emailAddress1 = "ada@example.org", isDefault = 1,
                                                isDefaultSpecified = true, isActive = true, isActiveSpecified = true}},
      phones = new[] {new phone {name = "DESK PHONE", areaCd = "020", phoneNbr = "79460001", isActive = true, isActiveSpecified = true}},
      userAttributes = new[] {Attribute("favourite", "7"), Attribute("remark", "a < b & c")},
      userNotes = new[] {new userNoteSetUserNoteItem {userNote = new userNote {noteType = "COMMENT", description = "first programmer"}}},
      principalList = new[] {Principal(login, "0"), Principal(login + "-ldap", "101")},
      memberOfRoles = new[] {Role("END_USER")}};
    foreach (var pair in scalars) typeof(ProvisionUser).GetProperty(pair.Key).SetValue(user, pair.Value);
    userId = Success("add", provisioning.addUser(user)).user.userId;
  }

  void ReadBack() {
    var user = Read();
    foreach (var pair in scalars) Expect(pair.Key, (string)typeof(UserData.user).GetProperty(pair.Key).GetValue(user), pair.Value);
    Expect("last name", user.lastName, name);
    Expect("status", user.status.ToString(), "active");
    Expect("addresses", Joined(user.addresses.Select(each => each.address1)), "St James's Square");
    Expect("e-mails", Joined(user.emailAddresses.Select(each => each.emailAddress1)), "ada@example.org");
    Expect("phones", Joined(user.phones.Select(each => each.phoneNbr)), "79460001");
    Expect("attributes", AttributeValues(user), "favourite=7|remark=a < b & c");
    Expect("notes", Joined(user.userNotes.Select(each => each.userNote.description)), "first programmer");
    Expect("principals", Joined(user.principalList.Select(each => each.id.login + "@" + each.id.managedSysId)),
           Joined(new[] {login + "@0", login + "-ldap@101"}));
    Expect("by principal", users.getUserByPrincipal(Domain, login, "0", false).user.userId, userId);
  }

  void Search() {
    Expect("by name", Found(new UserData.UserSearch()), userId);
    Expect("by principal", Found(new UserData.UserSearch {principal = login}), userId);
    Expect("by role", FoundByRole("END_USER"), userId);
  }

  void Contacts() {
    var sent = new UserData.phone {name = "HOME", phoneNbr = "79460002", parentId = userId};
    var added = ((UserData.PhoneResponse)users.addPhone(sent)).phone;
    Expect("the phone added", added.phoneNbr + " " + added.parentType, "79460002 USER");
    var phones = users.getPhoneMap(userId).phoneMap.ToDictionary(each => each.key, each => each.value.phoneNbr);
    Expect("phones", phones[added.phoneId], "79460002");
    Expect("remove phone", users.removePhone(added).status.ToString(), "success");
    var gone = users.getPhoneById(added.phoneId);
    Expect("the phone removed", gone.status + " " + gone.errorCode + " " + (gone.phone == null), "failure objectNotFound True");
    Expect("no phones", users.getPhoneMap("nobody").errorCode.ToString(), "userNotFound");
  }

  void Modify() {
    var removed = Attribute("remark", null);
    removed.userAttribute.operation = AttributeOperationEnum.delete;
    removed.userAttribute.operationSpecified = true;
    Success("modify", provisioning.modifyUser(new ProvisionUser {
      userId = userId, firstName = "Augusta", userAttributes = new[] {removed, Attribute("favourite", "8")},
      memberOfRoles = new[] {Role("END_USER", AttributeOperationEnum.delete), Role("HELPDESK", AttributeOperationEnum.add)}}));
    var user = Read();
    Expect("first name", user.firstName, "Augusta");
    Expect("title", user.title, scalars["title"]);
    Expect("attributes", AttributeValues(user), "favourite=8");
    Expect("role added", FoundByRole("HELPDESK"), userId);
    Expect("role removed", FoundByRole("END_USER"), "");
  }

  void Lock() {
    Success("lock", provisioning.lockUser(userId, AccountLockEnum.locked, true, "3000"));
    var user = Read();
    Expect("locked", user.secondaryStatusSpecified + " " + user.secondaryStatus, "True locked");
    Success("unlock", provisioning.lockUser(userId, AccountLockEnum.unlock, true, "3000"));
    Expect("unlocked", Read().secondaryStatusSpecified.ToString(), "False");
  }

  void Passwords() {
    Success("set", provisioning.setPassword(Sync("Zebra9tulip")));
    var refused = provisioning.setPassword(Sync("a1"));
    Expect("too short", refused.status + " " + refused.errorCode, "failure FAIL_LENGTH_RULE");
    var reset = Success("reset", provisioning.resetPassword(Sync(null)));
    Expect("reset gives a password", string.IsNullOrEmpty(reset.password).ToString(), "False");
  }

  void Fault() {
    try {
      provisioning.testConnectionConfig("0");
    } catch (SoapException fault) {
      Expect("fault", fault.Message.Contains("not served yet").ToString(), "True");
      return;
    }
    throw new Unexpected("an operation that is not served yet gave no fault");
  }

  UserData.user Read() {
    var reply = users.getUserWithDependent(userId, true);
    Expect("read", reply.status.ToString(), "success");
    return reply.user;
  }

  string FoundByRole(string role) {
    return Found(new UserData.UserSearch {roleIdList = new[] {role}, domainId = Domain});
  }

  string Found(UserData.UserSearch search) {
    search.lastName = name;
    var reply = users.search(search);
    return Joined((reply.userList ?? new UserData.user[0]).Select(each => each.userId));
  }

  static Login Principal(string login, string system) {
    return new Login {id = new LoginId {domainId = Domain, login = login, managedSysId = system}};
  }

  static role Role(string id, AttributeOperationEnum? operation = null) {
    return new role {id = new roleId {roleId1 = id, serviceId = Domain}, operation = operation ?? AttributeOperationEnum.add,
                     operationSpecified = operation != null};
  }

  static userAttributeMapUserAttributeEntry Attribute(string name, string value) {
    return new userAttributeMapUserAttributeEntry {key = name, userAttribute = new userAttribute {name = name, value = value}};
  }

  static string AttributeValues(UserData.user user) {
    return Joined(user.userAttributes.Select(each => each.key + "=" + each.userAttribute.value));
  }

  PasswordSync Sync(string password) {
    return new PasswordSync {securityDomain = Domain, managedSystemId = "0", principal = login, password = password};
  }

  static string Joined(IEnumerable<string> texts) {
    return string.Join("|", texts.OrderBy(text => text, StringComparer.Ordinal));
  }

  static string Unique() { return Guid.NewGuid().ToString("N").Substring(0, 12); }

  static Reply Success<Reply>(string what, Reply reply) where Reply : Response {
    if (reply.status != ResponseStatus.success)
      throw new Unexpected(what + ": " + reply.status + " " + reply.errorCode + " " + reply.errorText);
    return reply;
  }

  static void Expect(string what, string got, string wanted) {
    if (got != wanted) throw new Unexpected(what + ": got " + got + ", wanted " + wanted);
  }
}
