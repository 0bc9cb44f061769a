//! Files of other systems are known by their headings, and come in without a word about columns.

use serde_json::{Value as Json, json};
use testkit::{Api, App, Place, on_both_engines};

use crate::commands::administrator;
use crate::import::{counts, import};
use crate::import_rest::bring;

/// What is brought, the system that wrote it, the headings, a row, and the fields of the columns.
type File = (&'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

const FILES: [File; 16] = [
    (
        "people",
        "HubSpot",
        "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status,Create Date,Associated Company",
        "51,Ana,Ruiz,ana@acme.es,+34 912 345 678,,New,2024-05-06 07:08,Acme",
        &[
            "external_id",
            "first_name",
            "last_name",
            "email",
            "phone",
            "owner",
            "",
            "created_at",
            "organization.name",
        ],
    ),
    (
        "companies",
        "HubSpot",
        "Record ID,Company name,Company owner,Phone Number,City,Industry,Company Domain Name",
        "7,Acme,,+34 912 345 678,Madrid,Retail,acme.es",
        &["external_id", "name", "owner", "phone", "city", "industry", "domain"],
    ),
    (
        "people",
        "HubSpot",
        "ID de registro,Nombre,Apellidos,Correo,Número de teléfono,Propietario del contacto,Etapa del ciclo de vida",
        "51,Ana,Ruiz,ana@acme.es,+34 912 345 678,,Lead",
        &["external_id", "first_name", "last_name", "email", "phone", "owner", ""],
    ),
    (
        "people",
        "Salesforce",
        "Salutation,First Name,Last Name,Title,Account Name,Mailing Street,Mailing City,Mailing State/Province,Mailing Zip/Postal Code,Mailing Country,Phone,Mobile,Email",
        "Ms.,Ana,Ruiz,Head,Acme,Mayor 1,Madrid,Madrid,28001,Spain,,+34 600 111 222,ana@acme.es",
        &[
            "honorific",
            "first_name",
            "last_name",
            "job_title",
            "organization.name",
            "street",
            "city",
            "state",
            "postal_code",
            "country",
            "phone",
            "phones.mobile",
            "email",
        ],
    ),
    (
        "people",
        "Salesforce",
        "ID,ACCOUNTID,LASTNAME,FIRSTNAME,MAILINGSTREET,MAILINGCITY,MOBILEPHONE,EMAIL,OWNERID,HASOPTEDOUTOFEMAIL,CREATEDDATE",
        "003A,001A,Ruiz,Ana,Mayor 1,Madrid,+34600111222,ana@acme.es,005A,true,2020-01-02T03:04:05.000Z",
        &[
            "external_id",
            "organization.external_id",
            "last_name",
            "first_name",
            "street",
            "city",
            "phones.mobile",
            "email",
            "",
            "do_not_email",
            "created_at",
        ],
    ),
    (
        "people",
        "Pipedrive",
        "Person - Name,Person - Organization,Person - Email - Work,Person - Phone - Mobile,Person - Owner,Person - Open deals",
        "Ana Ruiz,Acme,ana@acme.es,+34600111222,,2",
        &["name", "organization.name", "emails.work", "phones.mobile", "owner", ""],
    ),
    (
        "people",
        "Zoho CRM",
        "Record Id,Contact Owner.id,Contact Owner,First Name,Last Name,Account Name.id,Account Name,Email,Mobile,Email Opt Out,Mailing City,Tag",
        "zcrm_1,zcrm_9,,Ana,Ruiz,zcrm_2,Acme,ana@acme.es,+34600111222,false,Madrid,vip",
        &[
            "external_id",
            "",
            "owner",
            "first_name",
            "last_name",
            "organization.external_id",
            "organization.name",
            "email",
            "phones.mobile",
            "do_not_email",
            "city",
            "tags",
        ],
    ),
    (
        "parties",
        "Odoo",
        "id,name,company_type,parent_id/name,function,email,phone,street,street2,zip,city,country_id/name,vat",
        "__export__.res_partner_7,Ana Ruiz,Person,Acme,Head,ana@acme.es,+34 912 345 678,Mayor 1,2º,28001,Madrid,Spain,",
        &[
            "external_id",
            "name",
            "kind",
            "organization.name",
            "job_title",
            "email",
            "phone",
            "street",
            "addresses.1.street_2",
            "postal_code",
            "city",
            "country",
            "tax_id",
        ],
    ),
    (
        "people",
        "Odoo",
        "ID externo,Nombre,Empresa relacionada,Puesto de trabajo,Correo electrónico,Calle,Ciudad",
        "p7,Ana Ruiz,Acme,Jefa,ana@acme.es,Mayor 1,Madrid",
        &["external_id", "name", "organization.name", "job_title", "email", "street", "city"],
    ),
    (
        "people",
        "EspoCRM",
        "id,salutationName,firstName,lastName,accountId,accountName,title,emailAddress,phoneNumber,addressCity,assignedUserId,createdAt",
        "5f1,Ms.,Ana,Ruiz,5f2,Acme,Head,ana@acme.es,'+34600111222,Madrid,1,2020-01-02 03:04:05",
        &[
            "external_id",
            "honorific",
            "first_name",
            "last_name",
            "organization.external_id",
            "organization.name",
            "job_title",
            "email",
            "phone",
            "city",
            "",
            "created_at",
        ],
    ),
    (
        "people",
        "SuiteCRM",
        "ID,Salutation,First Name,Last Name,Title,Account Name,Email Address,Mobile,Office Phone,Primary Address Street,Primary Address City,Assigned User Name,Date Created,Deleted",
        "a1,Ms.,Ana,Ruiz,Head,Acme,ana@acme.es,+34600111222,+34912345678,Mayor 1,Madrid,,2020-01-02 03:04,0",
        &[
            "external_id",
            "honorific",
            "first_name",
            "last_name",
            "job_title",
            "organization.name",
            "email",
            "phones.mobile",
            "phones.work",
            "street",
            "city",
            "owner",
            "created_at",
            "",
        ],
    ),
    (
        "people",
        "Twenty",
        "Id,Name / First Name,Name / Last Name,Emails / Primary Email,Phones / Primary Phone Number,Phones / Primary Phone Calling Code,Company Id,Job Title,City,Creation date",
        "0d1,Ana,Ruiz,ana@acme.es,600111222,+34,0d2,Head,Madrid,2024-01-02T03:04:05Z",
        &[
            "external_id",
            "first_name",
            "last_name",
            "email",
            "phone",
            "",
            "organization.external_id",
            "job_title",
            "city",
            "created_at",
        ],
    ),
    (
        "people",
        "Outlook",
        "Title,First Name,Middle Name,Last Name,Company,Department,Job Title,Business Street,Business City,Business Country/Region,Business Phone,Mobile Phone,E-mail Address,E-mail 2 Address,Birthday,Notes",
        "Ms.,Ana,,Ruiz,Acme,Sales,Head,Mayor 1,Madrid,Spain,+34912345678,+34600111222,ana@acme.es,ana@casa.es,1980-02-03,Hi",
        &[
            "honorific",
            "first_name",
            "middle_name",
            "last_name",
            "organization.name",
            "department",
            "job_title",
            "addresses.1.street",
            "addresses.1.city",
            "addresses.1.country",
            "phones.work",
            "phones.mobile",
            "emails.1",
            "emails.2",
            "birth_date",
            "description",
        ],
    ),
    (
        "people",
        "Outlook",
        "名,姓,单位,部门,职务,商务电话,移动电话,电子邮件地址",
        "伟,张,远洋,销售,经理,+861065529988,+8613800138000,zw@yuanyang.cn",
        &[
            "first_name",
            "last_name",
            "organization.name",
            "department",
            "job_title",
            "phones.work",
            "phones.mobile",
            "emails.1",
        ],
    ),
    (
        "people",
        "Google Contacts",
        "First Name,Middle Name,Last Name,Phonetic First Name,Name Prefix,Nickname,Organization Name,Organization Title,Birthday,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Street,Address 1 - City,Address 1 - Region",
        "Ana,,Ruiz,,Ms.,Anita,Acme,Head,1980-02-03,Hi,* myContacts,* Work,ana@acme.es,Mobile,+34600111222,Mayor 1,Madrid,Madrid",
        &[
            "first_name",
            "middle_name",
            "last_name",
            "",
            "honorific",
            "preferred_name",
            "organization.name",
            "job_title",
            "birth_date",
            "description",
            "tags",
            "emails.1.type",
            "emails.1",
            "phones.1.type",
            "phones.1",
            "addresses.1.street",
            "addresses.1.city",
            "addresses.1.state",
        ],
    ),
    (
        "activities",
        "Pipedrive",
        "ID,Type,Subject,Due date,Contact person,Assigned to user,Note,Done",
        "9,Call,Ring Ana,2026-01-02,Ana Ruiz,,Soon,No",
        &["external_id", "kind", "subject", "due_on", "party", "owner", "description", ""],
    ),
];

async fn fields(api: &Api, (object, system, headings, row, _): File) -> Vec<String> {
    let text = format!("{headings}\n{row}\n");
    let told = bring(api, &format!("object={object}&draft=true"), text.as_bytes())
        .await
        .expect(201)
        .json();
    assert_eq!(told["system"], system, "{headings}");
    let columns = told["columns"].as_array().unwrap().iter();
    columns.map(|column| column["field"].as_str().unwrap_or_default().to_owned()).collect()
}

on_both_engines! {
    async fn each_system_is_known_by_its_headings(engine) {
        let app = App::start(engine).await;
        let mia = app.token("mia").await;
        for file in FILES {
            assert_eq!(fields(&mia, file).await, file.4, "{}: {}", file.1, file.2);
        }
        let own = bring(&mia, "object=people&draft=true", b"Name,Email\nAna,ana@acme.es\n").await.expect(201).json();
        assert_eq!(own["system"], Json::Null);
        app.stop().await;
    }

    async fn files_of_other_systems_come_in_whole(engine) {
        let place = Place::new(engine);
        administrator(&place).await;
        for (object, system, headings, row, fields) in FILES {
            // Keys of companies that are in another file lead nowhere here.
            if object != "people" || fields.contains(&"organization.external_id") {
                continue;
            }
            let text = format!("{headings}\n{row}\n");
            let made: &[&str] = if fields.contains(&"organization.name") { &["--create-missing", "organization"] } else { &[] };
            let told = import(&place, text.as_bytes(), &[&["--object", object], made].concat()).await;
            assert_eq!((&told["system"], &told["refusals"]), (&json!(system), &json!([])), "{told}");
            assert_eq!(counts(&told)[4], 0, "{told}");
        }
    }
}
