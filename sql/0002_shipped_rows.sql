-- The rows that every installation starts with (people excepted: sample_people.sql). Both dialects:
-- upper-case names without quotes, no backslashes.

INSERT INTO REFERENCE_GENERATION (ID, GENERATION) VALUES ('REFERENCE', 1);

INSERT INTO SECURITY_DOMAIN
  (DOMAIN_ID, NAME, STATUS, AUTH_SYS_ID, PASSWORD_POLICY, AUTHENTICATION_POLICY, AUDIT_POLICY) VALUES
  ('IDM',            'Identity manager',     'ACTIVE', '0', '4000', '4001', '4002'),
  ('USR_SEC_DOMAIN', 'User security domain', 'ACTIVE', '0', '4000', '4001', '4002');

INSERT INTO METADATA_TYPE (TYPE_ID, DESCRIPTION, ACTIVE, SYNC_MANAGED_SYS) VALUES
  ('SystemAccount',      'Account of a system or service', 1, 1),
  ('InetOrgPerson',      'Person of the organisation',     1, 1),
  ('Contractor',         'Person of another organisation', 1, 1),
  ('OrgOpenIAM',         'Organisation',                   1, 1),
  ('divisionType',       'Division',                       1, 1),
  ('departmentType',     'Department',                     1, 1),
  ('MANAGED_SYS',        'Managed system',                 1, 1),
  ('SYS_ACTION',         'System action',                  1, 1),
  ('WORKFLOW',           'Workflow',                       1, 1),
  ('AUTH_REPO',          'Authentication repository',      1, 1),
  ('AD_GROUP_TYPE',      'Active Directory group',         1, 1),
  ('LDAP_GROUP_TYPE',    'LDAP group',                     1, 1),
  ('DEFAULT_GROUP',      'Group',                          1, 1),
  ('IDM_GOBAL_ROLE',     'Role of all systems',            1, 1),
  ('ORA_ROLE',           'Oracle role',                    1, 1),
  ('PEOPLESOFT_ROLE',    'PeopleSoft role',                1, 1),
  ('APP_MENU',           'Menu',                           1, 1),
  ('DIRECTORY',          'Directory',                      1, 1),
  ('FILE',               'File',                           1, 1),
  ('URL',                'Address of a page',              1, 1),
  ('WEB-APP',            'Web application',                1, 1),
  ('AD_Connector',       'Connector: Active Directory',    1, 1),
  ('LDAP_Connector',     'Connector: LDAP',                1, 1),
  ('RDBMS_Connector',    'Connector: database',            1, 1),
  ('SOAP_Connector',     'Connector: SOAP',                1, 1),
  ('SCRIPT_Connector',   'Connector: script',              1, 1),
  ('GOOGLE_Connector',   'Connector: Google Apps',         1, 1),
  ('LINUX_Connector',    'Connector: Linux',               1, 1);

INSERT INTO METADATA_ELEMENT (METADATA_ID, TYPE_ID, ATTRIBUTE_NAME, DESCRIPTION) VALUES
  ('101', 'InetOrgPerson', 'Display Name',               'Name as shown'),
  ('104', 'InetOrgPerson', 'Preferred Language',         'Language to write to the person in'),
  ('105', 'InetOrgPerson', 'VehicleLicense',             'Number plate'),
  ('106', 'InetOrgPerson', 'Given Name',                 'Given name'),
  ('107', 'InetOrgPerson', 'LabeledURI',                 'Page of the person'),
  ('108', 'InetOrgPerson', 'Initials',                   'Initials'),
  ('110', 'InetOrgPerson', 'BusinessCategory',           'Kind of business'),
  ('131', 'Contractor',    'Display Name',               'Name as shown'),
  ('134', 'Contractor',    'Preferred Language',         'Language to write to the person in'),
  ('135', 'Contractor',    'VehicleLicense',             'Number plate'),
  ('136', 'Contractor',    'Given Name',                 'Given name'),
  ('137', 'Contractor',    'LabeledURI',                 'Page of the person'),
  ('138', 'Contractor',    'Initials',                   'Initials'),
  ('260', 'Contractor',    'BusinessCategory',           'Kind of business'),
  ('261', 'Contractor',    'StartDate',                  'First day of the contract'),
  ('262', 'Contractor',    'EndDate',                    'Last day of the contract'),
  ('401', 'MANAGED_SYS',   'SUBMIT_USER_TO_CONNECTOR',   'Send the whole user along'),
  ('402', 'MANAGED_SYS',   'INCLUDE_IN_PASSWORD_SYNC',   'Y or N: gets password changes'),
  ('405', 'MANAGED_SYS',   'INCLUDE_IN_SYNC',            'Y or N: takes part in synchronisation'),
  ('406', 'MANAGED_SYS',   'TABLE_NAME',                 'Table of a database target'),
  ('407', 'MANAGED_SYS',   'GROUP_MEMBERSHIP_ENABLED',   'Y or N: keeps group memberships'),
  ('408', 'MANAGED_SYS',   'ON_DELETE',                  'DELETE or DISABLE'),
  ('409', 'MANAGED_SYS',   'PRE_PROCESS',                'Script to run before'),
  ('410', 'MANAGED_SYS',   'POST_PROCESS',               'Script to run after');

INSERT INTO ROLE (ROLE_ID, SERVICE_ID, ROLE_NAME, STATUS, INHERIT_FROM_PARENT) VALUES
  ('SUPER_SEC_ADMIN',  'IDM',            'Super security administrator', 'ACTIVE', 0),
  ('SEC_ADMIN',        'IDM',            'Security administrator',       'ACTIVE', 0),
  ('END_USER',         'USR_SEC_DOMAIN', 'End user',                     'ACTIVE', 0),
  ('HELPDESK',         'USR_SEC_DOMAIN', 'Help desk',                    'ACTIVE', 0),
  ('HR',               'USR_SEC_DOMAIN', 'Human resources',              'ACTIVE', 0),
  ('MANAGER',          'USR_SEC_DOMAIN', 'Manager',                      'ACTIVE', 0),
  ('SECURITY_MANAGER', 'USR_SEC_DOMAIN', 'Security manager',             'ACTIVE', 0),
  ('SEC_ADMIN',        'USR_SEC_DOMAIN', 'Security administrator',       'ACTIVE', 0);

INSERT INTO GRP (GRP_ID, GRP_NAME, TYPE_ID, STATUS, INHERIT_FROM_PARENT) VALUES
  ('SUPER_SEC_ADMIN_GRP', 'Super security administrators', 'DEFAULT_GROUP', 'ACTIVE', 0),
  ('SEC_ADMIN_GRP',       'Security administrators',       'DEFAULT_GROUP', 'ACTIVE', 0),
  ('END_USER_GRP',        'End users',                     'DEFAULT_GROUP', 'ACTIVE', 0),
  ('HR_GRP',              'Human resources',               'DEFAULT_GROUP', 'ACTIVE', 0),
  ('MNGR_GRP',            'Managers',                      'DEFAULT_GROUP', 'ACTIVE', 0),
  ('SECURITY_GRP',        'Security managers',             'DEFAULT_GROUP', 'ACTIVE', 0);

INSERT INTO GRP_ROLE (SERVICE_ID, ROLE_ID, GRP_ID) VALUES
  ('IDM',            'SUPER_SEC_ADMIN',  'SUPER_SEC_ADMIN_GRP'),
  ('IDM',            'SEC_ADMIN',        'SEC_ADMIN_GRP'),
  ('USR_SEC_DOMAIN', 'END_USER',         'END_USER_GRP'),
  ('USR_SEC_DOMAIN', 'HR',               'HR_GRP'),
  ('USR_SEC_DOMAIN', 'MANAGER',          'MNGR_GRP'),
  ('USR_SEC_DOMAIN', 'SECURITY_MANAGER', 'SECURITY_GRP');

INSERT INTO COMPANY (COMPANY_ID, COMPANY_NAME, COMPANY_NAME_FOLDED, PARENT_ID, STATUS, TYPE_ID) VALUES
  ('100', 'OpenIAM',          'openiam',          NULL,  'ACTIVE', 'OrgOpenIAM'),
  ('101', 'Sales',            'sales',            '100', 'ACTIVE', 'departmentType'),
  ('102', 'Finance',          'finance',          '100', 'ACTIVE', 'departmentType'),
  ('103', 'Customer Service', 'customer service', '100', 'ACTIVE', 'departmentType'),
  ('104', 'IT',               'it',               '100', 'ACTIVE', 'departmentType');

INSERT INTO PROVISION_CONNECTOR (CONNECTOR_ID, NAME, METADATA_TYPE_ID, CONNECTOR_INTERFACE) VALUES
  ('51', 'LDAP connector',             'LDAP_Connector',   'LOCAL'),
  ('54', 'Active Directory connector', 'AD_Connector',     'LOCAL'),
  ('61', 'Script connector',           'SCRIPT_Connector', 'LOCAL'),
  ('62', 'Google Apps connector',      'GOOGLE_Connector', 'LOCAL'),
  ('63', 'Linux connector',            'LINUX_Connector',  'LOCAL'),
  ('64', 'MySQL connector',            'RDBMS_Connector',  'LOCAL'),
  ('65', 'Oracle connector',           'RDBMS_Connector',  'LOCAL');

INSERT INTO MANAGED_SYS (MANAGED_SYS_ID, NAME, DESCRIPTION, STATUS, CONNECTOR_ID, DOMAIN_ID, RESOURCE_ID) VALUES
  ('0',   'OPENIAM',           'This repository',          'ACTIVE', NULL, 'USR_SEC_DOMAIN', '0'),
  ('101', 'LDAP',              'Directory',                'ACTIVE', '51', 'USR_SEC_DOMAIN', '101'),
  ('103', 'Google Apps',       'Google Apps',              'ACTIVE', '62', 'USR_SEC_DOMAIN', '103'),
  ('104', 'Script',            'Scripted target',          'ACTIVE', '61', 'USR_SEC_DOMAIN', '104'),
  ('105', 'Linux',             'Linux accounts',           'ACTIVE', '63', 'USR_SEC_DOMAIN', '105'),
  ('106', 'MySQL',             'MySQL tables',             'ACTIVE', '64', 'USR_SEC_DOMAIN', '106'),
  ('110', 'Active Directory',  'Active Directory',         'ACTIVE', '54', 'USR_SEC_DOMAIN', '110'),
  ('111', 'Oracle',            'Oracle accounts',          'ACTIVE', '65', 'USR_SEC_DOMAIN', '111'),
  ('200', 'New user form',     'Self-service: new user',   'ACTIVE', NULL, 'USR_SEC_DOMAIN', '200'),
  ('201', 'Change user form',  'Self-service: change',     'ACTIVE', NULL, 'USR_SEC_DOMAIN', '201'),
  ('202', 'Access form',       'Self-service: access',     'ACTIVE', NULL, 'USR_SEC_DOMAIN', '202');

INSERT INTO RESOURCE_TYPE (RESOURCE_TYPE_ID, DESCRIPTION, METADATA_TYPE_ID, PROVISION_RESOURCE) VALUES
  ('MANAGED_SYS', 'Managed system',    'MANAGED_SYS', 1),
  ('SYS_ACTION',  'Self-service form', 'SYS_ACTION',  0);

INSERT INTO RES (RESOURCE_ID, RESOURCE_TYPE_ID, NAME, DESCRIPTION, MANAGED_SYS_ID) VALUES
  ('0',   'MANAGED_SYS', 'OPENIAM',          'This repository',        NULL),
  ('101', 'MANAGED_SYS', 'LDAP',             'Directory',              '101'),
  ('103', 'MANAGED_SYS', 'Google Apps',      'Google Apps',            '103'),
  ('104', 'MANAGED_SYS', 'Script',           'Scripted target',        '104'),
  ('105', 'MANAGED_SYS', 'Linux',            'Linux accounts',         '105'),
  ('106', 'MANAGED_SYS', 'MySQL',            'MySQL tables',           '106'),
  ('110', 'MANAGED_SYS', 'Active Directory', 'Active Directory',       '110'),
  ('111', 'MANAGED_SYS', 'Oracle',           'Oracle accounts',        '111'),
  ('200', 'SYS_ACTION',  'New user form',    'Self-service: new user', '200'),
  ('201', 'SYS_ACTION',  'Change user form', 'Self-service: change',   '201'),
  ('202', 'SYS_ACTION',  'Access form',      'Self-service: access',   '202');

INSERT INTO STATUS
  (CODE_GROUP, STATUS_CD, LANGUAGE_CD, STATUS_TYPE, DESCRIPTION, COMPANY_OWNER_ID, SERVICE_ID) VALUES
  ('USER', 'PENDING_START_DATE',      'en', 'USER', 'Waits for the start date',        'GLOBAL', 'IDM'),
  ('USER', 'PENDING_APPROVAL',        'en', 'USER', 'Waits for approval',              'GLOBAL', 'IDM'),
  ('USER', 'ACTIVE',                  'en', 'USER', 'Active',                          'GLOBAL', 'IDM'),
  ('USER', 'INACTIVE',                'en', 'USER', 'Inactive',                        'GLOBAL', 'IDM'),
  ('USER', 'DELETED',                 'en', 'USER', 'Deleted',                         'GLOBAL', 'IDM'),
  ('USER', 'APPROVAL_DECLINED',       'en', 'USER', 'Approval declined',               'GLOBAL', 'IDM'),
  ('USER', 'PENDING_USER_VALIDATION', 'en', 'USER', 'Waits for the user''s consent',   'GLOBAL', 'IDM'),
  ('USER', 'PENDING_INITIAL_LOGIN',   'en', 'USER', 'Waits for the first log-in',      'GLOBAL', 'IDM'),
  ('USER', 'LEAVE',                   'en', 'USER', 'On leave',                        'GLOBAL', 'IDM'),
  ('USER', 'TERMINATE',               'en', 'USER', 'Left',                            'GLOBAL', 'IDM'),
  ('USER', 'RETIRED',                 'en', 'USER', 'Retired',                         'GLOBAL', 'IDM'),
  ('USER_2ND_STATUS', 'LOCKED',       'en', 'USER', 'Locked by failed attempts',       'GLOBAL', 'IDM'),
  ('USER_2ND_STATUS', 'LOCKED_ADMIN', 'en', 'USER', 'Locked by an administrator',      'GLOBAL', 'IDM'),
  ('USER_2ND_STATUS', 'DISABLED',     'en', 'USER', 'Disabled',                        'GLOBAL', 'IDM');

INSERT INTO POLICY_DEF (POLICY_DEF_ID, NAME, DESCRIPTION, POLICY_TYPE) VALUES
  ('100', 'Password policy',       'What passwords must look like and how long they hold', 'PASSWORD'),
  ('103', 'Authentication policy', 'When accounts lock and unlock',                        'AUTHENTICATION');

-- Only parameters of the group PSWD_COMPOSITION are rules that a new password is checked against, in
-- the order of their ids.
INSERT INTO POLICY_DEF_PARAM (DEF_PARAM_ID, POLICY_DEF_ID, NAME, DESCRIPTION, OPERATION, PARAM_GROUP) VALUES
  ('110', '100', 'PWD_HIST_VER',            'Differs from the last n passwords',      'VALUE',   'PSWD_COMPOSITION'),
  ('112', '100', 'PWD_LEN',                 'Length',                                 'RANGE',   'PSWD_COMPOSITION'),
  ('113', '100', 'NUMERIC_CHARS',           'Digits',                                 'RANGE',   'PSWD_COMPOSITION'),
  ('114', '100', 'UPPERCASE_CHARS',         'Upper-case letters',                     'RANGE',   'PSWD_COMPOSITION'),
  ('115', '100', 'LOWERCASE_CHARS',         'Lower-case letters',                     'RANGE',   'PSWD_COMPOSITION'),
  ('116', '100', 'NON_ALPHA_CHARS',         'Special characters',                     'RANGE',   'PSWD_COMPOSITION'),
  ('117', '100', 'ALPHA_CHARS',             'Letters',                                'RANGE',   'PSWD_COMPOSITION'),
  ('121', '100', 'PWD_LOGIN',               'true: does not contain the principal',   'BOOLEAN', 'PSWD_COMPOSITION'),
  ('122', '100', 'PWD_NAME',                'true: does not contain the name',        'BOOLEAN', 'PSWD_COMPOSITION'),
  ('123', '100', 'VOWELS_IN_PWD',           'true: no vowels',                        'BOOLEAN', 'PSWD_COMPOSITION'),
  ('124', '100', 'REJECT_NUM_START',        'true: no digit at either end',           'BOOLEAN', 'PSWD_COMPOSITION'),
  ('125', '100', 'HAS_NUMERIC_AT',          'Positions that hold a digit',            'VALUE',   'PSWD_COMPOSITION'),
  ('126', '100', 'HAS_ALPHA_NUM_AT',        'Positions that hold a letter or digit',  'VALUE',   'PSWD_COMPOSITION'),
  ('128', '100', 'FORCE_NON_ALPHA_NUM_AT',  'Positions that hold a special character', 'VALUE',  'PSWD_COMPOSITION'),
  ('140', '100', 'RESET_PER_TIME',          'Changes a day',                          'VALUE',   'PSWD_COMPOSITION'),
  ('138', '100', 'PWD_EQ_PWD',              'true: does not contain "password"',      'BOOLEAN', 'PSWD_COMPOSITION'),
  ('139', '100', 'RESET_BY_USER',           'true: users may reset it themselves',    'BOOLEAN', 'PSWD_COMPOSITION'),
  ('142', '100', 'PASSWORD_CHANGE_ALLOWED', 'Changes a day',                          'VALUE',   'PSWD_COMPOSITION'),
  ('170', '100', 'REJECT_CHARS_IN_PSWD',    'Characters that must not occur',         'VALUE',   'PSWD_COMPOSITION'),
  ('111', '100', 'PWD_EXPIRATION',          'Days until a password expires',          'VALUE',   'PSWD_CHANGE_RULE'),
  ('141', '100', 'PWD_EXPIRATION_ON_RESET', 'Days until a reset password expires',    'VALUE',   'PSWD_CHANGE_RULE'),
  ('133', '100', 'PWD_EXP_GRACE',           'Days of grace after expiry',             'VALUE',   'PSWD_CHANGE_RULE'),
  ('129', '100', 'PWD_EXP_WARN',            'Days of warning before expiry',          'VALUE',   'PSWD_CHANGE_RULE'),
  ('134', '100', 'CHNG_PSWD_ON_RESET',      '1: a reset password must be changed',    'VALUE',   'PSWD_CHANGE_RULE'),
  ('120', '100', 'DICTIONARY_CHECK',        'true: is not a word',                    'BOOLEAN', 'PSWD_CHANGE_RULE'),
  ('131', '100', 'QUEST_SRC',               'Who writes the questions',               'VALUE',   'FORGOT_PSWD'),
  ('130', '100', 'QUEST_COUNT',             'Questions to answer',                    'VALUE',   'FORGOT_PSWD'),
  ('171', '100', 'QUEST_ANSWER_CORRECT',    'Answers that must be right',             'VALUE',   'FORGOT_PSWD'),
  ('180', '103', 'FAILED_AUTH_COUNT',       'Failed attempts before an account locks', 'VALUE',  'AUTH_LOCK'),
  ('181', '103', 'AUTO_UNLOCK_TIME',        'Minutes until it unlocks',               'VALUE',   'AUTH_LOCK');

INSERT INTO POLICY (POLICY_ID, POLICY_DEF_ID, NAME, DESCRIPTION, STATUS, ENABLEMENT) VALUES
  ('4000', '100', 'Default password policy',       'Holds where no other does', 1, 1),
  ('4001', '103', 'Default authentication policy', 'Holds where no other does', 1, 1);

-- A rule without values is shown but not enforced.
INSERT INTO POLICY_ATTRIBUTE (POLICY_ATTR_ID, DEF_PARAM_ID, POLICY_ID, NAME, OPERATION, VALUE1, VALUE2) VALUES
  ('4000-110', '110', '4000', 'PWD_HIST_VER',            'VALUE',   '6',    NULL),
  ('4000-112', '112', '4000', 'PWD_LEN',                 'RANGE',   '8',    '12'),
  ('4000-113', '113', '4000', 'NUMERIC_CHARS',           'RANGE',   '1',    NULL),
  ('4000-114', '114', '4000', 'UPPERCASE_CHARS',         'RANGE',   NULL,   NULL),
  ('4000-115', '115', '4000', 'LOWERCASE_CHARS',         'RANGE',   NULL,   NULL),
  ('4000-116', '116', '4000', 'NON_ALPHA_CHARS',         'RANGE',   NULL,   NULL),
  ('4000-117', '117', '4000', 'ALPHA_CHARS',             'RANGE',   NULL,   NULL),
  ('4000-121', '121', '4000', 'PWD_LOGIN',               'BOOLEAN', NULL,   NULL),
  ('4000-122', '122', '4000', 'PWD_NAME',                'BOOLEAN', NULL,   NULL),
  ('4000-142', '142', '4000', 'PASSWORD_CHANGE_ALLOWED', 'VALUE',   '5',    NULL),
  ('4000-170', '170', '4000', 'REJECT_CHARS_IN_PSWD',    'VALUE',   '<>',   NULL),
  ('4000-111', '111', '4000', 'PWD_EXPIRATION',          'VALUE',   '90',   NULL),
  ('4000-141', '141', '4000', 'PWD_EXPIRATION_ON_RESET', 'VALUE',   '2',    NULL),
  ('4000-133', '133', '4000', 'PWD_EXP_GRACE',           'VALUE',   '1',    NULL),
  ('4000-129', '129', '4000', 'PWD_EXP_WARN',            'VALUE',   '2',    NULL),
  ('4000-134', '134', '4000', 'CHNG_PSWD_ON_RESET',      'VALUE',   '1',    NULL),
  ('4000-120', '120', '4000', 'DICTIONARY_CHECK',        'BOOLEAN', NULL,   NULL),
  ('4000-131', '131', '4000', 'QUEST_SRC',               'VALUE',   'USER', NULL),
  ('4000-130', '130', '4000', 'QUEST_COUNT',             'VALUE',   '3',    NULL),
  ('4000-171', '171', '4000', 'QUEST_ANSWER_CORRECT',    'VALUE',   '3',    NULL),
  ('4001-180', '180', '4001', 'FAILED_AUTH_COUNT',       'VALUE',   '3',    NULL),
  ('4001-181', '181', '4001', 'AUTO_UNLOCK_TIME',        'VALUE',   '30',   NULL);

INSERT INTO POLICY_OBJECT_ASSOC
  (POLICY_OBJECT_ID, POLICY_ID, ASSOCIATION_LEVEL, ASSOCIATION_VALUE, OBJECT_TYPE) VALUES
  ('4000-GLOBAL', '4000', 'GLOBAL', 'GLOBAL', 'PASSWORD');
