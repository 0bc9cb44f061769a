-- Users, teams, roles; how they sign in; views, lists, favourites and notifications.

create table "user" (
  "id" {id} not null primary key, "version" {int} not null, "created_at" {instant} not null, "created_by" {id},
  "updated_at" {instant} not null, "owner" {id}, "team" {id}, "deleted_at" {instant}, "deleted_by" {id}, "custom" {json},
  "name" {text},
  "name_key" {bytes},
  "email" {text},
  "role" {id},
  "active" {bool} not null default 0,
  "job_title" {text},
  "job_title_key" {bytes},
  "main_team" {id},
  "language" {text},
  "time_zone" {text},
  "time_zone_key" {bytes},
  "theme" {text},
  "density" {text},
  "photo" {id}
) {strict};
create unique index "user_email_taken" on "user" ("email") where "deleted_at" is null;
create index "user_name" on "user" ("name_key", "id") where "deleted_at" is null;
create index "user_role" on "user" ("role") where "deleted_at" is null;

create table "user_teams" (
  "record" {id} not null references "user"("id") on delete cascade,
  "position" {int} not null,
  "value" {text},
  "value_key" {text},
  primary key ("record", "position")
) {strict};
create index "user_teams_value" on "user_teams" ("value_key", "record");

create table "team" (
  "id" {id} not null primary key, "version" {int} not null, "created_at" {instant} not null, "created_by" {id},
  "updated_at" {instant} not null, "owner" {id}, "team" {id}, "deleted_at" {instant}, "deleted_by" {id}, "custom" {json},
  "name" {text},
  "name_key" {bytes},
  "purpose" {text},
  "purpose_key" {bytes}
) {strict};
create index "team_name" on "team" ("name_key", "id") where "deleted_at" is null;

create table "role" (
  "id" {id} not null primary key, "version" {int} not null, "created_at" {instant} not null, "created_by" {id},
  "updated_at" {instant} not null, "owner" {id}, "team" {id}, "deleted_at" {instant}, "deleted_by" {id}, "custom" {json},
  "key" {text},
  "key_key" {bytes},
  "name" {text},
  "name_key" {bytes},
  "purpose" {text},
  "purpose_key" {bytes},
  "rights" {text}
) {strict};
create unique index "role_key_taken" on "role" ("key") where "deleted_at" is null;
create index "role_name" on "role" ("name_key", "id") where "deleted_at" is null;

create table "saved_view" (
  "id" {id} not null primary key, "version" {int} not null, "created_at" {instant} not null, "created_by" {id},
  "updated_at" {instant} not null, "owner" {id}, "team" {id}, "deleted_at" {instant}, "deleted_by" {id}, "custom" {json},
  "name" {text},
  "name_key" {bytes},
  "face" {text},
  "face_key" {bytes},
  "audience" {text},
  "filter" {text},
  "search" {text},
  "search_key" {bytes},
  "sort" {text},
  "sort_key" {bytes},
  "columns" {text},
  "position" {int},
  "shared_by" {id}
) {strict};
create index "saved_view_owner" on "saved_view" ("owner", "name_key", "id") where "deleted_at" is null;
create index "saved_view_face" on "saved_view" ("face", "audience") where "deleted_at" is null;
create index "saved_view_name" on "saved_view" ("name_key", "id") where "deleted_at" is null;

create table "record_list" (
  "id" {id} not null primary key, "version" {int} not null, "created_at" {instant} not null, "created_by" {id},
  "updated_at" {instant} not null, "owner" {id}, "team" {id}, "deleted_at" {instant}, "deleted_by" {id}, "custom" {json},
  "name" {text},
  "name_key" {bytes},
  "purpose" {text},
  "purpose_key" {bytes}
) {strict};
create index "record_list_name" on "record_list" ("name_key", "id") where "deleted_at" is null;

create table "credential" (
  "user" {id} not null primary key,
  "hash" {text} not null,
  "changed_at" {instant} not null
) {strict};

create table "session" (
  "hash" {bytes} not null primary key,
  "id" {id} not null,
  "user" {id} not null,
  "created_at" {instant} not null,
  "seen_at" {instant} not null,
  "address" {text} not null,
  "agent" {text} not null,
  "rail_folded" {bool} not null default 0
) {strict};
create unique index "session_id" on "session" ("id");
create index "session_user" on "session" ("user", "seen_at");
create index "session_seen" on "session" ("seen_at");

create table "api_token" (
  "id" {id} not null primary key,
  "hash" {bytes} not null,
  "user" {id} not null,
  "name" {text} not null,
  "prefix" {text} not null,
  "created_at" {instant} not null,
  "expires_at" {instant},
  "used_at" {instant}
) {strict};
create unique index "api_token_hash" on "api_token" ("hash");
create index "api_token_user" on "api_token" ("user", "created_at");

create table "one_time_link" (
  "hash" {bytes} not null primary key,
  "kind" {text} not null,
  "user" {id} not null,
  "created_by" {id},
  "created_at" {instant} not null,
  "expires_at" {instant} not null
) {strict};
create index "one_time_link_user" on "one_time_link" ("user");
create index "one_time_link_age" on "one_time_link" ("expires_at");

create table "favourite" (
  "user" {id} not null,
  "object" {text} not null,
  "record" {id} not null,
  "face" {text} not null,
  "position" {int} not null,
  primary key ("user", "object", "record")
) {strict};

create table "recent" (
  "user" {id} not null,
  "object" {text} not null,
  "record" {id} not null,
  "face" {text} not null,
  "at" {instant} not null,
  primary key ("user", "object", "record")
) {strict};
create index "recent_at" on "recent" ("user", "at");

create table "notification" (
  "id" {id} not null primary key,
  "user" {id} not null,
  "kind" {text} not null,
  "object" {text},
  "record" {id},
  "face" {text},
  "text" {text} not null,
  "values" {json} not null,
  "at" {instant} not null,
  "read_at" {instant}
) {strict};
create index "notification_user" on "notification" ("user", "id");
create index "notification_unread" on "notification" ("user") where "read_at" is null;
