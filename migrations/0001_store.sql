-- The spine: change sets, journal, search, shares, counters, settings, idempotency.

create table "change_set" (
  "id" {id} not null primary key,
  "kind" {text} not null,
  "label" {json} not null,
  "actor" {json} not null,
  "actor_user" {id},
  "created_at" {instant} not null,
  "entries" {int} not null default 0,
  "undoes" {id},
  "undone_by" {id}
) {strict};
create index "change_set_user" on "change_set" ("actor_user", "id");

create table "journal_header" (
  "id" {id} not null primary key,
  "transaction_id" {int} not null,
  "epoch" {int} not null,
  "change_set" {id} not null,
  "entries" {int} not null,
  "digest" {bytes} not null,
  "at" {instant} not null,
  "first_seq" {int},
  "chain" {bytes}
) {strict};
create unique index "journal_header_seq" on "journal_header" ("first_seq") where "first_seq" is not null;
create index "journal_header_waiting" on "journal_header" ("epoch", "transaction_id") where "first_seq" is null;

create table "journal" (
  "header" {id} not null,
  "number" {int} not null,
  "change_set" {id} not null,
  "object" {text} not null,
  "record" {id} not null,
  "action" {text} not null,
  "version" {int} not null,
  "events" {text} not null,
  "owner" {id},
  "team" {id},
  "payload" {json},
  "salt" {bytes},
  "digest" {bytes} not null,
  primary key ("header", "number")
) {strict};
create index "journal_record" on "journal" ("record", "header");
create index "journal_change_set" on "journal" ("change_set", "header", "number");

create table "sequencer" (
  "name" {text} not null primary key,
  "epoch" {int} not null,
  "next_seq" {int} not null,
  "chain" {bytes} not null,
  "transaction_id" {int} not null
) {strict};

create table "share" (
  "object" {text} not null,
  "record" {id} not null,
  "user" {id},
  "team" {id},
  "access" {text} not null,
  "created_at" {instant} not null
) {strict};
create index "share_user" on "share" ("user", "object", "record");
create index "share_team" on "share" ("team", "object", "record");
create index "share_record" on "share" ("record");

create table "lock" (
  "name" {text} not null primary key,
  "value" {int} not null default 0
) {strict};

create table "counter" (
  "series" {text} not null primary key,
  "last" {int} not null
) {strict};

create table "setting" (
  "key" {text} not null primary key,
  "value" {json} not null,
  "updated_at" {instant} not null
) {strict};

create table "idempotency_key" (
  "actor" {text} not null,
  "key" {text} not null,
  "request" {bytes} not null,
  "status" {int},
  "headers" {json},
  "body" {bytes},
  "created_at" {instant} not null,
  primary key ("actor", "key")
) {strict};
create index "idempotency_key_age" on "idempotency_key" ("created_at");
