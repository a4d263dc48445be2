//! TLS with a certificate authority of this installation: made at first use, kept in the data folder, and
//! trusted by whoever runs `stratus trust`. Leaf certificates are minted for the names that clients ask for.

use std::fs;
use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use hashbrown::HashMap;
use parking_lot::Mutex;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, SanType,
};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use thiserror::Error;
use tokio_rustls::TlsAcceptor;

/// Why there is no certificate authority.
#[derive(Debug, Error)]
pub enum AuthorityError {
    /// A file cannot be read or written.
    #[error("certificate file {path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A certificate cannot be made or read.
    #[error("certificate: {0}; remove the tls folder to have a new authority made")]
    Certificate(#[from] rcgen::Error),
    /// TLS cannot be set up with it.
    #[error("TLS: {0}")]
    Tls(#[from] rustls::Error),
}

pub(crate) const CA_FILE: &str = "ca.pem";
const KEY_FILE: &str = "ca-key.pem";
/// Names minted at once, at most; a further one empties the cache.
const MAX_MINTED: usize = 1_000;

/// The certificate authority, made or loaded when the first TLS client comes.
pub struct Authority {
    dir: Option<PathBuf>,
    acceptor: Mutex<Option<TlsAcceptor>>,
}

impl Authority {
    /// Kept in `dir`, or in memory.
    pub fn lazy(dir: Option<PathBuf>) -> Authority {
        Authority { dir, acceptor: Mutex::new(None) }
    }

    /// The authority's certificate file in `dir`, made when it is not there.
    pub fn load_or_create(dir: &Path) -> Result<PathBuf, AuthorityError> {
        load_or_create(Some(dir))?;
        Ok(dir.join(CA_FILE))
    }

    pub(crate) fn acceptor(&self) -> Result<TlsAcceptor, AuthorityError> {
        let mut slot = self.acceptor.lock();
        if let Some(acceptor) = &*slot {
            return Ok(acceptor.clone());
        }
        let minter = Minter::new(load_or_create(self.dir.as_deref())?)?;
        let mut config =
            ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
                .with_safe_default_protocol_versions()?
                .with_no_client_auth()
                .with_cert_resolver(Arc::new(minter));
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let acceptor = TlsAcceptor::from(Arc::new(config));
        *slot = Some(acceptor.clone());
        Ok(acceptor)
    }
}

struct Ca {
    /// The certificate that clients are to trust.
    pem: String,
    key: KeyPair,
}

fn load_or_create(dir: Option<&Path>) -> Result<Ca, AuthorityError> {
    let Some(dir) = dir else { return create() };
    let (ca_path, key_path) = (dir.join(CA_FILE), dir.join(KEY_FILE));
    if ca_path.exists() && key_path.exists() {
        let pem = read(&ca_path)?;
        let key = KeyPair::from_pem(&read(&key_path)?)?;
        return Ok(Ca { pem, key });
    }
    let ca = create()?;
    let at = |path: &Path| {
        let path = path.to_owned();
        move |source| AuthorityError::File { path, source }
    };
    fs::create_dir_all(dir).map_err(at(dir))?;
    write_private(&key_path, &ca.key.serialize_pem()).map_err(at(&key_path))?;
    fs::write(&ca_path, &ca.pem).map_err(at(&ca_path))?;
    Ok(ca)
}

fn read(path: &Path) -> Result<String, AuthorityError> {
    fs::read_to_string(path)
        .map_err(|source| AuthorityError::File { path: path.to_owned(), source })
}

/// For the owner's eyes only, where the system knows owners.
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    io::Write::write_all(&mut options.open(path)?, text.as_bytes())
}

fn create() -> Result<Ca, AuthorityError> {
    let key = KeyPair::generate()?;
    let pem = ca_params().self_signed(&key)?.pem();
    Ok(Ca { pem, key })
}

/// The authority's own facts: always the same, so that a loaded one issues as the made one did.
fn ca_params() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "Stratus local certificate authority");
    params.distinguished_name.push(DnType::OrganizationName, "Stratus");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
}

/// Mints certificates by the name that a client asks for.
struct Minter {
    issuer: Issuer<'static, KeyPair>,
    leaf_key: KeyPair,
    minted: Mutex<HashMap<String, Arc<CertifiedKey>>>,
    fallback: OnceLock<Arc<CertifiedKey>>,
}

impl std::fmt::Debug for Minter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Minter")
    }
}

impl Minter {
    fn new(ca: Ca) -> Result<Minter, AuthorityError> {
        let issuer = Issuer::new(ca_params(), ca.key);
        let leaf_key = KeyPair::generate()?;
        Ok(Minter { issuer, leaf_key, minted: Mutex::default(), fallback: OnceLock::new() })
    }

    fn mint(&self, name: Option<&str>) -> Result<Arc<CertifiedKey>, AuthorityError> {
        let names = [
            "localhost",
            "*.localhost",
            "localhost.localstack.cloud",
            "*.localhost.localstack.cloud",
        ];
        let mut params = CertificateParams::new(
            names.iter().copied().chain(name).map(str::to_owned).collect::<Vec<_>>(),
        )?;
        for address in [IpAddr::from([127, 0, 0, 1]), IpAddr::from([0, 0, 0, 0, 0, 0, 0, 1])] {
            params.subject_alt_names.push(SanType::IpAddress(address));
        }
        params.distinguished_name.push(DnType::CommonName, "Stratus");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let leaf = params.signed_by(&self.leaf_key, &self.issuer)?;
        let key = PrivateKeyDer::try_from(self.leaf_key.serialize_der())
            .map_err(|e| rustls::Error::General(e.to_owned()))?;
        let signing = aws_lc_rs::default_provider().key_provider.load_private_key(key)?;
        let chain = vec![CertificateDer::from(leaf.der().to_vec())];
        Ok(Arc::new(CertifiedKey::new(chain, signing)))
    }
}

impl ResolvesServerCert for Minter {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let Some(name) = hello.server_name() else {
            if let Some(ready) = self.fallback.get() {
                return Some(ready.clone());
            }
            let made = self.mint(None).ok()?;
            return Some(self.fallback.get_or_init(|| made).clone());
        };
        if let Some(ready) = self.minted.lock().get(name) {
            return Some(ready.clone());
        }
        let made = self.mint(Some(name)).ok()?;
        let mut minted = self.minted.lock();
        if minted.len() >= MAX_MINTED {
            minted.clear();
        }
        minted.insert(name.to_owned(), made.clone());
        Some(made)
    }
}
