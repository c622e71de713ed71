<?php
// The conversation of tests/clients/README.md, held by PHP's SoapClient from our ?wsdl.
//
// usage: php conversation.php BASE-URL CERTIFICATE FIELDS.TSV

declare(strict_types=1);

// docs: begin
/** One service; SoapClient reads the live ?wsdl. */
function connect(string $base, string $service, string $certificate): SoapClient
{
    return new SoapClient("$base/openiam-idm-esb/idmsrvc/$service?wsdl", [
        'features' => SOAP_SINGLE_ELEMENT_ARRAYS,  // a list of one stays a list
        'cache_wsdl' => WSDL_CACHE_NONE,
        'stream_context' => stream_context_create(['ssl' => ['cafile' => $certificate]]),
    ]);
}

/** Adds a user with an identity and a role, and reads the user back by that identity. */
function example(SoapClient $provisioning, SoapClient $users, string $login): object
{
    $flags = array_fill_keys(['notifyTargetSystems', 'emailCredentialsToNewUsers', 'emailCredentialsToSupervisor',
        'provisionOnStartDate', 'addInitialPasswordToHistory', 'skipPreprocessor', 'skipPostProcessor'], false);
    $added = $provisioning->addUser(['user' => $flags + [
        'firstName' => 'Grace', 'lastName' => 'Hopper', 'status' => 'active',
        'principalList' => [['id' => ['domainId' => 'USR_SEC_DOMAIN', 'login' => $login, 'managedSysId' => '0'],
            'firstTimeLogin' => 0, 'resetPassword' => 0, 'isLocked' => 0, 'selected' => false]],
        'memberOfRoles' => [['id' => ['roleId' => 'END_USER', 'serviceId' => 'USR_SEC_DOMAIN'],
            'userAssociationMethod' => 0]],
    ]])->return;
    if ($added->status !== 'success') {
        throw new RuntimeException("$added->errorCode: $added->errorText");
    }
    return $users->getUserByPrincipal(['securityDomain' => 'USR_SEC_DOMAIN', 'principal' => $login,
        'managedSysId' => '0', 'dependants' => true])->return->user;
}
// docs: end

const DOMAIN = 'USR_SEC_DOMAIN';
const ATTRIBUTE = 'favourite';

/** What to send and to read back: object => field => [kind, value]. */
function read_fields(string $path): array
{
    $fields = [];
    foreach (file($path, FILE_IGNORE_NEW_LINES) as $line) {
        [$owner, $field, $kind, $value] = explode("\t", $line);
        $fields[$owner][$field] = [$kind, match ($kind) {
            'number' => (int)$value,
            'flag' => $value === 'true',
            default => $value,
        }];
    }
    return $fields;
}

function principal(string $login, string $system, array $more = []): array
{
    return $more + ['id' => ['domainId' => DOMAIN, 'login' => $login, 'managedSysId' => $system],
        'firstTimeLogin' => 0, 'resetPassword' => 0, 'isLocked' => 0, 'selected' => false];
}

function role(string $id, array $more = []): array
{
    return $more + ['id' => ['roleId' => $id, 'serviceId' => DOMAIN], 'userAssociationMethod' => 0];
}

/** The booleans that the schema requires, beside what is given. */
function provision_user(array $fields): array
{
    return ['user' => $fields + array_fill_keys(['notifyTargetSystems', 'emailCredentialsToNewUsers',
        'emailCredentialsToSupervisor', 'provisionOnStartDate', 'addInitialPasswordToHistory', 'skipPreprocessor',
        'skipPostProcessor'], false)];
}

function attributes(array $values): array
{
    $entries = [];
    foreach ($values as $name => $value) {
        $entries[] = ['key' => $name, 'userAttribute' => ['name' => $name] + $value];
    }
    return ['userAttributeEntry' => $entries];
}

function attributes_of(object $user): array
{
    $found = [];
    foreach ($user->userAttributes->userAttributeEntry as $entry) {
        $found[$entry->key] = $entry->userAttribute;
    }
    ksort($found);
    return $found;
}

function principals(object $user): array
{
    return sorted(array_map(fn($each) => $each->id->login . '@' . $each->id->managedSysId, $user->principalList));
}

function sorted(array $texts): array
{
    sort($texts, SORT_STRING);
    return $texts;
}

final class Conversation
{
    private string $name;
    private string $login;
    private ?string $userId = null;
    private ?string $boss = null;
    private string $step = '';
    private int $failures = 0;

    public function __construct(private SoapClient $provisioning, private SoapClient $users, private array $fields)
    {
        $unique = bin2hex(random_bytes(6));
        $this->name = "Php$unique";
        $this->login = "php.$unique";
    }

    public function hold(): bool
    {
        foreach (['example', 'dependents', 'add', 'read_back', 'search', 'contacts', 'modify', 'lock', 'passwords',
            'any_type', 'failures', 'fault'] as $this->step) {
            $before = $this->failures;
            try {
                $this->{$this->step}();
            } catch (Throwable $error) {
                $this->expect('no exception', get_class($error) . ': ' . $error->getMessage(), '');
            }
            if ($this->failures === $before) {
                echo "ok $this->step\n";
            }
        }
        return $this->failures === 0;
    }

    private function expect(string $what, mixed $got, mixed $wanted): void
    {
        if ($got !== $wanted) {
            ++$this->failures;
            [$wanted, $got] = array_map(
                fn($each) => json_encode($each, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES),
                [$wanted, $got]
            );
            echo "failed $this->step: $what: expected $wanted, got $got\n";
        }
    }

    private function success(string $what, object $reply): object
    {
        $this->expect($what, [$reply->return->status, $reply->return->errorText ?? null], ['success', null]);
        return $reply->return;
    }

    private function refused(object $reply, string $code, string $named): void
    {
        $this->expect($code, [$reply->return->status, $reply->return->errorCode ?? null], ['failure', $code]);
        $this->expect("$code names $named", str_contains($reply->return->errorText ?? '', $named), true);
    }

    private function filled(string $owner): array
    {
        return array_map(fn($typed) => $typed[1], $this->fields[$owner]);
    }

    private function expectFields(string $owner, object $got): void
    {
        foreach ($this->fields[$owner] as $field => [$kind, $wanted]) {
            $value = $got->$field ?? null;
            if ($kind === 'date') {  // the same instant, whatever the zone it is written in
                [$value, $wanted] = array_map(
                    fn($text) => (new DateTimeImmutable($text ?? '@0'))->setTimezone(new DateTimeZone('UTC'))->format('c.v'),
                    [$value, $wanted]
                );
            }
            $this->expect("$owner.$field", $value, $wanted);
        }
    }

    private function example(): void
    {
        $user = example($this->provisioning, $this->users, "$this->login-hopper");
        $this->expect('last name', $user->lastName, 'Hopper');
        $this->expect('identities', principals($user), ["$this->login-hopper@0"]);
    }

    /** Every kind of dependent that both services take. */
    private function everyContact(): array
    {
        return [
            'addresses' => [$this->filled('address')], 'emailAddresses' => [$this->filled('emailAddress')],
            'phones' => [$this->filled('phone')],
            'userAttributes' => attributes([ATTRIBUTE => $this->filled('userAttribute'), 'remark' => ['value' => 'a < b & c']]),
            'userNotes' => ['userNoteItem' => [['userNote' => $this->filled('userNote')]]],
        ];
    }

    private function expectContacts(object $user): void
    {
        foreach (['addresses' => 'address', 'emailAddresses' => 'emailAddress', 'phones' => 'phone'] as $list => $owner) {
            $this->expect("number of $list", count($user->$list), 1);
            $this->expectFields($owner, $user->{$list}[0]);
        }
        $this->expect('number of notes', count($user->userNotes->userNoteItem), 1);
        $this->expectFields('userNote', $user->userNotes->userNoteItem[0]->userNote);
        $attributes = attributes_of($user);
        $this->expect('attributes', array_keys($attributes), [ATTRIBUTE, 'remark']);
        $this->expectFields('userAttribute', $attributes[ATTRIBUTE]);
        $this->expect('remark', $attributes['remark']->value, 'a < b & c');
    }

    private function dependents(): void
    {
        foreach (['addUserWithDependent' => '-boss', 'addUserWithDependant' => '-deputy'] as $add => $suffix) {
            $reply = $this->success($add, $this->users->$add(['dependency' => true, 'user' => $this->everyContact() + [
                'lastName' => $this->name . $suffix, 'status' => 'active',
                'principalList' => [principal($this->login . $suffix, '0')],
            ]]));
            $user = $this->read($reply->user->userId);
            $this->expectContacts($user);
            $this->expect('principals', principals($user), ["$this->login$suffix@0"]);
            $this->boss ??= $reply->user->userId;
        }
    }

    private function add(): void
    {
        $added = $this->success('add', $this->provisioning->addUser(provision_user($this->everyContact() + [
            'lastName' => $this->name, 'status' => 'active',
            'principalList' => [principal($this->login, '0'), principal("$this->login-ldap", '101')],
            'supervisor' => ['supervisor' => ['userId' => $this->boss]] + $this->filled('supervisor'),
            'memberOfRoles' => [role('END_USER')], 'memberOfGroups' => [['grpId' => 'HR_GRP']],
        ] + $this->filled('user'))))->user;
        $this->userId = $added->userId;
        $this->expect('groups', array_column($added->memberOfGroups, 'grpId'), ['HR_GRP']);
        $this->expectFields('supervisor', $added->supervisor);
        $this->expect('supervisor', $added->supervisor->supervisor->userId, $this->boss);
    }

    private function read(?string $id = null): object
    {
        $asked = ['id' => $id ?? $this->userId, 'dependants' => true];
        return $this->success('read', $this->users->getUserWithDependent($asked))->user;
    }

    private function byPrincipal(string $login): object
    {
        return $this->users->getUserByPrincipal(['securityDomain' => DOMAIN, 'principal' => $login, 'managedSysId' => '0',
            'dependants' => false]);
    }

    private function read_back(): void
    {
        $user = $this->read();
        $this->expectFields('user', $user);
        $this->expect('last name', $user->lastName, $this->name);
        $this->expect('status', $user->status, 'active');
        $this->expectContacts($user);
        $this->expect('principals', principals($user), ["$this->login-ldap@101", "$this->login@0"]);
        $found = $this->success('by principal', $this->byPrincipal($this->login))->user;
        $this->expect('by principal', $found->userId, $this->userId);
        $this->expect('without dependents', isset($found->addresses), false);
        $reply = $this->success('supervisors', $this->users->getSupervisors(['employeeId' => $this->userId]));
        $supervisors = array_map(fn($each) => $each->supervisor->userId, $reply->supervisorList);
        $this->expect('supervisors', $supervisors, [$this->boss]);
        $this->expectFields('supervisor', $reply->supervisorList[0]);
    }

    private function found(array $criteria): array
    {
        $reply = $this->users->search(['search' => $criteria + ['lastName' => $this->name]])->return;
        return array_column($reply->userList ?? [], 'userId');
    }

    private function search(): void
    {
        $this->expect('by name', count($this->found(['lastName' => "$this->name%"])), 3);
        foreach ([
            'principal' => ['principal' => $this->login],
            'role' => ['roleIdList' => ['END_USER'], 'domainId' => DOMAIN],
            'group' => ['groupIdList' => ['HR_GRP']],
            'attribute' => ['attributeName' => ATTRIBUTE, 'attributeValue' => '7%'],
            'e-mail' => ['emailAddress' => 'ada@%'],
        ] as $what => $criteria) {
            $this->expect("by $what", $this->found($criteria), [$this->userId]);
        }
        $this->expect('not found', $this->found(['firstName' => 'Nobody']), []);
    }

    private function contacts(): void
    {
        $added = $this->success('add phone', $this->users->addPhone(['phone' => ['name' => 'HOME',
            'phoneNbr' => '79460002', 'parentId' => $this->userId]]))->phone;
        $this->expect('the phone added', [$added->phoneNbr, $added->parentType], ['79460002', 'USER']);
        $map = $this->success('phones', $this->users->getPhoneMap(['userId' => $this->userId]))->phoneMap;
        $numbers = array_column(array_map(fn($each) => [$each->key, $each->value->phoneNbr], $map->entry), 1, 0);
        $this->expect('phones', $numbers[$added->phoneId] ?? null, '79460002');
        $this->success('remove phone', $this->users->removePhone(['phone' => ['phoneId' => $added->phoneId]]));
        $this->refused($this->users->getPhoneById(['addressId' => $added->phoneId]), 'objectNotFound', '');
        $this->refused($this->users->getPhoneMap(['userId' => 'nobody']), 'userNotFound', 'nobody');
    }

    private function modify(): void
    {
        $this->success('modify', $this->provisioning->modifyUser(provision_user([
            'userId' => $this->userId, 'firstName' => 'Augusta',
            'userAttributes' => attributes(['remark' => ['operation' => 'delete'], ATTRIBUTE => ['value' => '8']]),
            'memberOfRoles' => [role('END_USER', ['operation' => 'delete']), role('HELPDESK', ['operation' => 'add'])],
            'principalList' => [principal("$this->login-new", '0', ['password' => 'Zebra9tulip'])],
        ])));
        $user = $this->read();
        $this->expect('first name', $user->firstName, 'Augusta');
        $this->expect('title', $user->title, $this->fields['user']['title'][1]);
        $this->expect('attributes', array_map(fn($each) => $each->value, attributes_of($user)), [ATTRIBUTE => '8']);
        $this->expect('principals', principals($user), ["$this->login-ldap@101", "$this->login-new@0"]);
        $this->expect('role added', $this->found(['roleIdList' => ['HELPDESK'], 'domainId' => DOMAIN]), [$this->userId]);
        $this->expect('role removed', $this->found(['roleIdList' => ['END_USER'], 'domainId' => DOMAIN]), []);
        $this->expect('old name', $this->byPrincipal($this->login)->return->status, 'failure');
        $this->login .= '-new';
        $this->refused($this->setPassword('Zebra9tulip'), 'FAIL_HISTORY_RULE', '');
    }

    private function lock(): void
    {
        foreach (['locked' => 'locked', 'unlock' => null] as $operation => $status) {
            $this->success($operation, $this->provisioning->lockUser(['userId' => $this->userId, 'operation' => $operation,
                'requestorId' => '3000']));
            $this->expect($operation, $this->read()->secondaryStatus ?? null, $status);
        }
    }

    private function passwordSync(array $more): array
    {
        return ['passwordSync' => $more + ['securityDomain' => DOMAIN, 'managedSystemId' => '0',
            'principal' => $this->login, 'validateRequest' => true, 'passThruAttributes' => false,
            'sendPasswordToUser' => false]];
    }

    private function setPassword(string $password): object
    {
        return $this->provisioning->setPassword($this->passwordSync(['password' => $password]));
    }

    private function passwords(): void
    {
        $this->success('set', $this->setPassword('Tulip7zebra'));
        $reset = $this->success('reset', $this->provisioning->resetPassword($this->passwordSync([])));
        $this->expect('reset gives a password', ($reset->password ?? '') !== '', true);
    }

    private function any_type(): void
    {
        $made = $this->success('made', $this->provisioning->setPassword($this->passwordSync([])))->responseValue;
        $this->expect('password made', is_string($made) && $made !== '', true);
        $subject = $this->byPrincipal($this->login)->return->responseValue;
        $this->expect('subject', [$subject->userId, $subject->principal, $subject->domainId],
            [$this->userId, $this->login, DOMAIN]);
        $this->expect('roles', sorted($subject->roles), ['HELPDESK', 'HR']);
        $this->expect('groups', $subject->groups, ['HR_GRP']);
        $this->expect('principals', sorted($subject->principals), [str_replace('-new', '-ldap', $this->login), $this->login]);
    }

    private function failures(): void
    {
        $twin = ['lastName' => $this->name, 'status' => 'active'];
        $this->refused($this->provisioning->addUser(provision_user($twin + ['principalList' => [principal($this->login, '0')]])),
            'DUPLICATE_PRINCIPAL', $this->login);
        $this->refused($this->provisioning->modifyUser(provision_user(['userId' => 'nobody'])), 'userNotFound', 'nobody');
        $this->refused($this->setPassword('a1'), 'FAIL_LENGTH_RULE', '8');
        $this->refused($this->provisioning->addUser(provision_user($twin + ['memberOfRoles' => [role('NO_ROLE')]])),
            'roleIdInvalid', 'NO_ROLE');
    }

    private function fault(): void
    {
        try {
            $this->provisioning->addUser(provision_user(['lastName' => str_repeat('x', 101), 'status' => 'active']));
            $this->expect('a name too long', 'no fault', 'a fault');
        } catch (SoapFault $fault) {
            $this->expect('fault names the element', str_contains($fault->getMessage(), 'lastName'), true);
        }
    }
}

[, $base, $certificate, $table] = $argv;
$conversation = new Conversation(
    connect($base, 'ProvisioningService', $certificate),
    connect($base, 'UserDataService', $certificate),
    read_fields($table)
);
exit($conversation->hold() ? 0 : 1);
