-- Imports have a version, so that two programs do not overwrite each other's settings unseen.

alter table "import" add column "version" {int} not null default 1;
