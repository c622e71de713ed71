#!/usr/bin/perl
# The conversation of tests/clients/README.md, held by Perl's SOAP::Lite from our ?wsdl.
#
# usage: conversation.pl BASE-URL CERTIFICATE FIELDS.TSV
use strict;
use warnings;
use utf8;
use Time::Local qw(timegm);
# docs: begin
use SOAP::Lite;

my %namespace = (
    ProvisioningService => 'http://www.openiam.org/service/provision',
    UserDataService     => 'urn:idm.openiam.org/srvc/user/service',
    u => 'urn:idm.openiam.org/srvc/user/dto',       # fields of a user
    r => 'urn:idm.openiam.org/srvc/role/dto',       # of a role
    g => 'urn:idm.openiam.org/srvc/grp/dto',        # of a group
    c => 'urn:idm.openiam.org/srvc/continfo/dto',   # of addresses, e-mails, phones
);

# One service. SOAP::Lite reads the ?wsdl, but its stubs write RPC; so operations are called by name, with elements.
sub connect_to {
    my ($base, $name, $certificate) = @_;
    $ENV{PERL_LWP_SSL_CA_FILE} = $certificate;
    my $url = "$base/openiam-idm-esb/idmsrvc/$name";
    my $service = SOAP::Lite->service("$url?wsdl")->proxy($url)->ns($namespace{$name}, 'service');
    $service->autotype(0)->on_action(sub { '""' })->on_fault(sub { die $_[1] });
    $service->serializer->register_ns($namespace{$_}, $_) for qw(u r g c);
    return $service;
}

# An element of text, or of elements when given an array of them; prefix:name where the WSDL says qualified.
sub element {
    my ($name, $value) = @_;
    return SOAP::Data->name($name => \SOAP::Data->value(@$value)) if ref $value;
    # Without the type, a number would become xs:int and an umlaut base64; with it, nothing is escaped.
    return SOAP::Data->name($name => SOAP::Utils::encode_data($value))->type('');
}

# Adds a user with an identity and a role, and reads the user back by that identity.
sub example {
    my ($provisioning, $users, $login) = @_;
    my $added = $provisioning->call(addUser => element(user => [
        element('u:firstName' => 'Grace'), element('u:lastName' => 'Hopper'), element('u:status' => 'active'),
        element('u:principalList' => [element(id => [element(domainId => 'USR_SEC_DOMAIN'),
            element(login => $login), element(managedSysId => '0')])]),
        element(memberOfRoles => [element('r:id' => [element('r:roleId' => 'END_USER'),
            element('r:serviceId' => 'USR_SEC_DOMAIN')])])]));
    die $added->valueof('//return/errorText') if $added->dataof('//return')->attr->{status} ne 'success';
    return $users->call(getUserByPrincipal => element(securityDomain => 'USR_SEC_DOMAIN'),
        element(principal => $login), element(managedSysId => '0'), element(dependants => 'true'));
}
# docs: end

binmode STDOUT, ':encoding(UTF-8)';
my ($base, $certificate, $table) = @ARGV;
my $DOMAIN    = 'USR_SEC_DOMAIN';
my $ATTRIBUTE = 'favourite';
my $provisioning = connect_to($base, 'ProvisioningService', $certificate);
my $users        = connect_to($base, 'UserDataService',     $certificate);

# What to send and to read back: object => [[field, kind, value]...].
my %fields;
open my $rows, '<:encoding(UTF-8)', $table or die "$table: $!";
while (<$rows>) {
    chomp;
    my ($owner, $field, $kind, $value) = split /\t/;
    push @{$fields{$owner}}, [$field, $kind, $value];
}

my $unique = sprintf '%08x%04x', time, $$;
my $name   = "Perl$unique";
my $login  = "perl.$unique";
my ($user_id, $boss, $step);
my $failures = 0;

sub expect {
    my ($what, $got, $wanted) = @_;
    ($got, $wanted) = map { ref $_ ? join('|', @$_) : $_ // '(none)' } $got, $wanted;
    return if $got eq $wanted;
    $failures++;
    print "failed $step: $what: expected $wanted, got $got\n";
    return;
}

# A reply's status, its texts and its elements, by path below `return`.
sub status { return $_[0]->dataof('//return')->attr->{status} }
sub value  { my ($reply, $path) = @_; return scalar $reply->valueof("//return/$path") }
sub values_of { my ($reply, $path) = @_; return [$reply->valueof("//return/$path")] }

sub success {
    my ($what, $reply) = @_;
    expect($what, [status($reply), value($reply, 'errorText') // ''], ['success', '']);
    return $reply;
}

sub refused {
    my ($reply, $code, $named) = @_;
    expect($code, [status($reply), value($reply, 'errorCode') // 'none'], ['failure', $code]);
    expect("$code names $named", index(value($reply, 'errorText') // '', $named) >= 0 ? 'yes' : 'no', 'yes');
    return;
}

# The elements of one object of fields.tsv.
sub filled {
    my ($prefix, $owner) = @_;
    return map { element("$prefix:$_->[0]" => $_->[2]) } @{$fields{$owner}};
}

# Milliseconds since 1970, so that the same instant in two zones is equal.
sub instant {
    my ($text) = @_;
    my ($year, $month, $day, $hour, $minute, $second, $fraction, $sign, $hours, $minutes) =
        ($text // '') =~ /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):(\d+)(\.\d+)?(?:Z|([+-])(\d+):(\d+))$/ or return $text;
    my $offset = defined $sign ? "${sign}1" * (60 * $hours + $minutes) * 60 : 0;
    my $seconds = timegm($second, $minute, $hour, $day, $month - 1, $year) - $offset;
    return sprintf '%d', 1000 * ($seconds + ($fraction // 0));
}

sub expect_fields {
    my ($owner, $got) = @_;
    for (@{$fields{$owner}}) {
        my ($field, $kind, $wanted) = @$_;
        my $value = $got->{$field};
        ($value, $wanted) = (instant($value), instant($wanted)) if $kind eq 'date';
        expect("$owner.$field", $value, $wanted);
    }
    return;
}

sub attribute {
    my ($key, @elements) = @_;
    return element('u:userAttributeEntry' => [element('u:userAttribute' => [element('u:name' => $key), @elements])])
        ->attr({key => $key});
}

sub principal {
    my ($wanted, $system, @more) = @_;
    return element('u:principalList' => [@more, element(id => [element(domainId => $DOMAIN), element(login => $wanted),
        element(managedSysId => $system)])]);
}

sub role {
    my ($id, $operation) = @_;
    return element(memberOfRoles => [element('r:id' => [element('r:roleId' => $id), element('r:serviceId' => $DOMAIN)]),
        $operation ? element('r:operation' => $operation) : ()]);
}

# Every kind of dependent that both services take.
sub contacts {
    return (
        element('u:addresses' => [filled('c', 'address')]), element('u:emailAddresses' => [filled('c', 'emailAddress')]),
        element('u:phones' => [filled('c', 'phone')]),
        element('u:userAttributes' => [attribute($ATTRIBUTE, filled('u', 'userAttribute')),
            attribute('remark', element('u:value' => 'a < b & c'))]),
        element('u:userNotes' => [element('u:userNoteItem' => [element('u:userNote' => [filled('u', 'userNote')])])]));
}

# The attributes of a reply's user: key => element.
sub attributes_of {
    my ($reply) = @_;
    my @keys = map { $_->attr->{key} } $reply->dataof('//return/user/userAttributes/userAttributeEntry');
    my %found;
    @found{@keys} = $reply->valueof('//return/user/userAttributes/userAttributeEntry/userAttribute');
    return %found;
}

sub principals {
    my ($reply) = @_;
    return [sort map { "$_->{login}\@$_->{managedSysId}" } @{values_of($reply, 'user/principalList/id')}];
}

sub expect_contacts {
    my ($reply) = @_;
    for (['addresses', 'address'], ['emailAddresses', 'emailAddress'], ['phones', 'phone'],
        ['userNotes/userNoteItem/userNote', 'userNote'])
    {
        my ($list, $owner) = @$_;
        my $found = values_of($reply, "user/$list");
        expect("number of $list", scalar @$found, 1);
        expect_fields($owner, $found->[0]);
    }
    my %attributes = attributes_of($reply);
    expect('attributes', [sort keys %attributes], [$ATTRIBUTE, 'remark']);
    expect_fields('userAttribute', $attributes{$ATTRIBUTE});
    expect('remark', $attributes{remark}{value}, 'a < b & c');
    return;
}

sub provision { my ($operation, @elements) = @_; return $provisioning->call($operation => element(user => \@elements)) }

sub read_user {
    my ($id) = @_;
    return success('read', $users->call(getUserWithDependent => element(id => $id), element(dependants => 'true')));
}

sub by_principal {
    my ($wanted) = @_;
    return $users->call(getUserByPrincipal => element(securityDomain => $DOMAIN), element(principal => $wanted),
        element(managedSysId => '0'), element(dependants => 'false'));
}

sub found {
    my (@criteria) = @_;
    push @criteria, lastName => $name unless grep { $_ eq 'lastName' } @criteria;
    my @elements;
    while (my ($field, $value) = splice @criteria, 0, 2) { push @elements, element("u:$field" => $value) }
    return values_of($users->call(search => element(search => \@elements)), 'userList/userId');
}

sub password_sync {
    my ($operation, @password) = @_;
    return $provisioning->call($operation => element(passwordSync => [element(securityDomain => $DOMAIN),
        element(managedSystemId => '0'), element(principal => $login), map { element(password => $_) } @password]));
}

my @steps = (
    example => sub {
        my $reply = example($provisioning, $users, "$login-hopper");
        expect('last name', value($reply, 'user/lastName'), 'Hopper');
        expect('identities', principals($reply), ["$login-hopper\@0"]);
    },
    dependents => sub {
        for (['addUserWithDependent', '-boss'], ['addUserWithDependant', '-deputy']) {
            my ($operation, $suffix) = @$_;
            my $reply = success($operation, $users->call($operation => element(user => [
                element('u:lastName' => "$name$suffix"), element('u:status' => 'active'), contacts(),
                principal("$login$suffix", '0')]), element(dependency => 'true')));
            my $user = read_user(value($reply, 'user/userId'));
            expect_contacts($user);
            expect('principals', principals($user), ["$login$suffix\@0"]);
            $boss //= value($reply, 'user/userId');
        }
    },
    add => sub {
        my $added = success('add', provision(addUser => filled('u', 'user'), element('u:lastName' => $name),
            element('u:status' => 'active'), contacts(), principal($login, '0'), principal("$login-ldap", '101'),
            element('u:supervisor' => [filled('u', 'supervisor'), element('u:supervisor' => [element('u:userId' => $boss)])]),
            role('END_USER'), element(memberOfGroups => [element('g:grpId' => 'HR_GRP')])));
        $user_id = value($added, 'user/userId');
        expect('groups', values_of($added, 'user/memberOfGroups/grpId'), ['HR_GRP']);
expect_fields('supervisor', value($added, 'user/supervisor'));
        expect('supervisor', value($added, 'user/supervisor/supervisor/userId'), $boss);
    },
    read_back => sub {
        my $reply = read_user($user_id);
        expect_fields('user', value($reply, 'user'));
        expect('last name', value($reply, 'user/lastName'), $name);
        expect('status', value($reply, 'user/status'), 'active');
        expect_contacts($reply);
        expect('principals', principals($reply), ["$login-ldap\@101", "$login\@0"]);
        my $found = success('by principal', by_principal($login));
        expect('by principal', value($found, 'user/userId'), $user_id);
        expect('without dependents', scalar @{values_of($found, 'user/addresses')}, 0);
        my $supervisors = success('supervisors', $users->call(getSupervisors => element(employeeId => $user_id)));
        expect('supervisors', values_of($supervisors, 'supervisorList/supervisor/userId'), [$boss]);
        expect_fields('supervisor', value($supervisors, 'supervisorList'));
    },
    search => sub {
        expect('by name', scalar @{found(lastName => "$name%")}, 3);
        expect('by principal', found(principal => $login), [$user_id]);
        expect('by role', found(roleIdList => 'END_USER', domainId => $DOMAIN), [$user_id]);
        expect('by group', found(groupIdList => 'HR_GRP'), [$user_id]);
        expect('by attribute', found(attributeName => $ATTRIBUTE, attributeValue => '7%'), [$user_id]);
        expect('by e-mail', found(emailAddress => 'ada@%'), [$user_id]);
        expect('not found', found(firstName => 'Nobody'), []);
    },
    contacts => sub {
        my $reply = success('add phone', $users->call(addPhone => element(phone => [element('c:name' => 'HOME'),
            element('c:phoneNbr' => '79460002'), element('c:parentId' => $user_id)])));
        my $id = value($reply, 'phone/phoneId');
        expect('the phone added', [map { value($reply, "phone/$_") } qw(phoneNbr parentType)], ['79460002', 'USER']);
        my $map = success('phones', $users->call(getPhoneMap => element(userId => $user_id)));
        my %numbers = map { $_->{key} => $_->{value}{phoneNbr} } @{values_of($map, 'phoneMap/entry')};
        expect('phones', $numbers{$id}, '79460002');
        success('remove phone', $users->call(removePhone => element(phone => [element('c:phoneId' => $id)])));
        refused($users->call(getPhoneById => element(addressId => $id)), 'objectNotFound', '');
        refused($users->call(getPhoneMap => element(userId => 'nobody')), 'userNotFound', 'nobody');
    },
    modify => sub {
        success('modify', provision(modifyUser => element('u:userId' => $user_id), element('u:firstName' => 'Augusta'),
            element('u:userAttributes' => [attribute('remark', element('u:operation' => 'delete')),
                attribute($ATTRIBUTE, element('u:value' => '8'))]),
            role('END_USER', 'delete'), role('HELPDESK', 'add'),
            principal("$login-new", '0', element(password => 'Zebra9tulip'))));
        my $reply = read_user($user_id);
        expect('first name', value($reply, 'user/firstName'), 'Augusta');
        expect('title', value($reply, 'user/title'), (map { $_->[2] } grep { $_->[0] eq 'title' } @{$fields{user}})[0]);
        my %attributes = attributes_of($reply);
        expect('attributes', [map { "$_=$attributes{$_}{value}" } keys %attributes], ["$ATTRIBUTE=8"]);
        expect('principals', principals($reply), ["$login-ldap\@101", "$login-new\@0"]);
        expect('role added', found(roleIdList => 'HELPDESK', domainId => $DOMAIN), [$user_id]);
        expect('role removed', found(roleIdList => 'END_USER', domainId => $DOMAIN), []);
        expect('old name', status(by_principal($login)), 'failure');
        $login .= '-new';
        refused(password_sync(setPassword => 'Zebra9tulip'), 'FAIL_HISTORY_RULE', '');
    },
    lock => sub {
        for (['locked', 'locked'], ['unlock', undef]) {
            my ($operation, $status) = @$_;
            success($operation, $provisioning->call(lockUser => element(userId => $user_id),
                element(operation => $operation), element(requestorId => '3000')));
            expect($operation, value(read_user($user_id), 'user/secondaryStatus'), $status);
        }
    },
    passwords => sub {
        success('set', password_sync(setPassword => 'Tulip7zebra'));
        my $reset = success('reset', password_sync('resetPassword'));
        expect('reset gives a password', length(value($reset, 'password') // '') > 0 ? 'yes' : 'no', 'yes');
    },
    any_type => sub {
        my $made = success('made', password_sync('setPassword'));
        expect('password made', length(value($made, 'responseValue') // '') > 0 ? 'yes' : 'no', 'yes');
        expect('its type', $made->dataof('//return/responseValue')->attr->{'xsi:type'}, 'xsd:string');
        my $reply = by_principal($login);
        expect('subject', [map { value($reply, "responseValue/$_") } qw(userId principal domainId)], [$user_id, $login, $DOMAIN]);
        my %texts = map { $_ => [sort @{values_of($reply, "responseValue/$_")}] } qw(roles groups principals);
        expect('roles', $texts{roles}, ['HELPDESK', 'HR']);
        expect('groups', $texts{groups}, ['HR_GRP']);
        expect('principals', $texts{principals}, [$login =~ s/-new/-ldap/r, $login]);
    },
    failures => sub {
        my @twin = (element('u:lastName' => $name), element('u:status' => 'active'));
        refused(provision(addUser => @twin, principal($login, '0')), 'DUPLICATE_PRINCIPAL', $login);
        refused(provision(modifyUser => element('u:userId' => 'nobody')), 'userNotFound', 'nobody');
        refused(password_sync(setPassword => 'a1'), 'FAIL_LENGTH_RULE', '8');
        refused(provision(addUser => @twin, role('NO_ROLE')), 'roleIdInvalid', 'NO_ROLE');
    },
    fault => sub {
        my $fault = eval { provision(addUser => element('u:lastName' => 'x' x 101), element('u:status' => 'active')); 1 } ? undef : $@;
        expect('a name too long', defined $fault ? 'a fault' : 'no fault', 'a fault');
        expect('fault names the element', ref $fault && $fault->faultstring =~ /lastName/ ? 'yes' : 'no', 'yes');
    },
);

while (my ($each, $act) = splice @steps, 0, 2) {
    $step = $each;
    my $before = $failures;
    eval { $act->(); 1 } or expect('no exception', ref $@ ? $@->faultstring : $@, '');
    print "ok $step\n" if $failures == $before;
}
exit($failures ? 1 : 0);
