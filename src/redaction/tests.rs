//! What redaction finds and leaves alone, kind by kind.

use crate::redaction::{Kind, Redactor, Vault};

fn redactor() -> &'static Redactor {
    static REDACTOR: std::sync::LazyLock<Redactor> = std::sync::LazyLock::new(Redactor::new);
    &REDACTOR
}

fn masked(raw: &str) -> String {
    redactor().mask(raw, &mut Vault::new()).as_str().to_owned()
}

/// Each text must have exactly this identifier and come out with one placeholder.
fn finds(kind: Kind, pairs: &[(&str, &str)]) {
    for (text, original) in pairs {
        let found: Vec<_> =
            redactor().findings(text).into_iter().map(|found| (found.kind, &text[found.range])).collect();
        assert_eq!(found, [(kind, *original)], "{text}");
    }
}

fn leaves(texts: &[&str]) {
    for text in texts {
        assert_eq!(masked(text), *text);
    }
}

#[test]
fn phones_however_they_are_written() {
    finds(
        Kind::Phone,
        &[
            ("打138 0000 0000", "138 0000 0000"),
            ("打+86-159-8765-4321", "+86-159-8765-4321"),
            ("打１３８００００１２３４", "１３８００００１２３４"),
            ("打幺三八零零零零幺二三四", "幺三八零零零零幺二三四"),
            ("打13八五七七零1234", "13八五七七零1234"),
            ("打1\u{200b}3800001234", "1\u{200b}3800001234"),
            ("座机0577-88881234", "0577-88881234"),
            ("座机88881234", "88881234"),
            ("2026-05-12 13800138000留的", "13800138000"),
        ],
    );
    leaves(&["12000000件", "产量1500 2000 500", "尺寸150 200 250 300", "185/195/65/205", "一二三四五六七"]);
}

#[test]
fn two_numbers_side_by_side() {
    assert_eq!(masked("13800000000 13900000000"), "〔电话1〕 〔电话2〕");
    assert_eq!(masked("卡号6222021234567890123 13800138000"), "卡号〔银行卡1〕 〔电话1〕");
    assert_eq!(masked("QQ 12345678 13800138000"), "QQ 〔QQ1〕 〔电话1〕");
}

#[test]
fn identity_cards_and_codes_with_wrong_checksums() {
    finds(
        Kind::IdNumber,
        &[("身份证330302198001011234", "330302198001011234"), ("33030219800101123X", "33030219800101123X")],
    );
    finds(
        Kind::BankCard,
        &[
            ("卡号6228 4800 1234 5678 910", "6228 4800 1234 5678 910"),
            ("对公账户33050162783500001234", "33050162783500001234"),
        ],
    );
    finds(
        Kind::CreditCode,
        &[("税号91330302MA2ABCDE1X", "91330302MA2ABCDE1X"), ("9133 0302 MA2A BCDE 1X", "9133 0302 MA2A BCDE 1X")],
    );
    leaves(&["条码6901234567892", "批次号20260512001"]);
}

#[test]
fn mail_plates_and_handles() {
    finds(
        Kind::Email,
        &[("发jianguo88＠126.com", "jianguo88＠126.com"), ("lin.wz at gmail.com", "lin.wz at gmail.com")],
    );
    finds(
        Kind::Plate,
        &[("车牌浙C·8K888", "浙C·8K888"), ("浙 C 6789A要装货", "浙 C 6789A"), ("浙CD12345", "浙CD12345")],
    );
    finds(Kind::WeChat, &[("加我 wz_lidan66", "wz_lidan66"), ("vx:hongda1988", "hongda1988")]);
    finds(Kind::Qq, &[("扣扣88776655", "88776655"), ("加我QQ 3456 7890 12", "3456 7890 12")]);
    finds(Kind::Drawing, &[("图号YQ-2031-05", "YQ-2031-05")]);
    leaves(&["新C45N12换老型号", "微信群里报工", "图纸200张", "QQ群里传文件"]);
}

#[test]
fn people_but_not_words() {
    finds(
        Kind::Person,
        &[
            ("我姓陈，做阀门", "陈"),
            ("免贵姓欧阳", "欧阳"),
            ("王经理不同意", "王经理"),
            ("是陈建国提的", "陈建国"),
            ("还是老王那张表", "老王"),
            ("司机老曹13", "老曹"),
            ("经理计春生来过", "计春生"),
            ("阿强上个月走了", "阿强"),
            ("老外叫Michael Braun，天天催", "Michael Braun"),
            ("联系人：郑海燕", "郑海燕"),
        ],
    );
    leaves(&[
        "高总成本",
        "老是跑偏",
        "王牌产品",
        "小李子工艺",
        "老板师傅经理客户",
        "六个人",
        "我是温州的",
        "谢谢老板",
        "这周主任说",
        "连师傅都看不出来",
        "对方经理不松口",
        "一张总表",
        "由于老板不懂",
        "工程师傅",
    ]);
}

#[test]
fn what_stands_in_a_network_and_what_opens_it() {
    finds(
        Kind::IpAddress,
        &[("服务器192.168.1.100", "192.168.1.100"), ("IP是一九二点一六八点一点一百", "一九二点一六八点一点一百")],
    );
    finds(
        Kind::WebAddress,
        &[
            ("看http://a.example.cn/x?b=1，打不开", "http://a.example.cn/x?b=1"),
            ("网址是hd-shoes点com", "hd-shoes点com"),
        ],
    );
    finds(
        Kind::Password,
        &[("wifi密码：hongda888", "hongda888"), ("密码是八八六六幺二", "八八六六幺二"), ("密码六个8", "六个8")],
    );
    finds(Kind::Account, &[("用户名root忘了", "root"), ("MES的账号是zj_pinguan", "zj_pinguan")]);
    leaves(&["版本10.2.1.4升级", "ERP的密码忘了", "密码三个月换一次", "用户20000多", "登录不上", "8:30-17:30"]);
}

#[test]
fn numbers_of_papers_and_parts_but_not_of_machines_and_standards() {
    finds(
        Kind::Reference,
        &[
            ("料号HD30518-A2混了", "HD30518-A2"),
            ("合同HT2023-瑞-118没回款", "HT2023-瑞-118"),
            ("运单SF1382047756120", "SF1382047756120"),
            ("P/N 3M-4471-XK改了", "P/N 3M-4471-XK"),
        ],
    );
    leaves(&[
        "按GB/T 12237-2021、ISO 9001和API 6D做",
        "CA6140车床",
        "S7-1200的PLC",
        "M6×20的螺丝",
        "J41H-16C的阀门",
        "2024-06-15交货",
        "订单500双，合同三份",
        "一天5000-8000双",
        "色号18-1664",
    ]);
}

#[test]
fn companies_customers_and_addresses_but_not_trades_and_places() {
    finds(
        Kind::Company,
        &[
            ("我们是温州宏达鞋业有限公司", "温州宏达鞋业有限公司"),
            ("XX鞋业装了", "XX鞋业"),
            ("永盛阀门也装了", "永盛阀门"),
            ("材料是金田铜业进的", "金田铜业"),
        ],
    );
    finds(
        Kind::Customer,
        &[
            ("给奥康代工", "奥康"),
            ("客户叫红日电器", "红日电器"),
            ("为特斯拉配套", "特斯拉"),
            ("德国的Würth验厂", "Würth"),
        ],
    );
    finds(Kind::Address, &[("厂在温州市鹿城区双屿街道嵇师路88号", "温州市鹿城区双屿街道嵇师路88号")]);
    leaves(&[
        "鞋厂",
        "我们厂",
        "阀门厂",
        "皮鞋厂",
        "五金厂",
        "同行厂",
        "温州阀门",
        "瑞安汽配",
        "给主机厂供货",
        "给别人代工",
        "合成皮革",
        "电路3号板",
        "工业区里",
        "镇上的村里的",
        "智能电气专项",
        "客户叫我们降价",
    ]);
}

#[test]
fn placeholders_typed_by_the_owner_are_text() {
    let mut vault = Vault::new();
    let raw = "〔电话1〕和13800000000";
    let masked = redactor().mask(raw, &mut vault);
    assert_eq!(masked.as_str(), "〔原文1〕和〔电话1〕");
    assert_eq!(vault.restore(masked.as_str()), raw);
    assert_eq!(redactor().mask(masked.as_str(), &mut vault), masked);
    assert_eq!(vault.restore("〔电话9〕"), "〔电话9〕");
}

#[test]
fn long_hostile_texts_end_soon() {
    for piece in [
        "1 ",
        "138 ",
        "路1号",
        "陈",
        "给",
        "6222 ",
        "有限公司",
        "a@",
        "〔电话1〕",
        "镇村",
        "浙c1",
        "密码a1",
        "192.168.",
        "a.com/",
        "图号a1-",
        "Tom ",
        "1点",
    ] {
        let raw = piece.repeat(4_000 / piece.chars().count());
        let mut vault = Vault::new();
        let masked = redactor().mask(&raw, &mut vault);
        assert_eq!(vault.restore(masked.as_str()), raw);
    }
}
