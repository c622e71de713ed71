-- The people of the demonstration, without passwords; loaded on request. Both dialects. Runs twice
-- harmlessly: each row is added only where its key is free.

INSERT INTO USERS
  (USER_ID, FIRST_NAME, LAST_NAME, FIRST_NAME_FOLDED, LAST_NAME_FOLDED, TYPE_ID, STATUS, COMPANY_ID,
   CREATE_DATE, CREATED_BY, LAST_UPDATE, VERSION)
SELECT P.ID, P.GIVEN, NULLIF(P.FAMILY, ''), P.GIVEN_FOLDED, NULLIF(P.FAMILY_FOLDED, ''), P.TYPE, 'ACTIVE', '100',
       '2013-06-01 00:00:00.000', 'NA', '2013-06-01 00:00:00.000', 1
FROM (
  SELECT '3000' AS ID, 'sys' AS GIVEN, '' AS FAMILY, 'sys' AS GIVEN_FOLDED, '' AS FAMILY_FOLDED,
         'SystemAccount' AS TYPE
  UNION ALL SELECT '3001', 'sys2',     '',        'sys2',     '',        'SystemAccount'
  UNION ALL SELECT '3006', 'Scott',    'Nelson',  'scott',    'nelson',  'InetOrgPerson'
  UNION ALL SELECT '3007', 'HR',       'Manager', 'hr',       'manager', 'InetOrgPerson'
  UNION ALL SELECT '3008', 'Hiring',   'Manager', 'hiring',   'manager', 'InetOrgPerson'
  UNION ALL SELECT '3009', 'Security', 'Manager', 'security', 'manager', 'InetOrgPerson'
  UNION ALL SELECT '3010', 'Help',     'Desk',    'help',     'desk',    'InetOrgPerson') P
WHERE NOT EXISTS (SELECT 1 FROM USERS U WHERE U.USER_ID = P.ID);

INSERT INTO LOGIN
  (SERVICE_ID, LOGIN, MANAGED_SYS_ID, LOGIN_FOLDED, USER_ID, RESET_PWD, FIRST_TIME_LOGIN, IS_LOCKED,
   AUTH_FAIL_COUNT, CREATE_DATE, VERSION)
SELECT P.DOMAIN, P.NAME, '0', P.NAME, P.ID, 0, 0, 0, 0, '2013-06-01 00:00:00.000', 1
FROM (
  SELECT 'IDM' AS DOMAIN, 'sysadmin' AS NAME, '3000' AS ID
  UNION ALL SELECT 'USR_SEC_DOMAIN', 'sysadmin',   '3000'
  UNION ALL SELECT 'IDM',            'sysadmin2',  '3001'
  UNION ALL SELECT 'USR_SEC_DOMAIN', 'snelson',    '3006'
  UNION ALL SELECT 'USR_SEC_DOMAIN', 'hrmanager',  '3007'
  UNION ALL SELECT 'USR_SEC_DOMAIN', 'manager',    '3008'
  UNION ALL SELECT 'USR_SEC_DOMAIN', 'secmanager', '3009'
  UNION ALL SELECT 'USR_SEC_DOMAIN', 'helpdesk',   '3010') P
WHERE NOT EXISTS (
  SELECT 1 FROM LOGIN L
  WHERE L.LOGIN_FOLDED = P.NAME AND L.SERVICE_ID = P.DOMAIN AND L.MANAGED_SYS_ID = '0');
