//! Domains under which anybody can get a mail box.

/// In lower case, sorted.
#[rustfmt::skip]
pub(crate) const FREE_MAIL: &[&str] = &[
    "126.com", "139.com", "163.com", "188.com", "189.cn", "21cn.com", "263.net", "alice.it",
    "aliyun.com", "aol.com", "att.net", "bk.ru", "bluewin.ch", "bol.com.br", "btinternet.com",
    "comcast.net", "cox.net", "daum.net", "euskaltel.net", "fastmail.com", "foxmail.com", "free.fr",
    "freenet.de", "gmail.com", "gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.es", "gmx.net",
    "googlemail.com", "hanmail.net", "hey.com", "hispavista.com", "hotmail.co.uk", "hotmail.com",
    "hotmail.com.ar", "hotmail.com.br", "hotmail.de", "hotmail.es", "hotmail.fr", "hotmail.it",
    "icloud.com", "ig.com.br", "inbox.ru", "iol.pt", "jazzfree.com", "kpnmail.nl", "laposte.net",
    "libero.it", "list.ru", "live.cn", "live.co.uk", "live.com", "live.com.ar", "live.com.mx",
    "live.nl", "mac.com", "mail.com", "mail.ru", "me.com", "movistar.com", "movistar.es", "msn.com",
    "naver.com", "o2.pl", "onet.pl", "ono.com", "orange.es", "orange.fr", "outlook.com",
    "outlook.com.br", "outlook.de", "outlook.es", "outlook.fr", "outlook.pt", "pm.me",
    "prodigy.net.mx", "proton.me", "protonmail.com", "qq.com", "rambler.ru", "rediffmail.com",
    "rocketmail.com", "sapo.pt", "sbcglobal.net", "seznam.cz", "sfr.fr", "sina.cn", "sina.com",
    "sky.com", "skynet.be", "sohu.com", "t-online.de", "telefonica.net", "telenet.be",
    "terra.com.br", "terra.es", "tiscali.it", "tom.com", "tutanota.com", "uol.com.br",
    "verizon.net", "vip.163.com", "vip.qq.com", "vip.sina.com", "virgilio.it", "vodafone.es",
    "wanadoo.es", "wanadoo.fr", "web.de", "wo.cn", "wp.pl", "ya.com", "yahoo.cn", "yahoo.co.in",
    "yahoo.co.jp", "yahoo.co.uk", "yahoo.com", "yahoo.com.ar", "yahoo.com.br", "yahoo.com.cn",
    "yahoo.com.mx", "yahoo.de", "yahoo.es", "yahoo.fr", "yahoo.it", "yandex.com", "yandex.ru",
    "yeah.net", "ymail.com", "ziggo.nl", "zoho.com",
];
