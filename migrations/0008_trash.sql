-- The trash is read and emptied by when things were put into it.

create index "user_deleted" on "user" ("deleted_at", "id") where "deleted_at" is not null;
create index "team_deleted" on "team" ("deleted_at", "id") where "deleted_at" is not null;
create index "role_deleted" on "role" ("deleted_at", "id") where "deleted_at" is not null;
create index "saved_view_deleted" on "saved_view" ("deleted_at", "id") where "deleted_at" is not null;
create index "record_list_deleted" on "record_list" ("deleted_at", "id") where "deleted_at" is not null;
create index "party_deleted" on "party" ("deleted_at", "id") where "deleted_at" is not null;
create index "relationship_type_deleted" on "relationship_type" ("deleted_at", "id") where "deleted_at" is not null;
create index "relationship_deleted" on "relationship" ("deleted_at", "id") where "deleted_at" is not null;
create index "activity_deleted" on "activity" ("deleted_at", "id") where "deleted_at" is not null;
create index "file_deleted" on "file" ("deleted_at", "id") where "deleted_at" is not null;
