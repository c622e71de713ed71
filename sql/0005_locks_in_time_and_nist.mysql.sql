-- Since when users are locked by failed attempts: what ends by itself (AUTO_UNLOCK_TIME). Ours.
CREATE TABLE IF NOT EXISTS `USER_LOCK` (
  `USER_ID` VARCHAR(32) NOT NULL,
  `LOCKED_AT` DATETIME(3) NOT NULL,
  PRIMARY KEY (`USER_ID`),
  FOREIGN KEY (`USER_ID`) REFERENCES `USERS` (`USER_ID`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin ROW_FORMAT=DYNAMIC;

-- Nobody knows since when the users are locked that are so already: from now on.
INSERT INTO USER_LOCK (USER_ID, LOCKED_AT)
  SELECT USER_ID, UTC_TIMESTAMP(3) FROM USERS WHERE SECONDARY_STATUS = 'LOCKED';

-- Passwords as NIST SP 800-63B wants them: long ones are welcome, guessable ones are not, and nobody has to mix
-- kinds of characters or change a password that is not known to be lost. Bound to nothing:
-- conf/nist-passwords.toml puts it in force.
INSERT INTO POLICY (POLICY_ID, POLICY_DEF_ID, NAME, DESCRIPTION, STATUS, ENABLEMENT) VALUES
  ('NIST', '100', 'NIST SP 800-63B', 'Length and a check against guessing, no composition', 1, 1);
INSERT INTO POLICY_ATTRIBUTE (POLICY_ATTR_ID, DEF_PARAM_ID, POLICY_ID, NAME, OPERATION, VALUE1, VALUE2) VALUES
  ('NIST-112', '112', 'NIST', 'PWD_LEN',                 'RANGE',   '8',    '128'),
  ('NIST-120', '120', 'NIST', 'DICTIONARY_CHECK',        'BOOLEAN', 'true', NULL),
  ('NIST-141', '141', 'NIST', 'PWD_EXPIRATION_ON_RESET', 'VALUE',   '2',    NULL),
  ('NIST-134', '134', 'NIST', 'CHNG_PSWD_ON_RESET',      'VALUE',   '1',    NULL);
UPDATE POLICY_DEF_PARAM SET DESCRIPTION = 'true: is not guessed soon' WHERE DEF_PARAM_ID = '120';
