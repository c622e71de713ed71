-- Whose account has a name that a new one is to get is asked before each account is made. Ours.

CREATE INDEX "IX_ACCOUNT_STATE_TARGET_NAME" ON "ACCOUNT_STATE" ("TARGET_NAME", "MANAGED_SYS_ID")
  WHERE "STATE" = 'PENDING' AND "TARGET_NAME" IS NOT NULL;
