//! Which passwords are good enough.

use std::fmt;

use super::Login;

/// Fewest and most characters of a password.
const SHORTEST: usize = 12;
const LONGEST: usize = 128;
/// Fewest different characters.
const DIFFERENT: usize = 5;

/// A password that may be set.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPassword(String);

/// Why a text may not be a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordFault {
    /// Fewer than 12 characters.
    Short,
    /// More than 128 characters.
    Long,
    /// It is, or holds, the login.
    Login,
    /// Hardly any different characters.
    Repeats,
}

impl NewPassword {
    /// A password for the account of that login.
    ///
    /// # Errors
    /// Why it is not good enough.
    pub fn parse(text: &str, login: &Login) -> Result<Self, PasswordFault> {
        let characters = text.chars().count();
        let different: std::collections::BTreeSet<char> = text.chars().collect();
        if characters < SHORTEST {
            Err(PasswordFault::Short)
        } else if characters > LONGEST {
            Err(PasswordFault::Long)
        } else if different.len() < DIFFERENT {
            Err(PasswordFault::Repeats)
        } else if is_login(&text.to_lowercase(), login.as_str()) {
            Err(PasswordFault::Login)
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    /// The text, to be hashed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A login of a few letters stands in many a good password by chance.
fn is_login(text: &str, login: &str) -> bool {
    text == login || (login.len() >= 6 && text.contains(login))
}

impl fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewPassword([REDACTED])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_long_varied_and_not_the_login() {
        let login = Login::parse("li.ming@ai.wz").unwrap();
        let fault = |text: &str| NewPassword::parse(text, &login).err();
        assert_eq!(fault("seven wonders"), None);
        assert_eq!(fault("十二个汉字也是一个好密码"), None);
        assert_eq!(fault("elevenchars"), Some(PasswordFault::Short));
        assert_eq!(fault(&"ab3d5".repeat(26)), Some(PasswordFault::Long));
        assert_eq!(fault("Li.Ming@AI.wz"), Some(PasswordFault::Login));
        assert_eq!(fault("li.ming@ai.wz2026"), Some(PasswordFault::Login));
        assert_eq!(fault("111111111111"), Some(PasswordFault::Repeats));
    }
}
