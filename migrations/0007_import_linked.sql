-- Imports count the records that were made because rows name them.

alter table "import" add column "linked" {int} not null default 0;
