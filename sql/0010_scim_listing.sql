-- Lists of users go by creation, then id (SCIM): for SQLite the index needs the id, too.

DROP INDEX "IX_USERS_CREATE_DATE";
CREATE INDEX "IX_USERS_CREATE_DATE" ON "USERS" ("CREATE_DATE", "USER_ID");
