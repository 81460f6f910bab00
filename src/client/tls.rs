//! TLS: trusted roots, the client certificate, and the faults of a handshake.
//!
//! A self-signed certificate is usually marked as an authority, which the system's verifier accepts from no server.
//! It is accepted if it is exactly the one that `--cacert` names, and names the host.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{
    AlertDescription, CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore,
    SignatureScheme,
};
use rustls_platform_verifier::Verifier;

/// The certificates of a client.
#[derive(Clone, Debug, Default)]
pub struct TlsSettings {
    /// Trusted in addition to those of the system.
    roots: Vec<CertificateDer<'static>>,
    identity: Option<Arc<CertifiedKey>>,
}

impl TlsSettings {
    /// Adds trusted roots in PEM. The error is the problem.
    pub fn add_roots(&mut self, pem: &[u8]) -> Result<(), String> {
        let certificates = certificates(pem)?;
        let mut store = RootCertStore::empty();
        for (number, certificate) in (1..).zip(&certificates) {
            store.add(certificate.clone()).map_err(|_| damaged(number))?;
        }
        self.roots.extend(certificates);
        Ok(())
    }

    /// Sets the client certificate, in PEM with the rest of its chain. The error is the problem, and true if it is
    /// about the key.
    pub fn set_identity(&mut self, chain: &[u8], key: &[u8]) -> Result<(), (String, bool)> {
        let about_key = |problem: &str| (problem.to_owned(), true);
        let chain = certificates(chain).map_err(|problem| (problem, false))?;
        let is_encrypted = |text: &[u8]| {
            let text = String::from_utf8_lossy(text);
            text.contains("ENCRYPTED PRIVATE KEY") || text.contains("4,ENCRYPTED")
        };
        let key = match PrivateKeyDer::from_pem_slice(key) {
            _ if is_encrypted(key) => return Err(about_key("the private key is encrypted")),
            Ok(key) => key,
            Err(_) => return Err(about_key("no private key in PEM form")),
        };
        let provider = rustls::crypto::ring::default_provider();
        let identity =
            CertifiedKey::from_der(chain, key, &provider).map_err(|error| match error {
                Error::InconsistentKeys(_) => {
                    about_key("the private key does not match the certificate")
                }
                Error::InvalidCertificate(_) => (damaged(1), false),
                _ => about_key("the private key is of an unsupported kind"),
            })?;
        self.identity = Some(Arc::new(identity));
        Ok(())
    }

    pub(super) fn has_identity(&self) -> bool {
        self.identity.is_some()
    }

    /// Returns the configuration of a client.
    pub(super) fn config(&self) -> Result<ClientConfig, Error> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let platform = if self.roots.is_empty() {
            Verifier::new(Arc::clone(&provider))?
        } else {
            Verifier::new_with_extra_roots(self.roots.iter().cloned(), Arc::clone(&provider))?
        };
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(ServerVerifier {
                platform,
                pinned: self.roots.clone(),
            }));
        let mut config = match &self.identity {
            Some(identity) => builder
                .with_client_cert_resolver(Arc::new(SingleCertAndKey::from(Arc::clone(identity)))),
            None => builder.with_no_client_auth(),
        };
        config.alpn_protocols = vec!["h2".into(), "http/1.1".into()];
        Ok(config)
    }
}

/// Returns true if there is no configuration because the system has no root certificates.
pub(super) fn lacks_certificates(error: &Error) -> bool {
    matches!(error, Error::General(problem) if problem.contains("No CA certificates"))
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let certificates: Vec<_> = (1..)
        .zip(CertificateDer::pem_slice_iter(pem))
        .map(|(number, certificate)| certificate.map_err(|_| damaged(number)))
        .collect::<Result<_, _>>()?;
    if certificates.is_empty() {
        return Err("no certificate in PEM form".into());
    }
    Ok(certificates)
}

/// Describes a file in which a certificate, counted from 1, cannot be read.
fn damaged(number: usize) -> String {
    format!("certificate {number} is damaged")
}

/// The system's verifier, which in addition accepts pinned certificates.
#[derive(Debug)]
struct ServerVerifier {
    platform: Verifier,
    pinned: Vec<CertificateDer<'static>>,
}

impl ServerCertVerifier for ServerVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verified = self.platform.verify_server_cert(
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            now,
        );
        match verified {
            // The dates are checked before this: an expired certificate is another error.
            Err(Error::InvalidCertificate(
                CertificateError::Other(_) | CertificateError::UnknownIssuer,
            )) if self.pinned.contains(end_entity) => {
                verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
                Ok(ServerCertVerified::assertion())
            }
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.platform.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.platform.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.platform.supported_verify_schemes()
    }
}

/// The faults of a TLS handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsFault {
    Untrusted,
    Expired,
    NotYetValid,
    WrongName,
    UnsupportedCertificate,
    ClientCertificateNeeded,
    ClientCertificateRefused,
    OldVersion,
    Refused,
    NotTls,
}

impl TlsFault {
    /// Classifies an error of a handshake. `has_identity` is true if a client certificate was sent.
    pub(super) fn of(error: &Error, has_identity: bool) -> Self {
        match error {
            Error::InvalidCertificate(fault) => match fault {
                CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                    Self::Expired
                }
                CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                    Self::NotYetValid
                }
                CertificateError::NotValidForName
                | CertificateError::NotValidForNameContext { .. } => Self::WrongName,
                CertificateError::Other(other)
                    if format!("{other:?}").contains("UnsupportedCertVersion") =>
                {
                    Self::UnsupportedCertificate
                }
                _ => Self::Untrusted,
            },
            Error::AlertReceived(alert) => match alert {
                AlertDescription::BadCertificate
                | AlertDescription::CertificateUnknown
                | AlertDescription::CertificateExpired
                | AlertDescription::CertificateRevoked
                | AlertDescription::UnsupportedCertificate
                | AlertDescription::UnknownCA
                | AlertDescription::AccessDenied
                    if has_identity =>
                {
                    Self::ClientCertificateRefused
                }
                AlertDescription::CertificateRequired | AlertDescription::BadCertificate => {
                    Self::ClientCertificateNeeded
                }
                AlertDescription::ProtocolVersion => Self::OldVersion,
                _ => Self::Refused,
            },
            Error::PeerIncompatible(_) => Self::OldVersion,
            Error::InvalidMessage(_) => Self::NotTls,
            _ => Self::Refused,
        }
    }

    pub(super) fn problem(self) -> &'static str {
        match self {
            Self::Untrusted
            | Self::Expired
            | Self::NotYetValid
            | Self::WrongName
            | Self::UnsupportedCertificate => "the certificate is not trusted",
            Self::ClientCertificateNeeded => "the server wants a client certificate",
            Self::ClientCertificateRefused => "the client certificate was refused",
            Self::OldVersion | Self::Refused | Self::NotTls => "TLS handshake failed",
        }
    }

    pub(super) fn hint(self) -> &'static str {
        match self {
            Self::Untrusted => "name the certificate of a private authority with `--cacert FILE`",
            Self::Expired => "renew the certificate of the server, or check the clock here",
            Self::NotYetValid => "check the clocks of the server and here",
            Self::WrongName => "use a name of the certificate in `--base-url`",
            Self::UnsupportedCertificate => {
                "issue a certificate of version 3 with a subjectAltName"
            }
            Self::ClientCertificateNeeded => "send one with `--cert FILE` and `--cert-key FILE`",
            Self::ClientCertificateRefused => "is it valid, and issued for this server?",
            Self::OldVersion => "the server must speak TLS 1.2 or 1.3",
            Self::Refused => "if the server wants a client certificate, use `--cert FILE`",
            Self::NotTls => "does it speak plain HTTP? then use http://",
        }
    }
}
