//! Words that tell the parts of a person's name apart, folded and sorted.

/// Words that belong to the family name after them.
#[rustfmt::skip]
pub(crate) const PARTICLES: &[&str] = &[
    "abu", "al", "ap", "aus", "bin", "bint", "d", "da", "das", "de", "degli", "dei", "del", "della",
    "dello", "den", "der", "di", "do", "dos", "du", "e", "el", "i", "ibn", "la", "las", "le", "lo",
    "los", "op", "san", "santa", "st", "ste", "t", "te", "ten", "ter", "van", "vom", "von", "y",
    "zu", "zum", "zur",
];

/// Forms of address before a name.
#[rustfmt::skip]
pub(crate) const HONORIFICS: &[&str] = &[
    "d", "da", "don", "dona", "dr", "dra", "fr", "herr", "ing", "lic", "m", "madame", "miss",
    "mme", "monsieur", "mr", "mrs", "ms", "mx", "prof", "profa", "rev", "sir", "sr", "sra", "srta",
];

/// Forms of address that stand with a point, and are initials without one.
pub(crate) const POINTED_HONORIFICS: &[&str] = &["d", "da", "fr", "m"];

/// Chinese forms of address, after the name.
#[rustfmt::skip]
pub(crate) const HAN_HONORIFICS: &[&str] = &[
    "先生", "女士", "小姐", "博士", "教授", "老师", "经理", "总经理", "总监", "主任", "医生", "律师", "太太",
];

/// What stands after a name.
#[rustfmt::skip]
pub(crate) const SUFFIXES: &[&str] = &[
    "cpa", "esq", "ii", "iii", "iv", "jr", "mba", "md", "phd", "sr",
];

/// Given names that often stand second in a double one: José Luis, María Isabel.
#[rustfmt::skip]
pub(crate) const SECOND_GIVEN_NAMES: &[&str] = &[
    "alberto", "alejandro", "andres", "angel", "angeles", "antonio", "belen", "carlos", "carmen",
    "cristina", "daniel", "david", "dolores", "eduardo", "elena", "enrique", "esther", "eugenia",
    "felipe", "fernando", "francisco", "gabriel", "ignacio", "isabel", "javier", "jesus", "jose",
    "juan", "julia", "laura", "lucia", "luis", "luisa", "luz", "manuel", "mar", "maria", "mercedes",
    "miguel", "pablo", "paz", "pedro", "pilar", "rafael", "ramon", "rosa", "rosario", "sofia",
    "teresa", "victoria",
];

/// Family names that mark a name of four words or three as Spanish when nobody says so; others are
/// known by their ending in -ez.
#[rustfmt::skip]
pub(crate) const SPANISH_FAMILY_NAMES: &[&str] = &[
    "aguilar", "alonso", "alvarado", "blanco", "bravo", "cabrera", "calvo", "campos", "cano",
    "carmona", "carrasco", "castillo", "castro", "contreras", "cortes", "crespo", "cruz", "delgado",
    "diaz", "duran", "escobar", "espinosa", "espinoza", "flores", "fuentes", "gallardo", "gallego",
    "garcia", "garrido", "gil", "guerrero", "guzman", "herrera", "herrero", "hidalgo", "ibarra",
    "iglesias", "leon", "lorenzo", "lozano", "luna", "marin", "martin", "medina", "mejia", "mendoza",
    "molina", "montero", "mora", "morales", "moreno", "moya", "munoz", "navarro", "nieto", "ortega",
    "ortiz", "pardo", "parra", "pascual", "pastor", "pena", "prieto", "ramos", "reyes", "rios",
    "rivas", "rivera", "rojas", "romero", "rubio", "ruiz", "salazar", "salinas", "santana", "santiago",
    "santos", "sanz", "serrano", "silva", "soler", "solis", "soto", "torres", "trujillo", "valencia",
    "vargas", "vega", "velasco", "vera", "vicente", "vidal", "villa", "zapata",
];
