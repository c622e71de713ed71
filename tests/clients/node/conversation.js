// The conversation of tests/clients/README.md, held by Node's soap package from our ?wsdl.
//
// usage: NODE_EXTRA_CA_CERTS=CERTIFICATE node conversation.js BASE-URL FIELDS.TSV
'use strict';

const crypto = require('crypto');
const fs = require('fs');
// docs: begin
const soap = require('soap');

/** One service; soap reads the live ?wsdl. NODE_EXTRA_CA_CERTS names the certificate to trust. */
async function connect(base, name) {
  const url = `${base}/openiam-idm-esb/idmsrvc/${name}`;
  const client = await soap.createClientAsync(`${url}?wsdl`);
  client.setEndpoint(url);
  // Each method is given the elements of its request and gives what the reply holds in `return`.
  return async (operation, request) => (await client[`${operation}Async`](request))[0].return;
}

/** Adds a user with an identity and a role, and reads the user back by that identity. */
async function example(provisioning, users, login) {
  const flags = Object.fromEntries(['notifyTargetSystems', 'emailCredentialsToNewUsers', 'emailCredentialsToSupervisor',
    'provisionOnStartDate', 'addInitialPasswordToHistory', 'skipPreprocessor', 'skipPostProcessor']
    .map((flag) => [flag, false]));
  const added = await provisioning('addUser', {user: {
    firstName: 'Grace', lastName: 'Hopper', status: 'active', ...flags,
    principalList: [{id: {domainId: 'USR_SEC_DOMAIN', login, managedSysId: '0'},
      firstTimeLogin: 0, resetPassword: 0, isLocked: 0, selected: false}],
    memberOfRoles: [{id: {roleId: 'END_USER', serviceId: 'USR_SEC_DOMAIN'}, userAssociationMethod: 0}],
  }});
  if (added.attributes.status !== 'success') throw new Error(`${added.errorCode}: ${added.errorText}`);
  const read = {securityDomain: 'USR_SEC_DOMAIN', principal: login, managedSysId: '0', dependants: true};
  return (await users('getUserByPrincipal', read)).user;
}
// docs: end

const DOMAIN = 'USR_SEC_DOMAIN';
const ATTRIBUTE = 'favourite';
const REQUIRED_FLAGS = {notifyTargetSystems: false, emailCredentialsToNewUsers: false,
  emailCredentialsToSupervisor: false, provisionOnStartDate: false, addInitialPasswordToHistory: false,
  skipPreprocessor: false, skipPostProcessor: false};

/**
 * What to send and to read back: object -> field -> value. Dates are sent as text, because soap writes a Date as an empty
 * element where it does not find the type.
 */
function readFields(path) {
  const convert = {text: String, number: Number, flag: (text) => text === 'true',
    date: (text) => new Date(text).toISOString()};
  const fields = {};
  for (const line of fs.readFileSync(path, 'utf8').trimEnd().split('\n')) {
    const [owner, field, kind, value] = line.split('\t');
    fields[owner] = {...fields[owner], [field]: convert[kind](value)};
  }
  return fields;
}

function principal(login, system, more = {}) {
  return {...more, id: {domainId: DOMAIN, login, managedSysId: system}, firstTimeLogin: 0, resetPassword: 0, isLocked: 0,
    selected: false};
}

function role(roleId, more = {}) {
  return {...more, id: {roleId, serviceId: DOMAIN}, userAssociationMethod: 0};
}

function attributes(values) {
  return {userAttributeEntry: Object.entries(values).map(([name, value]) =>
    ({attributes: {key: name}, userAttribute: {name, ...value}}))};
}

function attributesOf(user) {
  return Object.fromEntries(user.userAttributes.userAttributeEntry.map((each) => [each.attributes.key, each.userAttribute]));
}

function principals(user) {
  return user.principalList.map((each) => `${each.id.login}@${each.id.managedSysId}`).sort();
}

/** A value of xs:anyType with the xsi:type xs:string. */
function text(any) {
  return any !== null && typeof any === 'object' ? any.$value : any;
}

class Conversation {
  constructor(provisioning, users, fields) {
    Object.assign(this, {provisioning, users, fields, failures: 0});
    const unique = crypto.randomBytes(6).toString('hex');
    this.name = `Node${unique}`;
    this.login = `node.${unique}`;
  }

  async hold() {
    for (const step of ['example', 'dependents', 'add', 'read_back', 'search', 'contacts', 'modify', 'lock', 'passwords',
      'any_type', 'refusals', 'fault']) {
      this.step = step === 'refusals' ? 'failures' : step;
      const before = this.failures;
      try {
        await this[step]();
      } catch (error) {
        this.expect('no exception', error.message, '');
      }
      if (this.failures === before) console.log(`ok ${this.step}`);
    }
    return this.failures === 0;
  }

  expect(what, got, wanted) {
    const [gotText, wantedText] = [got, wanted].map((each) => JSON.stringify(each));
    if (gotText === wantedText) return;
    this.failures += 1;
    console.log(`failed ${this.step}: ${what}: expected ${wantedText}, got ${gotText}`);
  }

  success(what, reply) {
    this.expect(what, [reply.attributes.status, reply.errorText], ['success', undefined]);
    return reply;
  }

  refused(reply, code, named) {
    this.expect(code, [reply.attributes.status, reply.errorCode], ['failure', code]);
    this.expect(`${code} names ${named}`, (reply.errorText || '').includes(named), true);
  }

  expectFields(owner, got) {
    for (const [field, wanted] of Object.entries(this.fields[owner])) {
      const isDate = /^\d+-\d\d-\d\dT.*Z$/.test(wanted);
      this.expect(`${owner}.${field}`, isDate ? new Date(got[field]).toISOString() : got[field], wanted);
    }
  }

  async example() {
    const user = await example(this.provisioning, this.users, `${this.login}-hopper`);
    this.expect('last name', user.lastName, 'Hopper');
    this.expect('identities', principals(user), [`${this.login}-hopper@0`]);
  }

  /** Every kind of dependent that both services take. */
  everyContact() {
    const sent = this.fields;
    return {addresses: [sent.address], emailAddresses: [sent.emailAddress], phones: [sent.phone],
      userAttributes: attributes({[ATTRIBUTE]: sent.userAttribute, remark: {value: 'a < b & c'}}),
      userNotes: {userNoteItem: [{userNote: sent.userNote}]}};
  }

  expectContacts(user) {
    const notes = user.userNotes.userNoteItem.map((each) => each.userNote);
    for (const [owner, rows] of Object.entries({address: user.addresses, emailAddress: user.emailAddresses,
      phone: user.phones, userNote: notes})) {
      this.expect(`number of ${owner}`, rows.length, 1);
      this.expectFields(owner, rows[0]);
    }
    const found = attributesOf(user);
    this.expect('attributes', Object.keys(found).sort(), [ATTRIBUTE, 'remark']);
    this.expectFields('userAttribute', found[ATTRIBUTE]);
    this.expect('remark', found.remark.value, 'a < b & c');
  }

  async dependents() {
    for (const [operation, suffix] of [['addUserWithDependent', '-boss'], ['addUserWithDependant', '-deputy']]) {
      const login = this.login + suffix;
      const reply = this.success(operation, await this.users(operation, {dependency: true, user: {...this.everyContact(),
        lastName: this.name + suffix, status: 'active', principalList: [principal(login, '0')]}}));
      const user = await this.read(reply.user.userId);
      this.expectContacts(user);
      this.expect('principals', principals(user), [`${login}@0`]);
      this.boss = this.boss || reply.user.userId;
    }
  }

  provision(operation, user) {
    return this.provisioning(operation, {user: {...user, ...REQUIRED_FLAGS}});
  }

  async add() {
    const added = this.success('add', await this.provision('addUser', {
      ...this.fields.user, ...this.everyContact(), lastName: this.name, status: 'active',
      principalList: [principal(this.login, '0'), principal(`${this.login}-ldap`, '101')],
      supervisor: {...this.fields.supervisor, supervisor: {userId: this.boss}},
      memberOfRoles: [role('END_USER')], memberOfGroups: [{grpId: 'HR_GRP'}],
    })).user;
    this.userId = added.userId;
    this.expect('groups', added.memberOfGroups.map((each) => each.grpId), ['HR_GRP']);
    this.expectFields('supervisor', added.supervisor);
    this.expect('supervisor', added.supervisor.supervisor.userId, this.boss);
  }

  async read(id) {
    return this.success('read', await this.users('getUserWithDependent', {id, dependants: true})).user;
  }

  byPrincipal(login) {
    const asked = {securityDomain: DOMAIN, principal: login, managedSysId: '0', dependants: false};
    return this.users('getUserByPrincipal', asked);
  }

  async read_back() {
    const user = await this.read(this.userId);
    this.expectFields('user', user);
    this.expect('last name', user.lastName, this.name);
    this.expect('status', user.status, 'active');
    this.expectContacts(user);
    this.expect('principals', principals(user), [`${this.login}-ldap@101`, `${this.login}@0`]);
    const found = this.success('by principal', await this.byPrincipal(this.login)).user;
    this.expect('by principal', found.userId, this.userId);
    this.expect('without dependents', found.addresses, undefined);
    const {supervisorList} = this.success('supervisors', await this.users('getSupervisors', {employeeId: this.userId}));
    this.expect('supervisors', supervisorList.map((each) => each.supervisor.userId), [this.boss]);
    this.expectFields('supervisor', supervisorList[0]);
  }

  async found(criteria) {
    const reply = await this.users('search', {search: {lastName: this.name, ...criteria}});
    return (reply.userList || []).map((each) => each.userId);
  }

  async search() {
    this.expect('by name', (await this.found({lastName: `${this.name}%`})).length, 3);
    for (const [what, criteria] of Object.entries({
      principal: {principal: this.login}, role: {roleIdList: ['END_USER'], domainId: DOMAIN},
      group: {groupIdList: ['HR_GRP']}, attribute: {attributeName: ATTRIBUTE, attributeValue: '7%'},
      'e-mail': {emailAddress: 'ada@%'}})) {
      this.expect(`by ${what}`, await this.found(criteria), [this.userId]);
    }
    this.expect('not found', await this.found({firstName: 'Nobody'}), []);
  }

  async contacts() {
    const phone = {name: 'HOME', phoneNbr: '79460002', parentId: this.userId};
    const added = this.success('add phone', await this.users('addPhone', {phone})).phone;
    this.expect('the phone added', [added.phoneNbr, added.parentType].map(text), ['79460002', 'USER']);
    const phoneId = text(added.phoneId);
    const {phoneMap} = this.success('phones', await this.users('getPhoneMap', {userId: this.userId}));
    const numbers = Object.fromEntries(phoneMap.entry.map((each) => [each.key, each.value.phoneNbr]));
    this.expect('phones', numbers[phoneId], '79460002');
    this.success('remove phone', await this.users('removePhone', {phone: {phoneId}}));
    this.refused(await this.users('getPhoneById', {addressId: phoneId}), 'objectNotFound', '');
    this.refused(await this.users('getPhoneMap', {userId: 'nobody'}), 'userNotFound', 'nobody');
  }

  async modify() {
    this.success('modify', await this.provision('modifyUser', {
      userId: this.userId, firstName: 'Augusta',
      userAttributes: attributes({remark: {operation: 'delete'}, [ATTRIBUTE]: {value: '8'}}),
      memberOfRoles: [role('END_USER', {operation: 'delete'}), role('HELPDESK', {operation: 'add'})],
      principalList: [principal(`${this.login}-new`, '0', {password: 'Zebra9tulip'})],
    }));
    const user = await this.read(this.userId);
    this.expect('first name', user.firstName, 'Augusta');
    this.expect('title', user.title, this.fields.user.title);
    this.expect('attributes', Object.entries(attributesOf(user)).map(([key, each]) => [key, each.value]), [[ATTRIBUTE, '8']]);
    this.expect('principals', principals(user), [`${this.login}-ldap@101`, `${this.login}-new@0`]);
    this.expect('role added', await this.found({roleIdList: ['HELPDESK'], domainId: DOMAIN}), [this.userId]);
    this.expect('role removed', await this.found({roleIdList: ['END_USER'], domainId: DOMAIN}), []);
    this.expect('old name', (await this.byPrincipal(this.login)).attributes.status, 'failure');
    this.login += '-new';
    this.refused(await this.setPassword({password: 'Zebra9tulip'}), 'FAIL_HISTORY_RULE', '');
  }

  async lock() {
    for (const [operation, status] of [['locked', 'locked'], ['unlock', undefined]]) {
      this.success(operation, await this.provisioning('lockUser', {userId: this.userId, operation, requestorId: '3000'}));
      this.expect(operation, (await this.read(this.userId)).secondaryStatus, status);
    }
  }

  passwordSync(more) {
    return {passwordSync: {securityDomain: DOMAIN, managedSystemId: '0', principal: this.login, ...more,
      validateRequest: true, passThruAttributes: false, sendPasswordToUser: false}};
  }

  setPassword(more) {
    return this.provisioning('setPassword', this.passwordSync(more));
  }

  async passwords() {
    this.success('set', await this.setPassword({password: 'Tulip7zebra'}));
    const reset = this.success('reset', await this.provisioning('resetPassword', this.passwordSync({})));
    this.expect('reset gives a password', Boolean(reset.password), true);
  }

  async any_type() {
    const made = this.success('made', await this.setPassword({})).responseValue;
    this.expect('password made', [typeof text(made), Boolean(text(made))], ['string', true]);
    this.expect('its type', made.attributes['xsi:type'], 'xsd:string');
    const subject = (await this.byPrincipal(this.login)).responseValue;
    this.expect('subject', [subject.userId, subject.principal, subject.domainId].map(text), [this.userId, this.login, DOMAIN]);
    const texts = (any) => [].concat(any).map(text).sort();
    this.expect('roles', texts(subject.roles), ['HELPDESK', 'HR']);
    this.expect('groups', texts(subject.groups), ['HR_GRP']);
    this.expect('principals', texts(subject.principals), [this.login.replace('-new', '-ldap'), this.login]);
  }

  async refusals() {
    const twin = {lastName: this.name, status: 'active'};
    this.refused(await this.provision('addUser', {...twin, principalList: [principal(this.login, '0')]}),
      'DUPLICATE_PRINCIPAL', this.login);
    this.refused(await this.provision('modifyUser', {userId: 'nobody'}), 'userNotFound', 'nobody');
    this.refused(await this.setPassword({password: 'a1'}), 'FAIL_LENGTH_RULE', '8');
    this.refused(await this.provision('addUser', {...twin, memberOfRoles: [role('NO_ROLE')]}), 'roleIdInvalid', 'NO_ROLE');
  }

  async fault() {
    try {
      await this.provision('addUser', {lastName: 'x'.repeat(101), status: 'active'});
      this.expect('a name too long', 'no fault', 'a fault');
    } catch (error) {
      const {faultstring = 'none'} = (error.root && error.root.Envelope.Body.Fault) || {};
      this.expect('fault names the element', faultstring.includes('lastName'), true);
    }
  }
}

async function main(base, table) {
  const services = await Promise.all(['ProvisioningService', 'UserDataService'].map((name) => connect(base, name)));
  process.exitCode = await new Conversation(...services, readFields(table)).hold() ? 0 : 1;
}

main(...process.argv.slice(2));
