-- Names of accounts, MariaDB and MySQL. See 0013_account_names.sql. The file may run again after a crash.

SET @there = (SELECT COUNT(*) FROM information_schema.STATISTICS
  WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'ACCOUNT_STATE' AND INDEX_NAME = 'IX_ACCOUNT_STATE_TARGET_NAME');
SET @change = IF(@there, 'DO 0', 'ALTER TABLE `ACCOUNT_STATE`
  ADD KEY `IX_ACCOUNT_STATE_TARGET_NAME` (`TARGET_NAME`, `MANAGED_SYS_ID`)');
PREPARE change_accounts FROM @change;
EXECUTE change_accounts;
DEALLOCATE PREPARE change_accounts;
