-- Parties, what ties them, what happens with them, and their files.

create table "party" (
  "id" {id} not null primary key, "version" {int} not null, "created_at" {instant} not null, "created_by" {id},
  "updated_at" {instant} not null, "owner" {id}, "team" {id}, "deleted_at" {instant}, "deleted_by" {id}, "custom" {json},
  "kind" {text},
  "name" {text},
  "name_key" {bytes},
  "sort_name" {text},
  "sort_name_key" {bytes},
  "honorific" {text},
  "honorific_key" {bytes},
  "first_name" {text},
  "first_name_key" {bytes},
  "middle_name" {text},
  "middle_name_key" {bytes},
  "last_name" {text},
  "last_name_key" {bytes},
  "second_last_name" {text},
  "second_last_name_key" {bytes},
  "suffix" {text},
  "suffix_key" {bytes},
  "preferred_name" {text},
  "preferred_name_key" {bytes},
  "legal_name" {text},
  "legal_name_key" {bytes},
  "lifecycle" {text},
  "organization" {id},
  "job_title" {text},
  "job_title_key" {bytes},
  "department" {text},
  "department_key" {bytes},
  "parent" {id},
  "industry" {text},
  "industry_key" {bytes},
  "employees" {int},
  "annual_revenue" {int},
  "annual_revenue_currency" {text},
  "email" {text},
  "phone" {text},
  "street" {text},
  "street_key" {bytes},
  "city" {text},
  "city_key" {bytes},
  "state" {text},
  "state_key" {bytes},
  "postal_code" {text},
  "postal_code_key" {bytes},
  "country" {text},
  "country_key" {bytes},
  "website" {text},
  "domain" {text},
  "domain_key" {bytes},
  "tax_id" {text},
  "tax_id_key" {bytes},
  "birth_date" {date},
  "gender" {text},
  "income_band" {text},
  "language" {text},
  "time_zone" {text},
  "time_zone_key" {bytes},
  "preferred_channel" {text},
  "do_not_email" {bool} not null default 0,
  "do_not_call" {bool} not null default 0,
  "do_not_message" {bool} not null default 0,
  "do_not_mail" {bool} not null default 0,
  "photo" {id},
  "source" {text},
  "source_key" {bytes},
  "external_id" {text},
  "external_id_key" {bytes},
  "description" {text},
  "last_activity_at" {instant},
  "next_step" {id},
  "next_step_on" {date}
) {strict};
create index "party_sort_name" on "party" ("kind", "sort_name_key", "id") where "deleted_at" is null;
create index "party_name" on "party" ("kind", "name_key", "id") where "deleted_at" is null;
create index "party_created" on "party" ("kind", "created_at", "id") where "deleted_at" is null;
create index "party_updated" on "party" ("kind", "updated_at", "id") where "deleted_at" is null;
create index "party_last_activity" on "party" ("kind", "last_activity_at", "id") where "deleted_at" is null;
create index "party_next_step" on "party" ("kind", "next_step_on", "id") where "deleted_at" is null;
create index "party_owner" on "party" ("kind", "owner", "sort_name_key", "id") where "deleted_at" is null;
create index "party_team" on "party" ("kind", "team", "sort_name_key", "id") where "deleted_at" is null;
create index "party_city" on "party" ("kind", "city_key", "sort_name_key", "id") where "deleted_at" is null;
create index "party_organization" on "party" ("organization", "sort_name_key", "id") where "deleted_at" is null;
create index "party_parent" on "party" ("parent", "sort_name_key", "id") where "deleted_at" is null and "parent" is not null;
create index "party_external_id" on "party" ("external_id_key", "id") where "deleted_at" is null;

create table "party_roles" (
  "record" {id} not null references "party"("id") on delete cascade, "position" {int} not null,
  "value" {text}, "value_key" {text}, primary key ("record", "position")
) {strict};
create index "party_roles_value" on "party_roles" ("value_key", "record");
create table "party_tags" (
  "record" {id} not null references "party"("id") on delete cascade, "position" {int} not null,
  "value" {text}, "value_key" {text}, primary key ("record", "position")
) {strict};
create index "party_tags_value" on "party_tags" ("value_key", "record");
create table "party_lists" (
  "record" {id} not null references "party"("id") on delete cascade, "position" {int} not null,
  "value" {text}, "value_key" {text}, primary key ("record", "position")
) {strict};
create index "party_lists_value" on "party_lists" ("value_key", "record");
create table "party_emails" (
  "record" {id} not null references "party"("id") on delete cascade, "position" {int} not null, "entry" {id} not null,
  "primary" {bool} not null, "type" {text}, "value" {text}, "value_key" {text}, "country" {text}, "street" {text},
  "street_2" {text}, "city" {text}, "city_key" {text}, "state" {text}, "postal_code" {text},
  primary key ("record", "position")
) {strict};
create index "party_emails_value" on "party_emails" ("value_key", "record");
create table "party_phones" (
  "record" {id} not null references "party"("id") on delete cascade, "position" {int} not null, "entry" {id} not null,
  "primary" {bool} not null, "type" {text}, "value" {text}, "value_key" {text}, "country" {text}, "street" {text},
  "street_2" {text}, "city" {text}, "city_key" {text}, "state" {text}, "postal_code" {text},
  primary key ("record", "position")
) {strict};
create index "party_phones_value" on "party_phones" ("value_key", "record");
create table "party_domains" (
  "record" {id} not null references "party"("id") on delete cascade, "position" {int} not null, "entry" {id} not null,
  "primary" {bool} not null, "type" {text}, "value" {text}, "value_key" {text}, "country" {text}, "street" {text},
  "street_2" {text}, "city" {text}, "city_key" {text}, "state" {text}, "postal_code" {text},
  primary key ("record", "position")
) {strict};
create index "party_domains_value" on "party_domains" ("value_key", "record");
create table "party_identifiers" (
  "record" {id} not null references "party"("id") on delete cascade, "position" {int} not null, "entry" {id} not null,
  "primary" {bool} not null, "type" {text}, "value" {text}, "value_key" {text}, "country" {text}, "street" {text},
  "street_2" {text}, "city" {text}, "city_key" {text}, "state" {text}, "postal_code" {text},
  primary key ("record", "position")
) {strict};
create index "party_identifiers_value" on "party_identifiers" ("value_key", "record");
create table "party_addresses" (
  "record" {id} not null references "party"("id") on delete cascade, "position" {int} not null, "entry" {id} not null,
  "primary" {bool} not null, "type" {text}, "value" {text}, "value_key" {text}, "country" {text}, "street" {text},
  "street_2" {text}, "city" {text}, "city_key" {text}, "state" {text}, "postal_code" {text},
  primary key ("record", "position")
) {strict};
create index "party_addresses_city" on "party_addresses" ("city_key", "record");
create index "party_addresses_country" on "party_addresses" ("country", "record");

create table "relationship_type" (
  "id" {id} not null primary key, "version" {int} not null, "created_at" {instant} not null, "created_by" {id},
  "updated_at" {instant} not null, "owner" {id}, "team" {id}, "deleted_at" {instant}, "deleted_by" {id}, "custom" {json},
  "key" {text},
  "key_key" {bytes},
  "name" {text},
  "name_key" {bytes},
  "label_en" {text},
  "label_en_key" {bytes},
  "label_es" {text},
  "label_es_key" {bytes},
  "label_zh" {text},
  "label_zh_key" {bytes},
  "reverse_en" {text},
  "reverse_en_key" {bytes},
  "reverse_es" {text},
  "reverse_es_key" {bytes},
  "reverse_zh" {text},
  "reverse_zh_key" {bytes},
  "from_kind" {text},
  "to_kind" {text},
  "position" {int}
) {strict};
create unique index "relationship_type_key_taken" on "relationship_type" ("key") where "deleted_at" is null;
create index "relationship_type_position" on "relationship_type" ("position", "id") where "deleted_at" is null;

create table "relationship" (
  "id" {id} not null primary key, "version" {int} not null, "created_at" {instant} not null, "created_by" {id},
  "updated_at" {instant} not null, "owner" {id}, "team" {id}, "deleted_at" {instant}, "deleted_by" {id}, "custom" {json},
  "from" {id},
  "relationship_type" {id},
  "to" {id},
  "starts_on" {date},
  "ends_on" {date},
  "strength" {int},
  "primary" {bool} not null default 0,
  "note" {text},
  "note_key" {bytes}
) {strict};
create index "relationship_from" on "relationship" ("from", "created_at", "id") where "deleted_at" is null;
create index "relationship_to" on "relationship" ("to", "created_at", "id") where "deleted_at" is null;
create index "relationship_created" on "relationship" ("created_at", "id") where "deleted_at" is null;

create table "activity" (
  "id" {id} not null primary key, "version" {int} not null, "created_at" {instant} not null, "created_by" {id},
  "updated_at" {instant} not null, "owner" {id}, "team" {id}, "deleted_at" {instant}, "deleted_by" {id}, "custom" {json},
  "kind" {text},
  "subject" {text},
  "subject_key" {bytes},
  "status" {text},
  "party" {id},
  "due_on" {date},
  "due_at" {instant},
  "start_at" {instant},
  "end_at" {instant},
  "time_zone" {text},
  "time_zone_key" {bytes},
  "all_day" {bool} not null default 0,
  "duration" {int},
  "location" {text},
  "location_key" {bytes},
  "direction" {text},
  "priority" {text},
  "outcome" {text},
  "outcome_key" {bytes},
  "next_step" {text},
  "next_step_key" {bytes},
  "done_at" {instant},
  "recurrence" {text},
  "recurrence_interval" {int},
  "recurrence_until" {date},
  "previous" {id},
  "pinned" {bool} not null default 0,
  "external_id" {text},
  "external_id_key" {bytes},
  "description" {text},
  "occurs_at" {instant}
) {strict};
create index "activity_occurs" on "activity" ("occurs_at", "id") where "deleted_at" is null;
create index "activity_created" on "activity" ("created_at", "id") where "deleted_at" is null;
create index "activity_owner" on "activity" ("owner", "occurs_at", "id") where "deleted_at" is null;
create index "activity_team" on "activity" ("team", "occurs_at", "id") where "deleted_at" is null;
create index "activity_party" on "activity" ("party", "occurs_at", "id") where "deleted_at" is null;
create index "activity_status" on "activity" ("status", "occurs_at", "id") where "deleted_at" is null;
create index "activity_kind" on "activity" ("kind", "occurs_at", "id") where "deleted_at" is null;
create index "activity_previous" on "activity" ("previous") where "deleted_at" is null;
create index "activity_external_id" on "activity" ("external_id_key", "id") where "deleted_at" is null;

create table "activity_participants" (
  "record" {id} not null references "activity"("id") on delete cascade, "position" {int} not null,
  "value" {text}, "value_key" {text}, primary key ("record", "position")
) {strict};
create index "activity_participants_value" on "activity_participants" ("value_key", "record");
create table "activity_users" (
  "record" {id} not null references "activity"("id") on delete cascade, "position" {int} not null,
  "value" {text}, "value_key" {text}, primary key ("record", "position")
) {strict};
create index "activity_users_value" on "activity_users" ("value_key", "record");
create table "activity_reminders" (
  "record" {id} not null references "activity"("id") on delete cascade, "position" {int} not null,
  "value" {text}, "value_key" {text}, primary key ("record", "position")
) {strict};
create index "activity_reminders_value" on "activity_reminders" ("value_key", "record");
create table "activity_tags" (
  "record" {id} not null references "activity"("id") on delete cascade, "position" {int} not null,
  "value" {text}, "value_key" {text}, primary key ("record", "position")
) {strict};
create index "activity_tags_value" on "activity_tags" ("value_key", "record");

create table "file" (
  "id" {id} not null primary key, "version" {int} not null, "created_at" {instant} not null, "created_by" {id},
  "updated_at" {instant} not null, "owner" {id}, "team" {id}, "deleted_at" {instant}, "deleted_by" {id}, "custom" {json},
  "name" {text},
  "name_key" {bytes},
  "object" {text},
  "object_key" {bytes},
  "record" {id},
  "content" {id},
  "size" {int},
  "media_type" {text},
  "media_type_key" {bytes},
  "digest" {text},
  "digest_key" {bytes}
) {strict};
create index "file_record" on "file" ("record", "created_at", "id") where "deleted_at" is null;
create index "file_created" on "file" ("created_at", "id") where "deleted_at" is null;
create index "file_content" on "file" ("content");

-- Outside the journal: what a reminder or a feed needs.

create table "reminder_sent" (
  "activity" {id} not null,
  "user" {id} not null,
  "minutes" {int} not null,
  "planned_at" {instant} not null,
  "sent_at" {instant} not null,
  primary key ("activity", "user", "minutes", "planned_at")
) {strict};

create table "calendar_feed" (
  "user" {id} not null primary key,
  "hash" {bytes} not null,
  "created_at" {instant} not null,
  "asked_at" {instant}
) {strict};
create unique index "calendar_feed_hash" on "calendar_feed" ("hash");

-- only sqlite
insert into "relationship_type" ("id", "version", "created_at", "updated_at", "key", "name", "label_en", "label_es", "label_zh",
  "reverse_en", "reverse_es", "reverse_zh", "from_kind", "to_kind", "position") values
  (X'3fbc172c1519516f9183024f8e0d1578', 1, 1767225600000000, 1767225600000000, 'works_for', 'works for / employs', 'works for', 'trabaja en', '就职于', 'employs', 'emplea a', '雇用', 'person', 'organization', 1),
  (X'cb4b64d981ba56228128d5267ed0b7d8', 1, 1767225600000000, 1767225600000000, 'manages', 'manages / is managed by', 'manages', 'dirige', '主管', 'is managed by', 'depende de', '下属于', 'person', 'person', 2),
  (X'db2dc12b0b445f0f8a57b7d0695a6eb9', 1, 1767225600000000, 1767225600000000, 'assistant_of', 'is assistant of / is assisted by', 'is assistant of', 'es asistente de', '是…的助理', 'is assisted by', 'tiene como asistente a', '的助理是', 'person', 'person', 3),
  (X'82b3280f59d757b48335ddc9ef771734', 1, 1767225600000000, 1767225600000000, 'advises', 'advises / is advised by', 'advises', 'asesora a', '为…提供顾问', 'is advised by', 'recibe asesoría de', '的顾问是', 'anyone', 'anyone', 4),
  (X'c5f8b433fbe05c0ab6ad96db3f89969c', 1, 1767225600000000, 1767225600000000, 'subsidiary_of', 'is a subsidiary of / has the subsidiary', 'is a subsidiary of', 'es filial de', '是…的子公司', 'has the subsidiary', 'tiene como filial a', '的子公司是', 'organization', 'organization', 5),
  (X'd87e956059de59f295a68d1dee15e272', 1, 1767225600000000, 1767225600000000, 'deals_for', 'is a dealer of / has the dealer', 'is a dealer of', 'es distribuidor de', '是…的经销商', 'has the dealer', 'tiene como distribuidor a', '的经销商是', 'anyone', 'organization', 6),
  (X'756c13dd60335d6f856277fcb0186dfc', 1, 1767225600000000, 1767225600000000, 'agent_of', 'is an agent of / is represented by', 'is an agent of', 'es agente de', '是…的代理', 'is represented by', 'está representado por', '的代理是', 'anyone', 'anyone', 7),
  (X'6862305b30e857468e3debc0158d16f7', 1, 1767225600000000, 1767225600000000, 'supplies', 'supplies / is supplied by', 'supplies', 'suministra a', '供货给', 'is supplied by', 'se abastece de', '的供应商是', 'organization', 'organization', 8),
  (X'6bd2f39e440753f6b933d905f91d1c25', 1, 1767225600000000, 1767225600000000, 'services', 'services the machines of / is serviced by', 'services the machines of', 'mantiene las máquinas de', '为…提供维修', 'is serviced by', 'recibe servicio de', '的维修方是', 'anyone', 'organization', 9),
  (X'9e36a008c7225e7788776efc4e539655', 1, 1767225600000000, 1767225600000000, 'partner_of', 'is a partner of', 'is a partner of', 'es socio de', '是…的合作伙伴', 'is a partner of', 'es socio de', '是…的合作伙伴', 'anyone', 'anyone', 10),
  (X'bcc5e98032805e25bd1de224a8812300', 1, 1767225600000000, 1767225600000000, 'competes_with', 'competes with', 'competes with', 'compite con', '与…竞争', 'competes with', 'compite con', '与…竞争', 'organization', 'organization', 11),
  (X'6441b5d67fcb573eabc99f32270df895', 1, 1767225600000000, 1767225600000000, 'referred_by', 'was referred by / referred', 'was referred by', 'vino recomendado por', '由…推荐', 'referred', 'recomendó a', '推荐了', 'anyone', 'anyone', 12),
  (X'17872adb148f56688080f5479435350d', 1, 1767225600000000, 1767225600000000, 'owns', 'owns / is owned by', 'owns', 'es propietario de', '拥有', 'is owned by', 'pertenece a', '的所有者是', 'anyone', 'organization', 13),
  (X'47cb12a4a2b056678f352488176d9d75', 1, 1767225600000000, 1767225600000000, 'married_to', 'is married to', 'is married to', 'está casado con', '与…是夫妻', 'is married to', 'está casado con', '与…是夫妻', 'person', 'person', 14),
  (X'8773c91d9a4555ec9c6aecde6aeb6331', 1, 1767225600000000, 1767225600000000, 'related_to', 'is related to', 'is related to', 'es familiar de', '与…是亲属', 'is related to', 'es familiar de', '与…是亲属', 'person', 'person', 15),
  (X'55b8dfa407f35e75be3bac1e9f3c4fc6', 1, 1767225600000000, 1767225600000000, 'knows', 'knows', 'knows', 'conoce a', '认识', 'knows', 'conoce a', '认识', 'person', 'person', 16);
-- end
-- only postgres
insert into "relationship_type" ("id", "version", "created_at", "updated_at", "key", "name", "label_en", "label_es", "label_zh",
  "reverse_en", "reverse_es", "reverse_zh", "from_kind", "to_kind", "position") values
  ('3fbc172c-1519-516f-9183-024f8e0d1578', 1, 1767225600000000, 1767225600000000, 'works_for', 'works for / employs', 'works for', 'trabaja en', '就职于', 'employs', 'emplea a', '雇用', 'person', 'organization', 1),
  ('cb4b64d9-81ba-5622-8128-d5267ed0b7d8', 1, 1767225600000000, 1767225600000000, 'manages', 'manages / is managed by', 'manages', 'dirige', '主管', 'is managed by', 'depende de', '下属于', 'person', 'person', 2),
  ('db2dc12b-0b44-5f0f-8a57-b7d0695a6eb9', 1, 1767225600000000, 1767225600000000, 'assistant_of', 'is assistant of / is assisted by', 'is assistant of', 'es asistente de', '是…的助理', 'is assisted by', 'tiene como asistente a', '的助理是', 'person', 'person', 3),
  ('82b3280f-59d7-57b4-8335-ddc9ef771734', 1, 1767225600000000, 1767225600000000, 'advises', 'advises / is advised by', 'advises', 'asesora a', '为…提供顾问', 'is advised by', 'recibe asesoría de', '的顾问是', 'anyone', 'anyone', 4),
  ('c5f8b433-fbe0-5c0a-b6ad-96db3f89969c', 1, 1767225600000000, 1767225600000000, 'subsidiary_of', 'is a subsidiary of / has the subsidiary', 'is a subsidiary of', 'es filial de', '是…的子公司', 'has the subsidiary', 'tiene como filial a', '的子公司是', 'organization', 'organization', 5),
  ('d87e9560-59de-59f2-95a6-8d1dee15e272', 1, 1767225600000000, 1767225600000000, 'deals_for', 'is a dealer of / has the dealer', 'is a dealer of', 'es distribuidor de', '是…的经销商', 'has the dealer', 'tiene como distribuidor a', '的经销商是', 'anyone', 'organization', 6),
  ('756c13dd-6033-5d6f-8562-77fcb0186dfc', 1, 1767225600000000, 1767225600000000, 'agent_of', 'is an agent of / is represented by', 'is an agent of', 'es agente de', '是…的代理', 'is represented by', 'está representado por', '的代理是', 'anyone', 'anyone', 7),
  ('6862305b-30e8-5746-8e3d-ebc0158d16f7', 1, 1767225600000000, 1767225600000000, 'supplies', 'supplies / is supplied by', 'supplies', 'suministra a', '供货给', 'is supplied by', 'se abastece de', '的供应商是', 'organization', 'organization', 8),
  ('6bd2f39e-4407-53f6-b933-d905f91d1c25', 1, 1767225600000000, 1767225600000000, 'services', 'services the machines of / is serviced by', 'services the machines of', 'mantiene las máquinas de', '为…提供维修', 'is serviced by', 'recibe servicio de', '的维修方是', 'anyone', 'organization', 9),
  ('9e36a008-c722-5e77-8877-6efc4e539655', 1, 1767225600000000, 1767225600000000, 'partner_of', 'is a partner of', 'is a partner of', 'es socio de', '是…的合作伙伴', 'is a partner of', 'es socio de', '是…的合作伙伴', 'anyone', 'anyone', 10),
  ('bcc5e980-3280-5e25-bd1d-e224a8812300', 1, 1767225600000000, 1767225600000000, 'competes_with', 'competes with', 'competes with', 'compite con', '与…竞争', 'competes with', 'compite con', '与…竞争', 'organization', 'organization', 11),
  ('6441b5d6-7fcb-573e-abc9-9f32270df895', 1, 1767225600000000, 1767225600000000, 'referred_by', 'was referred by / referred', 'was referred by', 'vino recomendado por', '由…推荐', 'referred', 'recomendó a', '推荐了', 'anyone', 'anyone', 12),
  ('17872adb-148f-5668-8080-f5479435350d', 1, 1767225600000000, 1767225600000000, 'owns', 'owns / is owned by', 'owns', 'es propietario de', '拥有', 'is owned by', 'pertenece a', '的所有者是', 'anyone', 'organization', 13),
  ('47cb12a4-a2b0-5667-8f35-2488176d9d75', 1, 1767225600000000, 1767225600000000, 'married_to', 'is married to', 'is married to', 'está casado con', '与…是夫妻', 'is married to', 'está casado con', '与…是夫妻', 'person', 'person', 14),
  ('8773c91d-9a45-55ec-9c6a-ecde6aeb6331', 1, 1767225600000000, 1767225600000000, 'related_to', 'is related to', 'is related to', 'es familiar de', '与…是亲属', 'is related to', 'es familiar de', '与…是亲属', 'person', 'person', 15),
  ('55b8dfa4-07f3-5e75-be3b-ac1e9f3c4fc6', 1, 1767225600000000, 1767225600000000, 'knows', 'knows', 'knows', 'conoce a', '认识', 'knows', 'conoce a', '认识', 'person', 'person', 16);
-- end
