//! Certificates, and TLS in front of a fake service.

use std::fs;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};

use super::Case;
use super::nim::FakeNim;

/// Returns a case with the certificates and keys of two authorities, `ca` and `other`, of `leaf` by the first, for
/// the loopback and for hosts of vendors, of the self-signed `self`, and of the clients `client` and `stranger` by
/// one authority each.
pub fn certified() -> Case {
    let case = Case::new();
    let write = |name: &str, certificate: String, key: &KeyPair| {
        let file = |extension: &str| case.dir().join(format!("{name}.{extension}"));
        fs::write(file("pem"), certificate).expect("a file");
        fs::write(file("key"), key.serialize_pem()).expect("a file");
    };
    let key = || KeyPair::generate().expect("a key");
    let params = |name: &str, hosts: &[&str]| {
        let hosts: Vec<_> = hosts.iter().map(|host| (*host).to_owned()).collect();
        let mut params = CertificateParams::new(hosts).expect("names of hosts");
        params.distinguished_name.push(DnType::CommonName, name);
        params
    };
    let authority = |name: &str, hosts: &[&str]| {
        let mut params = params(name, hosts);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, key()).expect("an authority");
        write(name, issuer.pem(), issuer.key());
        issuer
    };
    let (ca, other) = (authority("ca", &[]), authority("other", &[]));
    // A self-signed certificate usually claims to be an authority.
    authority("self", &["127.0.0.1"]);
    let hosts = ["127.0.0.1", "ai.api.nvidia.com", "api.cohere.com", "api.pinecone.io"];
    for (name, hosts, issuer) in
        [("leaf", &hosts[..], &ca), ("client", &[], &ca), ("stranger", &[], &other)]
    {
        let key = key();
        let signed = params(name, hosts).signed_by(&key, issuer).expect("a certificate");
        write(name, signed.pem(), &key);
    }
    case
}

/// Puts TLS in front of a service, also for clients that use a tunnel, with the certificate `name`. It demands
/// client certificates of `clients`, if that is an authority. It ends with the test process.
pub fn secure(case: &Case, nim: &FakeNim, name: &str, clients: Option<&str>) -> u16 {
    start(config(case, name, clients), nim, true)
}

/// The same without a notice at the end of a connection.
pub fn secure_without_notice(case: &Case, nim: &FakeNim) -> u16 {
    start(config(case, "leaf", None), nim, false)
}

fn config(case: &Case, name: &str, clients: Option<&str>) -> ServerConfig {
    let file = |name: &str, extension| case.dir().join(format!("{name}.{extension}"));
    let chain = |name| CertificateDer::from_pem_file(file(name, "pem")).expect("a certificate");
    let key = PrivateKeyDer::from_pem_file(file(name, "key")).expect("its key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .expect("versions");
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(clients) => {
            let mut roots = RootCertStore::empty();
            roots.add(chain(clients)).expect("an authority");
            let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider);
            builder.with_client_cert_verifier(verifier.build().expect("a verifier"))
        }
    };
    builder.with_single_cert(vec![chain(name)], key).expect("the key is that of the certificate")
}

fn start(config: ServerConfig, nim: &FakeNim, notifies: bool) -> u16 {
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port of the loopback");
    let port = listener.local_addr().expect("it has an address").port();
    let service = nim.url().trim_start_matches("http://").to_owned();
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let (config, service) = (Arc::clone(&config), service.clone());
            thread::spawn(move || drop(serve(client, config, &service, notifies)));
        }
    });
    port
}

/// Forwards one request and its response. A first byte that is a letter opens a tunnel.
fn serve(
    mut client: TcpStream,
    config: Arc<ServerConfig>,
    service: &str,
    notifies: bool,
) -> io::Result<()> {
    let mut first = [0];
    client.peek(&mut first)?;
    if first[0] == b'C' {
        read_head(&mut client)?;
        client.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
    }
    let session = ServerConnection::new(config).map_err(io::Error::other)?;
    let mut client = StreamOwned::new(session, client);
    let forwarded = forward(&mut client, service);
    if notifies {
        client.conn.send_close_notify();
    }
    client.flush()?;
    // A socket that is closed with unread data takes back the last bytes, such as an alert.
    client.sock.shutdown(Shutdown::Write)?;
    io::copy(&mut client.sock, &mut io::sink())?;
    forwarded
}

fn forward(client: &mut (impl Read + Write), service: &str) -> io::Result<()> {
    let head = read_head(client)?;
    let length = head.to_lowercase();
    let length =
        length.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    client.read_exact(&mut body)?;
    let mut server = TcpStream::connect(service)?;
    let head = head.replacen("\r\n", "\r\nconnection: close\r\n", 1);
    server.write_all(head.as_bytes())?;
    server.write_all(&body)?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer)?;
    client.write_all(&answer)
}

fn read_head(from: &mut impl Read) -> io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        from.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}
