//! Certificates and keys as texts: PEM, DER, X.509, and whether they fit together.

pub(crate) mod der;
pub(crate) mod pem;
pub(crate) mod private_key;
pub(crate) mod server;
pub(crate) mod x509;
