-- Work that waits, schedules, and the files whose bytes lie in the data folder.

create table "job" (
  "id" {id} not null primary key,
  "kind" {text} not null,
  "payload" {json} not null,
  "dedupe_key" {text},
  "state" {text} not null,
  "priority" {int} not null,
  "run_at" {instant} not null,
  "attempts" {int} not null default 0,
  "max_attempts" {int} not null,
  "leased_until" {instant},
  "leased_by" {id},
  "cancel_asked" {bool} not null default 0,
  "progress_done" {int},
  "progress_total" {int},
  "message" {text},
  "error" {text},
  "error_kind" {text},
  "actor" {json},
  "change_set" {id},
  "created_at" {instant} not null,
  "started_at" {instant},
  "finished_at" {instant},
  constraint "job_state" check ("state" in ('queued', 'running', 'waiting', 'done', 'failed'))
) {strict};
create unique index "job_dedupe" on "job" ("dedupe_key") where "state" in ('queued', 'running', 'waiting');
create index "job_due" on "job" ("priority", "run_at", "id") where "state" in ('queued', 'waiting');
create index "job_leased" on "job" ("leased_until") where "state" = 'running';
create index "job_state_newest" on "job" ("state", "id");
create index "job_kind_newest" on "job" ("kind", "id");
create index "job_finished" on "job" ("finished_at") where "finished_at" is not null;
create index "job_change_set" on "job" ("change_set") where "change_set" is not null;

create table "job_schedule" (
  "key" {text} not null primary key,
  "kind" {text} not null,
  "cron" {text} not null,
  "zone" {text} not null,
  "next_run_at" {instant} not null,
  "last_run_at" {instant}
) {strict};

create table "stored_file" (
  "id" {id} not null primary key,
  "size" {int} not null,
  "sha256" {bytes} not null,
  "created_at" {instant} not null
) {strict};
