-- Documents tell who holds their record from here on; those that are there are written anew.

insert into "search_queue" ("record", "object") select "record", "object" from "search_document"
where true
on conflict do nothing;
