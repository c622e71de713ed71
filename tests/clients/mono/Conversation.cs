using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Web.Services.Protocols;
using System.Xml;
// docs: begin
using Provisioning;

// docs: end
/// The conversation of tests/clients/README.md, held by .NET proxies that Mono's wsdl made of our ?wsdl: namespace
/// Provisioning of one service, UserData of the other.
///
/// usage: Conversation.exe BASE-URL FIELDS.TSV
class Conversation {
  // docs: begin
  /// Adds a user with an identity and a role, and reads the user back by that identity.
  static UserData.user Example(string address, string login) {
    var services = address + "/openiam-idm-esb/idmsrvc/";
    var provisioning = new ProvisionServiceService {Url = services + "ProvisioningService"};
    var users = new UserData.UserDataWebServiceService {Url = services + "UserDataService"};
    var added = provisioning.addUser(new ProvisionUser {
      firstName = "Grace", lastName = "Hopper",
      status = UserStatus.active, statusSpecified = true,  // without the second, the first is not sent
      principalList = new[] {new Login {id = new LoginId {domainId = "USR_SEC_DOMAIN", login = login, managedSysId = "0"}}},
      memberOfRoles = new[] {new role {id = new roleId {roleId1 = "END_USER", serviceId = "USR_SEC_DOMAIN"}}}});
    if (added.status != ResponseStatus.success) throw new Exception(added.errorCode + ": " + added.errorText);
    return users.getUserByPrincipal("USR_SEC_DOMAIN", login, "0", true).user;
  }
  // docs: end

  const string Domain = "USR_SEC_DOMAIN";
  const string Attribute = "favourite";

  readonly string address;
  readonly ProvisionServiceService provisioning = new ProvisionServiceService();
  readonly UserData.UserDataWebServiceService users = new UserData.UserDataWebServiceService();
  readonly ILookup<string, string[]> fields;
  readonly string name;
  string login, userId, boss, step;
  int failures;

  static int Main(string[] arguments) {
    return new Conversation(arguments[0], arguments[1]).Hold() ? 0 : 1;
  }

  Conversation(string address, string fieldsFile) {
    this.address = address;
    provisioning.Url = address + "/openiam-idm-esb/idmsrvc/ProvisioningService";
    users.Url = address + "/openiam-idm-esb/idmsrvc/UserDataService";
    fields = File.ReadAllLines(fieldsFile).Select(line => line.Split('\t')).ToLookup(row => row[0]);
    var unique = Guid.NewGuid().ToString("N").Substring(0, 12);
    name = "Mono" + unique;
    login = "mono." + unique;
  }

  bool Hold() {
    foreach (var each in new (string, Action)[] {
                 ("example", TryExample), ("dependents", Dependents), ("add", Add), ("read_back", ReadBack),
                 ("search", Search), ("contacts", Contacts), ("modify", Modify), ("lock", Lock),
                 ("passwords", Passwords), ("any_type", AnyType), ("failures", Failures), ("fault", Fault)}) {
      step = each.Item1;
      var before = failures;
      try {
        each.Item2();
      } catch (Exception error) {
        Expect("no exception", error.GetType().Name + ": " + error.Message, "");
      }
      if (failures == before) Console.WriteLine("ok " + step);
    }
    return failures == 0;
  }

  void TryExample() {
    var user = Example(address, login + "-hopper");
    Expect("last name", user.lastName, "Hopper");
    Expect("identities", Principals(user), login + "-hopper@0");
  }

  void Dependents() {
    boss = AddWithDependents("-boss", users.addUserWithDependent);
    AddWithDependents("-deputy", users.addUserWithDependant);
  }

  string AddWithDependents(string suffix, Func<UserData.user, bool, UserData.UserResponse> add) {
    var user = new UserData.user {
      lastName = name + suffix, status = UserData.UserStatus.active, statusSpecified = true,
      addresses = new[] {Filled(new UserData.address(), "address")},
      emailAddresses = new[] {Filled(new UserData.emailAddress(), "emailAddress")},
      phones = new[] {Filled(new UserData.phone(), "phone")},
      userNotes = new[] {new UserData.userNoteSetUserNoteItem {userNote = Filled(new UserData.userNote(), "userNote")}},
      userAttributes = new[] {
        new UserData.userAttributeMapUserAttributeEntry {
          key = Attribute, userAttribute = Filled(new UserData.userAttribute {name = Attribute}, "userAttribute")},
        new UserData.userAttributeMapUserAttributeEntry {
          key = "remark", userAttribute = new UserData.userAttribute {name = "remark", value = "a < b & c"}}},
      principalList = new[] {
        new UserData.Login {id = new UserData.LoginId {domainId = Domain, login = login + suffix, managedSysId = "0"}}}};
    var reply = add(user, true);
    Expect("add", reply.status + " " + reply.errorText, "success ");
    var found = Read(reply.user.userId);
    ExpectContacts(found);
    Expect("principals", Principals(found), login + suffix + "@0");
    return found.userId;
  }

  void Add() {
    var user = Filled(new ProvisionUser {
      lastName = name, status = UserStatus.active, statusSpecified = true,
      addresses = new[] {Filled(new address(), "address")},
      emailAddresses = new[] {Filled(new emailAddress(), "emailAddress")},
      phones = new[] {Filled(new phone(), "phone")},
      userNotes = new[] {new userNoteSetUserNoteItem {userNote = Filled(new userNote(), "userNote")}},
      userAttributes = new[] {AttributeEntry(Attribute, null), AttributeEntry("remark", "a < b & c")},
      principalList = new[] {Principal(login, "0"), Principal(login + "-ldap", "101")},
      memberOfRoles = new[] {Role("END_USER")}, memberOfGroups = new[] {new Group {grpId = "HR_GRP"}},
      supervisor = Filled(new supervisor {supervisor1 = new user {userId = boss}}, "supervisor")}, "user");
    Filled(user.userAttributes[0].userAttribute, "userAttribute");
    var added = Success("add", provisioning.addUser(user)).user;
    userId = added.userId;
    Expect("groups", Joined(added.memberOfGroups.Select(each => each.grpId)), "HR_GRP");
    ExpectFields("supervisor", added.supervisor);
    Expect("supervisor", added.supervisor.supervisor1.userId, boss);
  }

  void ReadBack() {
    var user = Read(userId);
    ExpectFields("user", user);
    Expect("last name", user.lastName, name);
    Expect("status", user.status.ToString(), "active");
    ExpectContacts(user);
    Expect("principals", Principals(user), Joined(new[] {login + "@0", login + "-ldap@101"}));
    var found = ByPrincipal(login).user;
    Expect("by principal", found.userId, userId);
    Expect("without dependents", (found.addresses == null).ToString(), "True");
    var supervisor = users.getSupervisors(userId).supervisorList.Single();
    ExpectFields("supervisor", supervisor);
    Expect("supervisor", supervisor.supervisor1.userId, boss);
  }

  void Search() {
    Expect("by name", Found(new UserData.UserSearch {lastName = name + "%"}).Split('|').Length.ToString(), "3");
    Expect("by principal", Found(new UserData.UserSearch {principal = login}), userId);
    Expect("by role", FoundByRole("END_USER"), userId);
    Expect("by group", Found(new UserData.UserSearch {groupIdList = new[] {"HR_GRP"}}), userId);
    Expect("by attribute", Found(new UserData.UserSearch {attributeName = Attribute, attributeValue = "7%"}), userId);
    Expect("by e-mail", Found(new UserData.UserSearch {emailAddress = "ada@%"}), userId);
    Expect("not found", Found(new UserData.UserSearch {firstName = "Nobody"}), "");
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
    var removed = AttributeEntry("remark", null);
    removed.userAttribute.operation = AttributeOperationEnum.delete;
    removed.userAttribute.operationSpecified = true;
    var renamed = Principal(login + "-new", "0");
    renamed.password = "Zebra9tulip";
    Success("modify", provisioning.modifyUser(new ProvisionUser {
      userId = userId, firstName = "Augusta", userAttributes = new[] {removed, AttributeEntry(Attribute, "8")},
      memberOfRoles = new[] {Role("END_USER", AttributeOperationEnum.delete), Role("HELPDESK", AttributeOperationEnum.add)},
      principalList = new[] {renamed}}));
    var user = Read(userId);
    Expect("first name", user.firstName, "Augusta");
    Expect("title", user.title, fields["user"].Single(row => row[1] == "title")[3]);
    Expect("attributes", Joined(user.userAttributes.Select(each => each.key + "=" + each.userAttribute.value)), Attribute + "=8");
    Expect("principals", Principals(user), Joined(new[] {login + "-new@0", login + "-ldap@101"}));
    Expect("role added", FoundByRole("HELPDESK"), userId);
    Expect("role removed", FoundByRole("END_USER"), "");
    Expect("old name", ByPrincipal(login).status.ToString(), "failure");
    login += "-new";
    Refused(provisioning.setPassword(Sync("Zebra9tulip")), "FAIL_HISTORY_RULE", "");
  }

  void Lock() {
    Success("lock", provisioning.lockUser(userId, AccountLockEnum.locked, true, "3000"));
    var user = Read(userId);
    Expect("locked", user.secondaryStatusSpecified + " " + user.secondaryStatus, "True locked");
    Success("unlock", provisioning.lockUser(userId, AccountLockEnum.unlock, true, "3000"));
    Expect("unlocked", Read(userId).secondaryStatusSpecified.ToString(), "False");
  }

  void Passwords() {
    Success("set", provisioning.setPassword(Sync("Tulip7zebra")));
    var reset = Success("reset", provisioning.resetPassword(Sync(null)));
    Expect("reset gives a password", string.IsNullOrEmpty(reset.password).ToString(), "False");
  }

  void AnyType() {
    var made = Success("made", provisioning.setPassword(Sync(null))).responseValue;
    Expect("password made", (made is string && (string)made != "").ToString(), "True");
    var subject = (UserData.Subject)ByPrincipal(login).responseValue;
    Expect("subject", subject.userId + " " + subject.principal + " " + subject.domainId, userId + " " + login + " " + Domain);
    Expect("roles", Joined(subject.roles.Cast<string>()), "HELPDESK|HR");
    Expect("groups", Joined(subject.groups.Cast<string>()), "HR_GRP");
    Expect("principals", Joined(subject.principals.Cast<string>()), Joined(new[] {login, login.Replace("-new", "-ldap")}));
  }

  void Failures() {
    Refused(provisioning.addUser(new ProvisionUser {lastName = name, status = UserStatus.active, statusSpecified = true,
                                                    principalList = new[] {Principal(login, "0")}}),
            "DUPLICATE_PRINCIPAL", login);
    Refused(provisioning.modifyUser(new ProvisionUser {userId = "nobody"}), "userNotFound", "nobody");
    Refused(provisioning.setPassword(Sync("a1")), "FAIL_LENGTH_RULE", "8");
    Refused(provisioning.addUser(new ProvisionUser {lastName = name, status = UserStatus.active, statusSpecified = true,
                                                    memberOfRoles = new[] {Role("NO_ROLE")}}),
            "roleIdInvalid", "NO_ROLE");
  }

  void Fault() {
    try {
      provisioning.addUser(new ProvisionUser {lastName = new string('x', 101), status = UserStatus.active, statusSpecified = true});
      Expect("a name too long", "no fault", "a fault");
    } catch (SoapException fault) {
      Expect("fault names the element", fault.Message.Contains("lastName").ToString(), "True");
    }
  }

  UserData.user Read(string id) {
    var reply = users.getUserWithDependent(id, true);
    Expect("read", reply.status.ToString(), "success");
    return reply.user;
  }

  UserData.UserResponse ByPrincipal(string wanted) { return users.getUserByPrincipal(Domain, wanted, "0", false); }

  void ExpectContacts(UserData.user user) {
    Expect("addresses", user.addresses.Length.ToString(), "1");
    ExpectFields("address", user.addresses[0]);
    Expect("e-mails", user.emailAddresses.Length.ToString(), "1");
    ExpectFields("emailAddress", user.emailAddresses[0]);
    Expect("phones", user.phones.Length.ToString(), "1");
    ExpectFields("phone", user.phones[0]);
    Expect("notes", user.userNotes.Length.ToString(), "1");
    ExpectFields("userNote", user.userNotes[0].userNote);
    var attributes = user.userAttributes.ToDictionary(each => each.key, each => each.userAttribute);
    Expect("attributes", Joined(attributes.Keys), Attribute + "|remark");
    ExpectFields("userAttribute", attributes[Attribute]);
    Expect("remark", attributes["remark"].value, "a < b & c");
  }

  string FoundByRole(string role) {
    return Found(new UserData.UserSearch {roleIdList = new[] {role}, domainId = Domain});
  }

  string Found(UserData.UserSearch search) {
    search.lastName = search.lastName ?? name;
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

  static userAttributeMapUserAttributeEntry AttributeEntry(string name, string value) {
    return new userAttributeMapUserAttributeEntry {key = name, userAttribute = new userAttribute {name = name, value = value}};
  }

  static string Principals(UserData.user user) {
    return Joined(user.principalList.Select(each => each.id.login + "@" + each.id.managedSysId));
  }

  PasswordSync Sync(string password) {
    return new PasswordSync {securityDomain = Domain, managedSystemId = "0", principal = login, password = password};
  }

  /// Gives an object the fields of fields.tsv. A property that has the name of its class ends in 1, and one that is not a
  /// text is sent only when its xSpecified says so.
  T Filled<T>(T target, string owner) {
    foreach (var row in fields[owner]) {
      Property(target, row[1]).SetValue(target, Converted(row[2], row[3]));
      if (row[2] != "text") target.GetType().GetProperty(row[1] + "Specified").SetValue(target, true);
    }
    return target;
  }

  void ExpectFields(string owner, object got) {
    foreach (var row in fields[owner]) {
      var value = Property(got, row[1]).GetValue(got);
      if (value is DateTime) value = ((DateTime)value).ToUniversalTime();
      Expect(owner + "." + row[1], Text(value), Text(Converted(row[2], row[3])));
    }
  }

  static System.Reflection.PropertyInfo Property(object target, string field) {
    return target.GetType().GetProperty(field) ?? target.GetType().GetProperty(field + "1");
  }

  static object Converted(string kind, string text) {
    switch (kind) {
      case "number": return int.Parse(text);
      case "flag": return bool.Parse(text);
      case "date": return XmlConvert.ToDateTime(text, XmlDateTimeSerializationMode.Utc);
      default: return text;
    }
  }

  static string Text(object value) {
    return value is DateTime ? ((DateTime)value).ToString("o") : Convert.ToString(value);
  }

  static string Joined(IEnumerable<string> texts) {
    return string.Join("|", texts.OrderBy(text => text, StringComparer.Ordinal));
  }

  Reply Success<Reply>(string what, Reply reply) where Reply : Response {
    Expect(what, reply.status + " " + reply.errorText, "success ");
    return reply;
  }

  void Refused(Response reply, string code, string named) {
    Expect(code, reply.status + " " + reply.errorCode, "failure " + code);
    Expect(code + " names " + named, (reply.errorText ?? "").Contains(named).ToString(), "True");
  }

  void Expect(string what, string got, string wanted) {
    if (got == wanted) return;
    ++failures;
    Console.WriteLine("failed " + step + ": " + what + ": expected " + wanted + ", got " + got);
  }
}
