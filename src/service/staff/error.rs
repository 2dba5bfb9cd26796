//! Why somebody was not let in, or an account was not changed.

use thiserror::Error;

use crate::domain::PasswordFault;

/// Why it was not done. None tells a stranger whether a login exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum StaffError {
    /// Login, password or code are wrong, or the account is shut for now: which of these is not told.
    #[error("login, password or code are wrong, or the account is shut")]
    SignInRefused,
    /// Too many wrong tries came from one address today.
    #[error("too many wrong tries from one address")]
    TooManyTries,
    /// The link was used, is too old, or never was.
    #[error("the link opens no more")]
    NoLink,
    /// The password is not good enough.
    #[error("the password is not good enough: {0:?}")]
    Password(PasswordFault),
    /// The password that was typed to confirm something is not the account's.
    #[error("wrong password")]
    WrongPassword,
    /// The code does not fit, or was used before.
    #[error("wrong code")]
    WrongCode,
    /// No authenticator app waits to be confirmed.
    #[error("no authenticator app waits to be confirmed")]
    NoProposal,
    /// Somebody has that login.
    #[error("the login is taken")]
    LoginTaken,
    /// It cannot be a login.
    #[error("no login")]
    BadLogin,
    /// The name is empty or too long.
    #[error("no name")]
    BadName,
    /// An account has one role at least.
    #[error("no role")]
    NoRole,
    /// There is no such account.
    #[error("no such account")]
    NoStaff,
    /// Nobody takes the last rights from himself.
    #[error("one's own account")]
    OwnAccount,
    /// No identity provider is configured.
    #[error("no identity provider is configured")]
    NoProvider,
    /// The provider does not answer, or its answer does not hold.
    #[error("the identity provider let nobody in")]
    ProviderFailed,
    /// The answer belongs to no try that began here.
    #[error("the answer of the identity provider belongs to no try")]
    StrayAnswer,
    /// The provider knows them, but there is no account for them.
    #[error("no account belongs to that identity")]
    NoAccount,
}

impl StaffError {
    /// A name that programs can act on; its words stand in the message catalogue under `error`.
    pub fn code(self) -> &'static str {
        match self {
            Self::SignInRefused => "sign_in_refused",
            Self::TooManyTries => "too_many_tries",
            Self::NoLink => "no_link",
            Self::Password(PasswordFault::Short) => "password_short",
            Self::Password(PasswordFault::Long) => "password_long",
            Self::Password(PasswordFault::Login) => "password_login",
            Self::Password(PasswordFault::Repeats) => "password_repeats",
            Self::WrongPassword => "wrong_password",
            Self::WrongCode => "wrong_code",
            Self::NoProposal => "no_proposal",
            Self::LoginTaken => "login_taken",
            Self::BadLogin => "bad_login",
            Self::BadName => "bad_name",
            Self::NoRole => "no_role",
            Self::NoStaff => "no_staff",
            Self::OwnAccount => "own_account",
            Self::NoProvider => "no_provider",
            Self::ProviderFailed => "provider_failed",
            Self::StrayAnswer => "stray_answer",
            Self::NoAccount => "no_account",
        }
    }
}
