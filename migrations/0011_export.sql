-- Exports that are prepared: what was asked for, by whom with which rights, how far the file is,
-- where it lies and until when.

create table "export" (
  "id" {id} not null primary key,
  "created_at" {instant} not null,
  "actor" {json} not null,
  "actor_user" {id} not null,
  "source" {json} not null,
  "format" {text} not null,
  "bom" {bool} not null,
  "state" {text} not null,
  "rows" {int} not null default 0,
  "size" {int},
  "file" {id},
  "reach" {json} not null,
  "faults" {json},
  "finished_at" {instant},
  "ends_at" {instant},
  constraint "export_state" check ("state" in ('waiting', 'running', 'done', 'failed'))
) {strict};
create index "export_user" on "export" ("actor_user", "id");
create index "export_end" on "export" ("ends_at");
