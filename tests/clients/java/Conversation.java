import java.io.File;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import javax.xml.ws.soap.SOAPFaultException;
import provisioning.*;

/**
 * The conversation of tests/clients/README.md, held by JAX-WS classes that wsimport made of our ?wsdl: package
 * provisioning of one service, package userdata of the other.
 *
 * <p>usage: Conversation BASE-URL SCALARS.TSV
 */
public class Conversation {
  private static final String DOMAIN = "USR_SEC_DOMAIN";

  private final ProvisionControllerService provisioning;
  private final userdata.UserDataService users;
  private final Map<String, String> scalars = new TreeMap<>();
  private final String name = "Java" + unique();
  private final String login = "java." + unique();
  private String userId;

  public static void main(String[] arguments) throws Exception {
    new Conversation(arguments[0], arguments[1]).hold();
  }

  private Conversation(String base, String scalarsFile) throws Exception {
    String services = base + "/openiam-idm-esb/idmsrvc/";
    provisioning =
        new ProvisionServiceService(new URL(services + "ProvisioningService?wsdl")).getProvisionControllerServicePort();
    users = new userdata.UserDataWebServiceService(new URL(services + "UserDataService?wsdl")).getUserDataServicePort();
    for (String line : Files.readAllLines(new File(scalarsFile).toPath(), StandardCharsets.UTF_8)) {
      String[] pair = line.split("\t");
      scalars.put(pair[0], pair[1]);
    }
  }

  private void hold() throws Exception {
    add();
    System.out.println("ok add");
    readBack();
    System.out.println("ok read_back");
    search();
    System.out.println("ok search");
    contacts();
    System.out.println("ok contacts");
    modify();
    System.out.println("ok modify");
    lock();
    System.out.println("ok lock");
    passwords();
    System.out.println("ok passwords");
    fault();
    System.out.println("ok fault");
  }

  private void add() throws Exception {
    ProvisionUser user = new ProvisionUser();
    for (Map.Entry<String, String> each : scalars.entrySet()) set(user, each.getKey(), each.getValue());
    user.setLastName(name);
    user.setStatus(UserStatus.ACTIVE);
    Address address = new Address();
    address.setName("HOME");
    address.setAddress1("St James's Square");
    address.setIsActive(true);
    user.getAddresses().add(address);
    EmailAddress email = new EmailAddress();
    email.setName("EMAIL1");
    email.setEmailAddress("ada@example.org");
    email.setIsDefault(1);
    email.setIsActive(true);
    user.getEmailAddresses().add(email);
    Phone phone = new Phone();
    phone.setName("DESK PHONE");
    phone.setAreaCd("020");
    phone.setPhoneNbr("79460001");
    phone.setIsActive(true);
    user.getPhones().add(phone);
    user.setUserAttributes(attributes(attribute("favourite", "7", null), attribute("remark", "a < b & c", null)));
    UserNote note = new UserNote();
    note.setNoteType("COMMENT");
    note.setDescription("first programmer");
    UserNoteSet.UserNoteItem item = new UserNoteSet.UserNoteItem();
    item.setUserNote(note);
    user.setUserNotes(new UserNoteSet());
    user.getUserNotes().getUserNoteItem().add(item);
    user.getPrincipalList().add(principal(login, "0"));
    user.getPrincipalList().add(principal(login + "-ldap", "101"));
    user.getMemberOfRoles().add(role("END_USER", null));
    userId = expectSuccess("add", provisioning.addUser(user)).getUser().getUserId();
  }

  private void readBack() throws Exception {
    userdata.User user = read();
    for (Map.Entry<String, String> each : scalars.entrySet())
      expect(each.getKey(), get(user, each.getKey()), each.getValue());
    expect("last name", user.getLastName(), name);
    expect("status", user.getStatus().value(), "active");
    expect("addresses", user.getAddresses().get(0).getAddress1(), "St James's Square");
    expect("addresses", user.getAddresses().size(), 1);
    expect("e-mails", user.getEmailAddresses().get(0).getEmailAddress(), "ada@example.org");
    expect("e-mails", user.getEmailAddresses().size(), 1);
    expect("phones", user.getPhones().get(0).getPhoneNbr(), "79460001");
    expect("phones", user.getPhones().size(), 1);
    expect("attributes", attributeValues(user), "{favourite=7, remark=a < b & c}");
    expect("notes", user.getUserNotes().getUserNoteItem().get(0).getUserNote().getDescription(), "first programmer");
    List<String> principals = new ArrayList<>();
    for (userdata.Login each : user.getPrincipalList())
      principals.add(each.getId().getLogin() + "@" + each.getId().getManagedSysId());
    principals.sort(null);
    expect("principals", principals, Arrays.asList(login + "-ldap@101", login + "@0"));
    userdata.UserResponse byName = users.getUserByPrincipal(DOMAIN, login, "0", false);
    expect("by principal", byName.getUser().getUserId(), userId);
  }

  private void search() {
    expect("by name", found(new userdata.UserSearch()), Arrays.asList(userId));
    userdata.UserSearch byPrincipal = new userdata.UserSearch();
    byPrincipal.setPrincipal(login);
    expect("by principal", found(byPrincipal), Arrays.asList(userId));
    expect("by role", foundByRole("END_USER"), Arrays.asList(userId));
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
        attributes(attribute("remark", null, AttributeOperationEnum.DELETE), attribute("favourite", "8", null)));
    change.getMemberOfRoles().add(role("END_USER", AttributeOperationEnum.DELETE));
    change.getMemberOfRoles().add(role("HELPDESK", AttributeOperationEnum.ADD));
    expectSuccess("modify", provisioning.modifyUser(change));
    userdata.User user = read();
    expect("first name", user.getFirstName(), "Augusta");
    expect("title", user.getTitle(), scalars.get("title"));
    expect("attributes", attributeValues(user), "{favourite=8}");
    expect("role added", foundByRole("HELPDESK"), Arrays.asList(userId));
    expect("role removed", foundByRole("END_USER"), new ArrayList<String>());
  }

  private void lock() {
    expectSuccess("lock", provisioning.lockUser(userId, AccountLockEnum.LOCKED, "3000"));
    expect("locked", read().getSecondaryStatus().value(), "locked");
    expectSuccess("unlock", provisioning.lockUser(userId, AccountLockEnum.UNLOCK, "3000"));
    expect("unlocked", read().getSecondaryStatus(), null);
  }

  private void passwords() {
    expectSuccess("set", provisioning.setPassword(passwordSync("Zebra9tulip")));
    Response refused = provisioning.setPassword(passwordSync("a1"));
    expect("too short", refused.getStatus().value() + " " + refused.getErrorCode().value(), "failure FAIL_LENGTH_RULE");
    PasswordResponse reset = expectSuccess("reset", provisioning.resetPassword(passwordSync(null)));
    expect("reset gives a password", reset.getPassword() != null && !reset.getPassword().isEmpty(), true);
  }

  private void fault() {
    try {
      provisioning.testConnectionConfig("0");
    } catch (SOAPFaultException fault) {
      expect("fault", fault.getMessage().contains("not served yet"), true);
      return;
    }
    fail("an operation that is not served yet gave no fault");
  }

  private userdata.User read() {
    userdata.UserResponse reply = users.getUserWithDependent(userId, true);
    expect("read", reply.getStatus().value(), "success");
    return reply.getUser();
  }

  private List<String> foundByRole(String role) {
    userdata.UserSearch search = new userdata.UserSearch();
    search.getRoleIdList().add(role);
    search.setDomainId(DOMAIN);
    return found(search);
  }

  private List<String> found(userdata.UserSearch search) {
    search.setLastName(name);
    List<String> ids = new ArrayList<>();
    for (userdata.User each : users.search(search).getUserList()) ids.add(each.getUserId());
    return ids;
  }

  private static Login principal(String login, String system) {
    LoginId id = new LoginId();
    id.setDomainId(DOMAIN);
    id.setLogin(login);
    id.setManagedSysId(system);
    Login principal = new Login();
    principal.setId(id);
    return principal;
  }

  /** wsimport gives role a list of elements, because it inherits one `selected` and has another. */
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

  private static String attributeValues(userdata.User user) {
    Map<String, String> values = new TreeMap<>();
    for (userdata.UserAttributeMap.UserAttributeEntry each : user.getUserAttributes().getUserAttributeEntry())
      values.put(each.getKey(), each.getUserAttribute().getValue());
    return values.toString();
  }

  private PasswordSync passwordSync(String password) {
    PasswordSync sync = new PasswordSync();
    sync.setSecurityDomain(DOMAIN);
    sync.setManagedSystemId("0");
    sync.setPrincipal(login);
    sync.setPassword(password);
    return sync;
  }

  private static void set(Object target, String field, String value) throws Exception {
    target.getClass().getMethod("set" + capital(field), String.class).invoke(target, value);
  }

  private static Object get(Object source, String field) throws Exception {
    return source.getClass().getMethod("get" + capital(field)).invoke(source);
  }

  private static String capital(String field) {
    return Character.toUpperCase(field.charAt(0)) + field.substring(1);
  }

  private static String unique() {
    return UUID.randomUUID().toString().replace("-", "").substring(0, 12);
  }

  private static <Reply extends Response> Reply expectSuccess(String what, Reply reply) {
    if (reply.getStatus() != ResponseStatus.SUCCESS)
      fail(what + ": " + reply.getStatus() + " " + reply.getErrorCode() + " " + reply.getErrorText());
    return reply;
  }

  private static void expect(String what, Object got, Object wanted) {
    if (got == null ? wanted != null : !got.equals(wanted)) fail(what + ": got " + got + ", wanted " + wanted);
  }

  private static void fail(String why) {
    System.err.println("java: " + why);
    System.exit(1);
  }
}
