-- Lists of users go by creation, then id (SCIM). See 0010_scim_listing.sql: InnoDB's index of CREATE_DATE ends in the
-- primary key anyway.

DO 0;
