//! Who calls.

use crate::{BoxError, BoxFuture, Secret};
use std::fmt;
use std::sync::Arc;

/// Who calls: an id and its secret, for HTTP Basic.
#[derive(Clone)]
pub struct Credentials {
    pub(crate) authorization: Secret,
}

impl Credentials {
    /// An id and its secret.
    #[must_use]
    pub fn new(id: impl AsRef<str>, secret: impl Into<Secret>) -> Self {
        let pair = Secret::new(format!("{}:{}", id.as_ref(), secret.into().expose()));
        let mut header = String::from("Basic ");
        base64(pair.expose().as_bytes(), &mut header);
        Self { authorization: Secret::new(header) }
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(…)")
    }
}

/// Adds the bytes in base 64, with padding.
fn base64(bytes: &[u8], to: &mut String) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    // Reserved at once, so that no part of a secret is left behind by growing.
    to.reserve(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, index| bits << 8 | u32::from(*three.get(index).unwrap_or(&0)));
        for index in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * index) & 63) as usize];
            to.push(if index > three.len() { '=' } else { char::from(digit) });
        }
    }
}

/// Gives the credentials for each attempt, so that they can change while a client lives. [`Credentials`] are their own
/// provider.
pub trait CredentialsProvider: Send + Sync {
    /// The credentials of now.
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, BoxError>>;
}

impl CredentialsProvider for Credentials {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        Box::pin(std::future::ready(Ok(self.clone())))
    }
}

impl<T: CredentialsProvider + ?Sized> CredentialsProvider for Arc<T> {
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
        (**self).credentials()
    }
}
