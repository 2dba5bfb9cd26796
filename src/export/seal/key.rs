//! The key that signs releases: Ed25519, kept as PKCS#8 PEM, which other tools read as well.

use std::fmt;

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey, KeypairBytes};
use ed25519_dalek::{Signature, Signer, VerifyingKey};
use secrecy::SecretString;

use super::ExportError;

/// A private key; it never prints.
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// The key that these random bytes are.
    pub fn new_from_bytes(secret: [u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(&secret))
    }

    /// The key in PKCS#8 PEM (RFC 8410).
    ///
    /// # Errors
    /// [`ExportError::Key`] when the text is none.
    pub fn from_pem(pem: &str) -> Result<Self, ExportError> {
        ed25519_dalek::SigningKey::from_pkcs8_pem(pem).map(Self).map_err(|_| ExportError::Key)
    }

    /// As PKCS#8 PEM (RFC 8410).
    ///
    /// # Errors
    /// [`ExportError::Key`] when it cannot be encoded.
    pub fn to_pem(&self) -> Result<SecretString, ExportError> {
        // Without the public key, which is version 1 of the format: not every tool reads version 2.
        let pair = KeypairBytes { secret_key: self.0.to_bytes(), public_key: None };
        let pem = pair.to_pkcs8_pem(LineEnding::LF).map_err(|_| ExportError::Key)?;
        Ok(SecretString::from(pem.as_str()))
    }

    /// The public key in hex: what a reader compares.
    pub fn public_hex(&self) -> String {
        hex::encode(self.0.verifying_key().as_bytes())
    }

    /// The public key.
    pub(super) fn public_bytes(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    /// The signature of a message.
    pub(super) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey([REDACTED])")
    }
}

/// Whether the signature of the message is that key's; weak keys, with which anything can be signed, are refused.
pub(super) fn is_signed(message: &[u8], key: &[u8; 32], signature: &[u8; 64]) -> bool {
    let signature = Signature::from_bytes(signature);
    VerifyingKey::from_bytes(key).is_ok_and(|key| key.verify_strict(message, &signature).is_ok())
}
