import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.xml.ws.soap.SOAPFaultException;
// docs: begin
import java.net.URL;
import provisioning.*;

// docs: end
/**
 * The conversation of tests/clients/README.md, held by JAX-WS classes that wsimport made of our ?wsdl: package
 * provisioning of one service, package userdata of the other.
 *
 * <p>usage: Conversation BASE-URL FIELDS.TSV
 */
public class Conversation {
  // docs: begin
  /** Adds a user with an identity and a role, and reads the user back by that identity. */
  static userdata.User example(String base, String login) throws Exception {
    String services = base + "/openiam-idm-esb/idmsrvc/";
    ProvisionControllerService provisioning =
        new ProvisionServiceService(new URL(services + "ProvisioningService?wsdl")).getProvisionControllerServicePort();
    userdata.UserDataService users =
        new userdata.UserDataWebServiceService(new URL(services + "UserDataService?wsdl")).getUserDataServicePort();
    ProvisionUser user = new ProvisionUser();
    user.setFirstName("Grace");
    user.setLastName("Hopper");
    user.setStatus(UserStatus.ACTIVE);
    Login identity = new Login();
    identity.setId(new LoginId());
    identity.getId().setDomainId("USR_SEC_DOMAIN");
    identity.getId().setLogin(login);
    identity.getId().setManagedSysId("0");
    user.getPrincipalList().add(identity);
    RoleId roleId = new RoleId();
    roleId.setRoleId("END_USER");
    roleId.setServiceId("USR_SEC_DOMAIN");
    Role role = new Role(); // its type inherits a `selected` and has its own, so wsimport gives it a list of elements
    role.getRest().add(new ObjectFactory().createRoleId(roleId));
    role.getRest().add(new ObjectFactory().createRoleUserAssociationMethod(0));
    user.getMemberOfRoles().add(role);
    ProvisionUserResponse added = provisioning.addUser(user);
    if (added.getStatus() != ResponseStatus.SUCCESS)
      throw new IllegalStateException(added.getErrorCode() + ": " + added.getErrorText());
    return users.getUserByPrincipal("USR_SEC_DOMAIN", login, "0", true).getUser();
  }
  // docs: end

  private static final String DOMAIN = "USR_SEC_DOMAIN";
  private static final String ATTRIBUTE = "favourite";

  /** A part of the conversation. */
  private interface Step {
    void go() throws Exception;
  }

  private final String base;
  private final ProvisionControllerService provisioning;
  private final userdata.UserDataService users;
  private final Fields fields;
  private final String name;
  private String login;
  private String userId;
  private String boss;
  private String step;
  private int failures;

  public static void main(String[] arguments) throws Exception {
    System.exit(new Conversation(arguments[0], arguments[1]).hold() ? 0 : 1);
  }

  private Conversation(String base, String fieldsFile) throws Exception {
    this.base = base;
    String services = base + "/openiam-idm-esb/idmsrvc/";
    provisioning =
        new ProvisionServiceService(new URL(services + "ProvisioningService?wsdl")).getProvisionControllerServicePort();
    users = new userdata.UserDataWebServiceService(new URL(services + "UserDataService?wsdl")).getUserDataServicePort();
    fields = new Fields(fieldsFile);
    String unique = UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    name = "Java" + unique;
    login = "java." + unique;
  }

  private boolean hold() {
    Map<String, Step> steps = new LinkedHashMap<>();
    steps.put("example", this::tryExample);
    steps.put("dependents", this::dependents);
    steps.put("add", this::add);
    steps.put("read_back", this::readBack);
    steps.put("search", this::search);
    steps.put("contacts", this::contacts);
    steps.put("modify", this::modify);
    steps.put("lock", this::lock);
    steps.put("passwords", this::passwords);
    steps.put("any_type", this::anyType);
    steps.put("failures", this::refusals);
    steps.put("fault", this::fault);
    for (Map.Entry<String, Step> each : steps.entrySet()) {
      step = each.getKey();
      int before = failures;
      try {
        each.getValue().go();
      } catch (Exception error) {
        expect("no exception", error.toString(), "");
      }
      if (failures == before) System.out.println("ok " + step);
    }
    return failures == 0;
  }

  private void tryExample() throws Exception {
    userdata.User user = example(base, login + "-hopper");
    expect("last name", user.getLastName(), "Hopper");
    expect("identities", principals(user), Arrays.asList(login + "-hopper@0"));
  }

  private void dependents() throws Exception {
    boss = addWithDependents("-boss");
    addWithDependents("-deputy");
  }

  private String addWithDependents(String suffix) throws Exception {
    userdata.User user = new userdata.User();
    user.setLastName(name + suffix);
    user.setStatus(userdata.UserStatus.ACTIVE);
    user.getAddresses().add(filled(new userdata.Address(), "address"));
    user.getEmailAddresses().add(filled(new userdata.EmailAddress(), "emailAddress"));
    user.getPhones().add(filled(new userdata.Phone(), "phone"));
    userdata.UserNoteSet.UserNoteItem note = new userdata.UserNoteSet.UserNoteItem();
    note.setUserNote(filled(new userdata.UserNote(), "userNote"));
    user.setUserNotes(new userdata.UserNoteSet());
    user.getUserNotes().getUserNoteItem().add(note);
    userdata.UserAttribute remark = new userdata.UserAttribute();
    remark.setValue("a < b & c");
    user.setUserAttributes(new userdata.UserAttributeMap());
    for (userdata.UserAttribute each : Arrays.asList(filled(new userdata.UserAttribute(), "userAttribute"), remark)) {
      each.setName(each == remark ? "remark" : ATTRIBUTE);
      userdata.UserAttributeMap.UserAttributeEntry entry = new userdata.UserAttributeMap.UserAttributeEntry();
      entry.setKey(each.getName());
      entry.setUserAttribute(each);
      user.getUserAttributes().getUserAttributeEntry().add(entry);
    }
    userdata.Login identity = new userdata.Login();
    identity.setId(new userdata.LoginId());
    identity.getId().setDomainId(DOMAIN);
    identity.getId().setLogin(login + suffix);
    identity.getId().setManagedSysId("0");
    user.getPrincipalList().add(identity);
    userdata.UserResponse reply =
        suffix.equals("-boss") ? users.addUserWithDependent(user, true) : users.addUserWithDependant(user, true);
    expect("add", reply.getStatus().value() + " " + reply.getErrorText(), "success null");
    userdata.User found = read(reply.getUser().getUserId());
    expectContacts(found);
    expect("principals", principals(found), Arrays.asList(login + suffix + "@0"));
    return found.getUserId();
  }

  private void add() throws Exception {
    ProvisionUser user = filled(new ProvisionUser(), "user");
    user.setLastName(name);
    user.setStatus(UserStatus.ACTIVE);
    user.getAddresses().add(filled(new Address(), "address"));
    user.getEmailAddresses().add(filled(new EmailAddress(), "emailAddress"));
    user.getPhones().add(filled(new Phone(), "phone"));
    UserAttribute favourite = filled(attribute(ATTRIBUTE, null, null), "userAttribute");
    user.setUserAttributes(attributes(favourite, attribute("remark", "a < b & c", null)));
    UserNoteSet.UserNoteItem note = new UserNoteSet.UserNoteItem();
    note.setUserNote(filled(new UserNote(), "userNote"));
    user.setUserNotes(new UserNoteSet());
    user.getUserNotes().getUserNoteItem().add(note);
    user.getPrincipalList().add(principal(login, "0", null));
    user.getPrincipalList().add(principal(login + "-ldap", "101", null));
    user.getMemberOfRoles().add(role("END_USER", null));
    Group group = new Group();
    group.setGrpId("HR_GRP");
    user.getMemberOfGroups().add(group);
    Supervisor supervisor = filled(new Supervisor(), "supervisor");
    supervisor.setSupervisor(new User());
    supervisor.getSupervisor().setUserId(boss);
    user.setSupervisor(supervisor);
    ProvisionUser added = expectSuccess("add", provisioning.addUser(user)).getUser();
    userId = added.getUserId();
    expect("groups", added.getMemberOfGroups().stream().map(Group::getGrpId).collect(Collectors.toList()),
        Arrays.asList("HR_GRP"));
    expectFields("supervisor", added.getSupervisor());
    expect("supervisor", added.getSupervisor().getSupervisor().getUserId(), boss);
  }

  private void readBack() throws Exception {
    userdata.User user = read(userId);
    expectFields("user", user);
    expect("last name", user.getLastName(), name);
    expect("status", user.getStatus().value(), "active");
    expectContacts(user);
    expect("principals", principals(user), Arrays.asList(login + "-ldap@101", login + "@0"));
    userdata.UserResponse found = byPrincipal(login);
    expect("by principal", found.getUser().getUserId(), userId);
    expect("without dependents", found.getUser().getAddresses().size(), 0);
    List<userdata.Supervisor> supervisors = users.getSupervisors(userId).getSupervisorList();
    expect("supervisors", supervisors.size(), 1);
    expectFields("supervisor", supervisors.get(0));
    expect("supervisor", supervisors.get(0).getSupervisor().getUserId(), boss);
  }

  private void search() {
    userdata.UserSearch search = new userdata.UserSearch();
    search.setLastName(name + "%");
    expect("by name", found(search).size(), 3);
    search = new userdata.UserSearch();
    search.setPrincipal(login);
    expect("by principal", found(search), Arrays.asList(userId));
    expect("by role", foundByRole("END_USER"), Arrays.asList(userId));
    search = new userdata.UserSearch();
    search.getGroupIdList().add("HR_GRP");
    expect("by group", found(search), Arrays.asList(userId));
    search = new userdata.UserSearch();
    search.setAttributeName(ATTRIBUTE);
    search.setAttributeValue("7%");
    expect("by attribute", found(search), Arrays.asList(userId));
    search = new userdata.UserSearch();
    search.setEmailAddress("ada@%");
    expect("by e-mail", found(search), Arrays.asList(userId));
    search = new userdata.UserSearch();
    search.setFirstName("Nobody");
    expect("not found", found(search), Collections.emptyList());
  }

  private void contacts() {
    userdata.Phone phone = new userdata.Phone();
    phone.setName("HOME");
    phone.setPhoneNbr("79460002");
    phone.setParentId(userId);
    userdata.Phone added = ((userdata.PhoneResponse) users.addPhone(phone)).getPhone();
    expect("the phone added", added.getPhoneNbr() + " " + added.getParentType(), "79460002 USER");
    Map<String, String> phones = new TreeMap<>();
    for (userdata.PhoneMapResponse.PhoneMap.Entry each : users.getPhoneMap(userId).getPhoneMap().getEntry())
      phones.put(each.getKey(), each.getValue().getPhoneNbr());
    expect("phones", phones.get(added.getPhoneId()), "79460002");
    expect("remove phone", users.removePhone(added).getStatus().value(), "success");
    userdata.PhoneResponse gone = users.getPhoneById(added.getPhoneId());
    expect("the phone removed", gone.getStatus().value() + " " + gone.getErrorCode().value(), "failure objectNotFound");
    expect("the phone removed", gone.getPhone(), null);
    expect("no phones", users.getPhoneMap("nobody").getErrorCode().value(), "userNotFound");
  }

  private void modify() throws Exception {
    ProvisionUser change = new ProvisionUser();
    change.setUserId(userId);
    change.setFirstName("Augusta");
    change.setUserAttributes(
        attributes(attribute("remark", null, AttributeOperationEnum.DELETE), attribute(ATTRIBUTE, "8", null)));
    change.getMemberOfRoles().add(role("END_USER", AttributeOperationEnum.DELETE));
    change.getMemberOfRoles().add(role("HELPDESK", AttributeOperationEnum.ADD));
    change.getPrincipalList().add(principal(login + "-new", "0", "Zebra9tulip"));
    expectSuccess("modify", provisioning.modifyUser(change));
    userdata.User user = read(userId);
    expect("first name", user.getFirstName(), "Augusta");
    expect("title", user.getTitle(), fields.text("user", "title"));
    List<userdata.UserAttributeMap.UserAttributeEntry> left = user.getUserAttributes().getUserAttributeEntry();
    expect("attributes", left.size() + " " + left.get(0).getUserAttribute().getValue(), "1 8");
    expect("principals", principals(user), Arrays.asList(login + "-ldap@101", login + "-new@0"));
    expect("role added", foundByRole("HELPDESK"), Arrays.asList(userId));
    expect("role removed", foundByRole("END_USER"), Collections.emptyList());
    expect("old name", byPrincipal(login).getStatus().value(), "failure");
    login += "-new";
    expectRefusal(provisioning.setPassword(passwordSync("Zebra9tulip")), "FAIL_HISTORY_RULE", "");
  }

  private void lock() {
    expectSuccess("lock", provisioning.lockUser(userId, AccountLockEnum.LOCKED, "3000"));
    expect("locked", read(userId).getSecondaryStatus(), userdata.UserStatus.LOCKED);
    expectSuccess("unlock", provisioning.lockUser(userId, AccountLockEnum.UNLOCK, "3000"));
    expect("unlocked", read(userId).getSecondaryStatus(), null);
  }

  private void passwords() {
    expectSuccess("set", provisioning.setPassword(passwordSync("Tulip7zebra")));
    String reset = expectSuccess("reset", provisioning.resetPassword(passwordSync(null))).getPassword();
    expect("reset gives a password", reset != null && !reset.isEmpty(), true);
  }

  private void anyType() {
    Object made = expectSuccess("made", provisioning.setPassword(passwordSync(null))).getResponseValue();
    expect("password made", made instanceof String && !((String) made).isEmpty(), true);
    userdata.Subject subject = (userdata.Subject) byPrincipal(login).getResponseValue();
    expect("subject", Arrays.asList(subject.getUserId(), subject.getPrincipal(), subject.getDomainId()),
        Arrays.asList(userId, login, DOMAIN));
    expect("roles", sorted(subject.getRoles()), Arrays.asList("HELPDESK", "HR"));
    expect("groups", sorted(subject.getGroups()), Arrays.asList("HR_GRP"));
    expect("principals", sorted(subject.getPrincipals()), Arrays.asList(login.replace("-new", "-ldap"), login));
  }

  private void refusals() {
    ProvisionUser twin = named(name);
    twin.getPrincipalList().add(principal(login, "0", null));
    expectRefusal(provisioning.addUser(twin), "DUPLICATE_PRINCIPAL", login);
    ProvisionUser nobody = new ProvisionUser();
    nobody.setUserId("nobody");
    expectRefusal(provisioning.modifyUser(nobody), "userNotFound", "nobody");
    expectRefusal(provisioning.setPassword(passwordSync("a1")), "FAIL_LENGTH_RULE", "8");
    ProvisionUser roleless = named(name);
    roleless.getMemberOfRoles().add(role("NO_ROLE", null));
    expectRefusal(provisioning.addUser(roleless), "roleIdInvalid", "NO_ROLE");
  }

  private void fault() {
    try {
      provisioning.addUser(named(String.join("", Collections.nCopies(101, "x"))));
      expect("a name too long", "no fault", "a fault");
    } catch (SOAPFaultException fault) {
      expect("fault names the element", fault.getMessage().contains("lastName"), true);
    }
  }

  private userdata.User read(String id) {
    userdata.UserResponse reply = users.getUserWithDependent(id, true);
    expect("read", reply.getStatus().value(), "success");
    return reply.getUser();
  }

  private userdata.UserResponse byPrincipal(String wanted) {
    return users.getUserByPrincipal(DOMAIN, wanted, "0", false);
  }

  private void expectContacts(userdata.User user) throws Exception {
    expect("addresses", user.getAddresses().size(), 1);
    expectFields("address", user.getAddresses().get(0));
    expect("e-mails", user.getEmailAddresses().size(), 1);
    expectFields("emailAddress", user.getEmailAddresses().get(0));
    expect("phones", user.getPhones().size(), 1);
    expectFields("phone", user.getPhones().get(0));
    expect("notes", user.getUserNotes().getUserNoteItem().size(), 1);
    expectFields("userNote", user.getUserNotes().getUserNoteItem().get(0).getUserNote());
    Map<String, userdata.UserAttribute> attributes = new TreeMap<>();
    for (userdata.UserAttributeMap.UserAttributeEntry each : user.getUserAttributes().getUserAttributeEntry())
      attributes.put(each.getKey(), each.getUserAttribute());
    expect("attributes", attributes.keySet().toString(), "[" + ATTRIBUTE + ", remark]");
    expectFields("userAttribute", attributes.get(ATTRIBUTE));
    expect("remark", attributes.get("remark").getValue(), "a < b & c");
  }

  private List<String> foundByRole(String role) {
    userdata.UserSearch search = new userdata.UserSearch();
    search.getRoleIdList().add(role);
    search.setDomainId(DOMAIN);
    return found(search);
  }

  private List<String> found(userdata.UserSearch search) {
    if (search.getLastName() == null) search.setLastName(name);
    return users.search(search).getUserList().stream().map(userdata.User::getUserId).collect(Collectors.toList());
  }

  private static List<String> principals(userdata.User user) {
    List<String> principals = new ArrayList<>();
    for (userdata.Login each : user.getPrincipalList())
      principals.add(each.getId().getLogin() + "@" + each.getId().getManagedSysId());
    principals.sort(null);
    return principals;
  }

  private static List<String> sorted(List<Object> texts) {
    return texts.stream().map(String.class::cast).sorted().collect(Collectors.toList());
  }

  private static ProvisionUser named(String lastName) {
    ProvisionUser user = new ProvisionUser();
    user.setLastName(lastName);
    user.setStatus(UserStatus.ACTIVE);
    return user;
  }

  private static Login principal(String login, String system, String password) {
    LoginId id = new LoginId();
    id.setDomainId(DOMAIN);
    id.setLogin(login);
    id.setManagedSysId(system);
    Login principal = new Login();
    principal.setId(id);
    principal.setPassword(password);
    return principal;
  }

  private static Role role(String roleId, AttributeOperationEnum operation) {
    RoleId id = new RoleId();
    id.setRoleId(roleId);
    id.setServiceId(DOMAIN);
    Role role = new Role();
    role.getRest().add(new ObjectFactory().createRoleId(id));
    role.getRest().add(new ObjectFactory().createRoleUserAssociationMethod(0));
    if (operation != null) role.getRest().add(new ObjectFactory().createRoleOperation(operation));
    return role;
  }

  private static UserAttribute attribute(String name, String value, AttributeOperationEnum operation) {
    UserAttribute attribute = new UserAttribute();
    attribute.setName(name);
    attribute.setValue(value);
    attribute.setOperation(operation);
    return attribute;
  }

  private static UserAttributeMap attributes(UserAttribute... all) {
    UserAttributeMap map = new UserAttributeMap();
    for (UserAttribute each : all) {
      UserAttributeMap.UserAttributeEntry entry = new UserAttributeMap.UserAttributeEntry();
      entry.setKey(each.getName());
      entry.setUserAttribute(each);
      map.getUserAttributeEntry().add(entry);
    }
    return map;
  }

  private PasswordSync passwordSync(String password) {
    PasswordSync sync = new PasswordSync();
    sync.setSecurityDomain(DOMAIN);
    sync.setManagedSystemId("0");
    sync.setPrincipal(login);
    sync.setPassword(password);
    return sync;
  }

  private <Target> Target filled(Target target, String owner) throws Exception {
    fields.fill(target, owner);
    return target;
  }

  private void expectFields(String owner, Object got) throws Exception {
    for (String[] each : fields.compared(owner, got)) expect(owner + "." + each[0], each[1], each[2]);
  }

  private <Reply extends Response> Reply expectSuccess(String what, Reply reply) {
    expect(what, reply.getStatus() + " " + reply.getErrorCode() + " " + reply.getErrorText(), "SUCCESS null null");
    return reply;
  }

  private void expectRefusal(Response reply, String code, String named) {
    String got = reply.getErrorCode() == null ? "none" : reply.getErrorCode().value();
    expect(code, reply.getStatus().value() + " " + got, "failure " + code);
    expect(code + " names " + named, ("" + reply.getErrorText()).contains(named), true);
  }

  private void expect(String what, Object got, Object wanted) {
    if (got == null ? wanted == null : got.equals(wanted)) return;
    failures++;
    System.out.println("failed " + step + ": " + what + ": expected " + wanted + ", got " + got);
  }
}
