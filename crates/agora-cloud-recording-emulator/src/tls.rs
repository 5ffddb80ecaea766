//! HTTPS by a certificate of an authority that can speak for the hosts of the service and no others.

use crate::service::SERVICE;
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DnType, ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, NameConstraints,
};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// How long certificates are valid.
const DAYS: u64 = 7;

/// Makes an authority and a certificate, and writes the certificate of the authority to a file. Keys are written nowhere.
pub(crate) fn acceptor(authority_file: &Path) -> io::Result<TlsAcceptor> {
    let wrong = |error: rcgen::Error| io::Error::other(format!("no certificate could be made: {error}"));
    let authority_key = KeyPair::generate().map_err(wrong)?;
    let mut authority = validity(CertificateParams::default());
    authority.distinguished_name.push(DnType::CommonName, format!("Emulator of {} (for tests)", SERVICE.service));
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    authority.name_constraints = Some(NameConstraints {
        permitted_subtrees: SERVICE.hosts.iter().map(|host| GeneralSubtree::DnsName(host.clone())).collect(),
        // Names of hosts are permitted one by one; addresses are no names of hosts.
        excluded_subtrees: vec![
            GeneralSubtree::IpAddress(CidrSubnet::V4([0; 4], [0; 4])),
            GeneralSubtree::IpAddress(CidrSubnet::V6([0; 16], [0; 16])),
        ],
    });
    let certificate = authority.self_signed(&authority_key).map_err(wrong)?;

    let key = KeyPair::generate().map_err(wrong)?;
    let mut own = validity(CertificateParams::new(SERVICE.hosts.clone()).map_err(wrong)?);
    own.distinguished_name.push(DnType::CommonName, "emulator");
    own.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    own.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    own.use_authority_key_identifier_extension = true;
    let issuer = Issuer::from_params(&authority, &authority_key);
    let own = own.signed_by(&key, &issuer).map_err(wrong)?;

    let private = PrivateKeyDer::try_from(key.serialize_der()).map_err(io::Error::other)?;
    let provider = Arc::new(tokio_rustls::rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_single_cert(vec![own.der().clone()], private)
        .map_err(io::Error::other)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    // Written whole or not at all: a program may be waiting for the file.
    let name = authority_file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let half = authority_file.with_file_name(format!(".{name}.{}", std::process::id()));
    let written = std::fs::write(&half, certificate.pem()).and_then(|()| std::fs::rename(&half, authority_file));
    if let Err(error) = written {
        let _ = std::fs::remove_file(&half);
        return Err(io::Error::new(error.kind(), format!("{} cannot be written: {error}", authority_file.display())));
    }
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn validity(mut params: CertificateParams) -> CertificateParams {
    let now = SystemTime::now();
    let day = std::time::Duration::from_secs(24 * 3600);
    // Clocks of containers may be a little behind.
    params.not_before = (now - std::time::Duration::from_secs(300)).into();
    params.not_after = (now + day * u32::try_from(DAYS).unwrap_or(1)).into();
    params
}
