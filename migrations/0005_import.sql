-- Imports: what somebody brought, how far it came, and every cell that was refused.

create table "import" (
  "id" {id} not null primary key,
  "created_at" {instant} not null,
  "actor" {json} not null,
  "actor_user" {id},
  "name" {text} not null,
  "file" {id} not null,
  "size" {int} not null,
  "settings" {json} not null,
  "survey" {json},
  "state" {text} not null,
  "change_set" {id},
  "total" {int} not null default 0,
  "position" {int} not null default 0,
  "rows" {int} not null default 0,
  "created" {int} not null default 0,
  "updated" {int} not null default 0,
  "unchanged" {int} not null default 0,
  "refused" {int} not null default 0,
  "duplicates" {int} not null default 0,
  "faults" {json},
  "worked_at" {instant},
  "started_at" {instant},
  "finished_at" {instant},
  constraint "import_state" check ("state" in ('uploaded', 'checking', 'checked', 'running', 'done', 'cancelled', 'failed'))
) {strict};
create index "import_file" on "import" ("file");
create index "import_user" on "import" ("actor_user", "id");

create table "import_refusal" (
  "import" {id} not null references "import"("id") on delete cascade,
  "row" {int} not null,
  "position" {int} not null,
  "column" {text} not null,
  "value" {text} not null,
  "reason" {json} not null,
  primary key ("import", "row", "position")
) {strict};
