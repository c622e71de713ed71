-- What finds a principal or an address by a part of it, for SQLite: the texts of many users in one row, so that a search walks
-- thousands of rows and not millions; and the users whose texts these rows do not have yet. All of it is ours, and can be
-- made again from LOGIN, USERS and EMAIL_ADDRESS.

CREATE TABLE "SEARCH_BLOCK" (
  "KIND" VARCHAR(10) NOT NULL,
  "BLOCK_ID" VARCHAR(32) NOT NULL,
  "TEXTS" MEDIUMTEXT NOT NULL,
  "USER_IDS" MEDIUMTEXT NOT NULL,
  PRIMARY KEY ("KIND", "BLOCK_ID")
);

CREATE TABLE "SEARCH_CHANGE" (
  "CHANGE_ID" VARCHAR(32) NOT NULL,
  "WHAT" VARCHAR(10) NOT NULL,
  "USER_ID" VARCHAR(32) NOT NULL,
  PRIMARY KEY ("CHANGE_ID")
) WITHOUT ROWID;

-- All users are still to be read.
INSERT INTO "SEARCH_CHANGE" ("CHANGE_ID", "WHAT", "USER_ID") VALUES ('0', 'after', '');
