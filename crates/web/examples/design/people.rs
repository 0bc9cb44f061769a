//! Twelve people in three scripts.

use web::components::Mark;

pub(crate) struct Person {
    pub(crate) id: &'static str,
    pub(crate) href: &'static str,
    pub(crate) name: &'static str,
    pub(crate) lang: Option<&'static str>,
    pub(crate) company: &'static str,
    pub(crate) city: &'static str,
    pub(crate) email: &'static str,
    pub(crate) step: (Mark, &'static str),
    pub(crate) amount: &'static str,
    pub(crate) seen: &'static str,
}

macro_rules! people {
    ($(($id:literal, $name:literal, $lang:expr, $company:literal, $city:literal, $email:literal, $mark:ident, $step:literal, $amount:literal, $seen:literal)),* $(,)?) => {
        pub(crate) const PEOPLE: &[Person] = &[$(Person {
            id: $id, href: concat!("/people/", $id), name: $name, lang: $lang, company: $company, city: $city, email: $email,
            step: (Mark::$mark, $step), amount: $amount, seen: $seen,
        }),*];
    };
}

people![
    (
        "1",
        "Ana García López",
        None,
        "Talleres Ibáñez e Hijos, S.L.",
        "Zaragoza",
        "ana.garcia@talleresibanez.es",
        Late,
        "Send the offer",
        "48,200",
        "Yesterday"
    ),
    (
        "2",
        "Luis Ñáñez",
        None,
        "Metalúrgica del Norte",
        "Bilbao",
        "luis@metalnorte.es",
        Today,
        "Call at 11:30",
        "12,750",
        "3 Nov"
    ),
    (
        "3",
        "张伟",
        Some("zh-Hans"),
        "深圳市精密机械有限公司",
        "深圳",
        "zhang.wei@szjm.cn",
        Planned,
        "Visit, 12 Dec",
        "310,000",
        "19 Nov"
    ),
    (
        "4",
        "王秀英",
        Some("zh-Hans"),
        "苏州数控设备厂",
        "苏州",
        "xiuying@szcnc.cn",
        None,
        "",
        "86,400",
        "2 Oct"
    ),
    (
        "5",
        "Marisol Quispe Huamán",
        None,
        "Aceros Andinos SAC",
        "Lima",
        "mquispe@acerosandinos.pe",
        Planned,
        "Quote, 1 Dec",
        "22,150",
        "15 Nov"
    ),
    (
        "6",
        "Jürgen Weiß",
        None,
        "Weiß Werkzeugbau GmbH",
        "Stuttgart",
        "j.weiss@weiss-wzb.de",
        Today,
        "Write back",
        "64,900",
        "20 Nov"
    ),
    (
        "7",
        "Siobhán O’Brien",
        None,
        "Cork Precision Ltd",
        "Cork",
        "siobhan@corkprecision.ie",
        None,
        "",
        "–",
        "8 Aug"
    ),
    (
        "8",
        "Rodrigo Sepúlveda",
        None,
        "Maestranza Sepúlveda",
        "Concepción",
        "rodrigo@maestranza.cl",
        Late,
        "Training day",
        "39,000",
        "11 Nov"
    ),
    (
        "9",
        "李娜",
        Some("zh-Hans"),
        "宁波东方机床",
        "宁波",
        "lina@nbdf.cn",
        Planned,
        "Send drawings",
        "120,500",
        "21 Nov"
    ),
    (
        "10",
        "Carmen Ruiz-Giménez",
        None,
        "Talleres Ibáñez e Hijos, S.L.",
        "Zaragoza",
        "carmen@talleresibanez.es",
        None,
        "",
        "–",
        "30 Sep"
    ),
    (
        "11",
        "Thiago Almeida",
        None,
        "Usinagem Almeida",
        "Curitiba",
        "thiago@usinagemalmeida.com.br",
        Planned,
        "Demo, 4 Dec",
        "17,300",
        "14 Nov"
    ),
    (
        "12",
        "Guadalupe Hernández de la Torre",
        None,
        "Fresados Monterrey SA de CV",
        "Monterrey",
        "guadalupe.hernandez@fresadosmonterrey.mx",
        Today,
        "Confirm delivery",
        "58,600",
        "22 Nov"
    ),
];
