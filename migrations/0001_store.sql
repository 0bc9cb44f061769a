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
create index "journal_record" on "journal" ("record", "header", "number");
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

-- Search: one document a record, the words that typing errors are looked for in, and what waits.
create table "search_document" (
  "number" {rowid},
  "object" {text} not null,
  "record" {id} not null
) {strict};
create unique index "search_document_record" on "search_document" ("record");
create table "search_word" (
  "word" {text} not null primary key,
  "reversed" {text} not null
) {strict};
create table "search_queue" (
  "record" {id} not null primary key,
  "object" {text} not null
) {strict};
-- only sqlite
create virtual table "search_text" using fts5 (
  "tokens", content = '', contentless_delete = 1, detail = none, prefix = '2 3',
  tokenize = 'unicode61 remove_diacritics 0'
);
create index "search_word_reversed" on "search_word" ("reversed");
-- end
-- only postgres
alter table "search_document" add column "tokens" tsvector not null;
create index "search_document_tokens" on "search_document" using gin ("tokens");
alter table "search_word" alter column "word" type text collate "C", alter column "reversed" type text collate "C";
create index "search_word_reversed" on "search_word" ("reversed");
-- end
