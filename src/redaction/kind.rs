//! The kinds of identifier that redaction knows, and one place where one was found.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// What an identifier is; the label stands in its placeholder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A mobile, landline, service or foreign telephone number.
    Phone,
    /// An e-mail address.
    Email,
    /// A resident identity number of 18 or 15 digits.
    IdNumber,
    /// A bank card or account number.
    BankCard,
    /// A unified social credit code, which is also the tax number.
    CreditCode,
    /// A vehicle plate.
    Plate,
    /// A `WeChat` id.
    WeChat,
    /// A QQ number.
    Qq,
    /// A person's name or surname.
    Person,
    /// A company or factory.
    Company,
    /// A company that the owner names as a customer.
    Customer,
    /// A drawing number.
    Drawing,
    /// A street address.
    Address,
    /// The number of a part, an order, a contract, an invoice, a consignment or a machine of the factory's own counting.
    Reference,
    /// The name by which somebody logs in.
    Account,
    /// A password or a code that opens something.
    Password,
    /// An IP address, or a network card's.
    IpAddress,
    /// A web address or a domain.
    WebAddress,
    /// Text of the owner that only looks like a placeholder.
    Literal,
}

impl Kind {
    /// All kinds, in the order of their declaration.
    pub const ALL: [Self; 19] = [
        Self::Phone,
        Self::Email,
        Self::IdNumber,
        Self::BankCard,
        Self::CreditCode,
        Self::Plate,
        Self::WeChat,
        Self::Qq,
        Self::Person,
        Self::Company,
        Self::Customer,
        Self::Drawing,
        Self::Address,
        Self::Reference,
        Self::Account,
        Self::Password,
        Self::IpAddress,
        Self::WebAddress,
        Self::Literal,
    ];

    /// The Chinese word that stands in the placeholder.
    pub fn label(self) -> &'static str {
        match self {
            Self::Phone => "电话",
            Self::Email => "邮箱",
            Self::IdNumber => "身份证",
            Self::BankCard => "银行卡",
            Self::CreditCode => "信用代码",
            Self::Plate => "车牌",
            Self::WeChat => "微信",
            Self::Qq => "QQ",
            Self::Person => "姓名",
            Self::Company => "公司",
            Self::Customer => "客户",
            Self::Drawing => "图号",
            Self::Address => "地址",
            Self::Reference => "编号",
            Self::Account => "账号",
            Self::Password => "密码",
            Self::IpAddress => "IP",
            Self::WebAddress => "网址",
            Self::Literal => "原文",
        }
    }

    /// The kind whose label this is.
    pub(in crate::redaction) fn of_label(label: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.label() == label)
    }
}

/// One identifier in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub kind: Kind,
    /// Where it stands: bytes of the raw text, on character boundaries.
    pub range: Range<usize>,
}
