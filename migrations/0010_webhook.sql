-- Webhooks: who is told, what is told, and how each telling went.

create table "webhook" (
  "id" {id} not null primary key,
  "version" {int} not null,
  "name" {text} not null,
  "url" {text} not null,
  "events" {json} not null,
  "user" {id} not null,
  "owner" {id},
  "active" {bool} not null,
  "off_reason" {text},
  "since" {int} not null,
  "secret" {bytes} not null,
  "old_secret" {bytes},
  "old_until" {instant},
  "failing_since" {instant},
  "delivered_at" {instant},
  "failed_at" {instant},
  "created_at" {instant} not null,
  "updated_at" {instant} not null,
  constraint "webhook_off" check ("off_reason" in ('stopped', 'gone', 'failing', 'user'))
) {strict};

create table "webhook_message" (
  "id" {id} not null primary key,
  "event" {text} not null,
  "sequence" {int},
  "object" {text},
  "record" {id},
  "user" {id} not null,
  "payload" {text} not null,
  "created_at" {instant} not null
) {strict};
create unique index "webhook_message_once" on "webhook_message" ("user", "sequence", "event") where "sequence" is not null;
create index "webhook_message_age" on "webhook_message" ("created_at");

create table "webhook_delivery" (
  "id" {id} not null primary key,
  "webhook" {id} not null references "webhook"("id") on delete cascade,
  "message" {id} not null,
  "event" {text} not null,
  "state" {text} not null,
  "attempts" {int} not null default 0,
  "round" {int} not null default 0,
  "next_at" {instant},
  "leased_by" {id},
  "leased_until" {instant},
  "last_status" {int},
  "created_at" {instant} not null,
  "finished_at" {instant},
  constraint "webhook_delivery_state" check ("state" in ('waiting', 'delivered', 'failed', 'dropped'))
) {strict};
create unique index "webhook_delivery_once" on "webhook_delivery" ("message", "webhook");
create index "webhook_delivery_due" on "webhook_delivery" ("webhook", "next_at", "id") where "state" = 'waiting';
create index "webhook_delivery_newest" on "webhook_delivery" ("webhook", "id");
create index "webhook_delivery_state" on "webhook_delivery" ("webhook", "state", "id");
create index "webhook_delivery_event" on "webhook_delivery" ("webhook", "event", "id");
create index "webhook_delivery_age" on "webhook_delivery" ("webhook", "created_at");

create table "webhook_attempt" (
  "delivery" {id} not null,
  "number" {int} not null,
  "at" {instant} not null,
  "took_ms" {int} not null,
  "status" {int},
  "headers" {json} not null,
  "reply" {text},
  primary key ("delivery", "number")
) {strict};

create table "webhook_cursor" (
  "name" {text} not null primary key,
  "seq" {int} not null
) {strict};
insert into "webhook_cursor" ("name", "seq")
select 'journal', coalesce(max("first_seq" + "entries" - 1), 0) from "journal_header" where "first_seq" is not null;
