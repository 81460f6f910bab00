//! TLS: trusted certificates, and keys that are sent over TLS only. The certificates are made by `openssl`;
//! without it nothing is tested.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::support::Case;
use crate::support::nim::{FakeNim, Reply};

const RANK: &str = "-m nvidia/fake -q apple --doc 'green apple'";
const RANKED: &str = "1\t-3.0\t--doc 1\tgreen apple\n";

/// Creates an authority in `ca.pem`, and a certificate by it for the loopback and for hosts of vendors.
const MAKE: &str = "openssl version || exit 127; set -e
    key='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2'
    openssl req -x509 $key -keyout ca.key -out ca.pem -subj '/CN=fake authority'
    openssl req $key -keyout leaf.key -out leaf.csr -subj '/CN=fake'
    echo 'subjectAltName=IP:127.0.0.1,DNS:ai.api.nvidia.com,DNS:api.cohere.com,DNS:api.pinecone.io' > names
    openssl req -x509 $key -keyout self.key -out self.pem -subj '/CN=self' -addext subjectAltName=IP:127.0.0.1
    openssl x509 -req -in leaf.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out leaf.pem";

/// Returns a case with these files; `None` without `openssl`.
fn certified() -> Option<Case> {
    let case = Case::new();
    let made = case.sh(MAKE);
    if made.code == Some(127) {
        return None;
    }
    made.code(0);
    Some(case)
}

fn secure(case: &Case, nim: &FakeNim) -> u16 {
    secure_with(case, nim, "leaf")
}

/// Puts TLS in front of a service, also for clients that use a tunnel. It ends with the test process.
fn secure_with(case: &Case, nim: &FakeNim, name: &str) -> u16 {
    let file = |extension| case.dir().join(format!("{name}.{extension}"));
    let chain = CertificateDer::from_pem_file(file("pem")).expect("a certificate");
    let key = PrivateKeyDer::from_pem_file(file("key")).expect("its key");
    let config =
        ServerConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![chain], key)
            .expect("the key is that of the certificate");
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port of the loopback");
    let port = listener.local_addr().expect("it has an address").port();
    let service = nim.url().trim_start_matches("http://").to_owned();
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let (config, service) = (Arc::clone(&config), service.clone());
            thread::spawn(move || drop(serve(client, config, &service)));
        }
    });
    port
}

/// Forwards one request and its response. A first byte that is a letter opens a tunnel.
fn serve(mut client: TcpStream, config: Arc<ServerConfig>, service: &str) -> std::io::Result<()> {
    let mut first = [0];
    client.peek(&mut first)?;
    if first[0] == b'C' {
        head(&mut client)?;
        client.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
    }
    let session = ServerConnection::new(config).map_err(std::io::Error::other)?;
    let mut client = StreamOwned::new(session, client);
    let head = head(&mut client)?;
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
    client.write_all(&answer)?;
    client.conn.send_close_notify();
    client.flush()
}

fn head(from: &mut impl Read) -> std::io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        from.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

#[test]
fn cacert_trusts_a_private_authority() {
    let Some(case) = certified() else { return };
    let nim = FakeNim::new();
    let port = secure(&case, &nim);
    let command = format!("--base-url https://127.0.0.1:{port} {RANK}");
    let run = case.run(&format!("{command} --cacert ca.pem"));
    assert_eq!(run.code(0).stdout_str(), RANKED);
    let case = case.env("NIMRANK_CACERT", "ca.pem");
    assert_eq!(case.run(&command).code(0).stdout_str(), RANKED);
    assert_eq!(nim.requests().len(), 2);
}

#[test]
fn a_self_signed_certificate_is_accepted_if_it_is_the_named_one() {
    let Some(case) = certified() else { return };
    let nim = FakeNim::new();
    let port = secure_with(&case, &nim, "self");
    let rank = |host: &str, cacert: &str| {
        case.run(&format!("--base-url https://{host}:{port} {RANK} --cacert {cacert}"))
    };
    assert_eq!(rank("127.0.0.1", "self.pem").code(0).stdout_str(), RANKED);
    rank("127.0.0.1", "ca.pem").code(2);
    let run = rank("localhost", "self.pem");
    let hint = "hint: use a name of the certificate in `--base-url`";
    assert!(run.code(2).stderr_str().contains(hint), "{run}");
}

#[test]
fn a_client_certificate_and_its_key_are_checked_before_any_request() {
    let Some(case) = certified() else { return };
    for (options, expected) in [
        ("--cert none.pem", "none.pem: cannot read the certificate"),
        ("--cert leaf.key", "leaf.key: no certificate in PEM form"),
        ("--cert leaf.pem", "leaf.pem: no private key in PEM form"),
        (
            "--cert leaf.pem --cert-key ca.key",
            "ca.key: the private key does not match the certificate",
        ),
    ] {
        let run = case.run(&format!("--base-url https://127.0.0.1:1 {RANK} {options}"));
        let first = format!("nimrank: {expected}\n");
        assert!(run.code(2).stderr_str().starts_with(&first), "{run}");
    }
}

#[test]
fn an_unknown_authority_is_refused() {
    let Some(case) = certified() else { return };
    let nim = FakeNim::new().expect_no_calls();
    let port = secure(&case, &nim);
    let base = format!("https://127.0.0.1:{port}");
    let run = case.run(&format!("--base-url {base} {RANK}"));
    let expected = format!(
        "nimrank: {base}: the certificate is not trusted\n  cause: invalid peer certificate: UnknownIssuer\n  hint: name the certificate of a private authority with `--cacert FILE`\n"
    );
    assert_eq!(run.code(2).stderr_str(), expected);
    // Nor is one for another name.
    let run = case.run(&format!("--base-url https://localhost:{port} {RANK} --cacert ca.pem"));
    let first = format!("nimrank: https://localhost:{port}: the certificate is not trusted\n");
    assert!(run.code(2).stderr_str().starts_with(&first), "{run}");
}

#[test]
fn a_server_without_tls_is_recognized() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port of the loopback");
    let address = listener.local_addr().expect("it has an address");
    let server = thread::spawn(move || {
        let (mut client, _) = listener.accept().expect("the client comes");
        let refusal = b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n";
        client.write_all(refusal).expect("the client is there");
        // Reads the request, so that the refusal is not lost.
        drop(std::io::copy(&mut client, &mut std::io::sink()));
    });
    let run = Case::new().run(&format!("--base-url https://{address} {RANK}"));
    let first = format!("nimrank: https://{address}: TLS handshake failed\n");
    assert!(run.code(2).stderr_str().starts_with(&first), "{run}");
    let hint = "  hint: does it speak plain HTTP? then use http://\n";
    assert!(run.stderr_str().ends_with(hint), "{run}");
    server.join().expect("the client went away");
}

/// The tunnel ends at the fake service, which has a certificate for NVIDIA's host.
#[test]
fn a_vendor_key_is_sent_to_the_vendor_over_tls() {
    let Some(case) = certified() else { return };
    let nim = FakeNim::with(|_| Reply::scores(&[1.5]));
    let port = secure(&case, &nim);
    let proxy = format!("http://127.0.0.1:{port}");
    let variables = ["NVIDIA_API_KEY", "NVIDIA_NIM_API_KEY", "NGC_API_KEY"];
    let case = case.env("HTTPS_PROXY", &proxy).env("NIMRANK_CACERT", "ca.pem");
    let case = case.env("NVIDIA_API_KEY", "");
    for (name, key) in
        variables.into_iter().rev().zip(["nvapi-fake-c", "nvapi-fake-b", "nvapi-fake-a"])
    {
        let run = case.sh(&format!("export {name}={key}; nimrank -q apple --doc apple"));
        assert_eq!(run.code(0).stdout_str(), "1\t1.5\t--doc 1\tapple\n");
        let seen = nim.requests().pop().expect("a request");
        let path = "/v1/retrieval/nvidia/llama-nemotron-rerank-vl-1b-v2/reranking";
        assert_eq!(seen.path, path);
        assert_eq!(seen.header("host"), Some("ai.api.nvidia.com"));
        assert_eq!(seen.header("authorization"), Some(format!("Bearer {key}").as_str()), "{name}");
    }
    let all = "NVIDIA_API_KEY=fake-1 NVIDIA_NIM_API_KEY=fake-2 NGC_API_KEY=fake-3";
    for (variables, key) in [
        (all.to_owned(), "Bearer fake-1"),
        (all.replace("fake-1", ""), "Bearer fake-2"),
        (format!("{all} NIMRANK_API_KEY=fake-0"), "Bearer fake-0"),
    ] {
        case.sh(&format!("{variables} nimrank -q apple --doc apple")).code(0);
        let seen = nim.requests().pop().expect("a request");
        assert_eq!(seen.header("authorization"), Some(key), "{variables}");
    }
}

/// A model is enough: its prefix selects the vendor, the URL and the key.
#[test]
fn every_vendor_is_selected_by_a_model_and_gets_its_key() {
    let Some(case) = certified() else { return };
    let answers = [
        r#"{"results":[{"index":0,"relevance_score":0.5}]}"#,
        r#"{"data":[{"index":0,"score":0.5}]}"#,
    ];
    let nim = FakeNim::script(answers.map(|body| Reply::json(200, body)));
    let port = secure(&case, &nim);
    let case = case
        .env("HTTPS_PROXY", &format!("http://127.0.0.1:{port}"))
        .env("NIMRANK_CACERT", "ca.pem")
        .env("NVIDIA_API_KEY", "nvapi-fake")
        .env("COHERE_API_KEY", "fake-of-cohere")
        .env("PINECONE_API_KEY", "fake-of-pinecone");
    for (options, host, path, header, key) in [
        (
            "-m cohere/rerank-v3.5",
            "api.cohere.com",
            "/v2/rerank",
            "authorization",
            "Bearer fake-of-cohere",
        ),
        (
            "--api pinecone -m bge-reranker-v2-m3",
            "api.pinecone.io",
            "/rerank",
            "api-key",
            "fake-of-pinecone",
        ),
    ] {
        let run = case.run(&format!("{options} -q apple --doc apple"));
        assert_eq!(run.code(0).stdout_str(), "1\t0.5\t--doc 1\tapple\n");
        let seen = nim.requests().pop().expect("a request");
        assert_eq!((seen.header("host"), seen.path.as_str()), (Some(host), path));
        let held = |(_, value): &&(String, String)| value.contains("fake");
        let keys: Vec<_> = seen.headers.iter().filter(held).collect();
        assert_eq!(keys, [&(header.to_owned(), key.to_owned())]);
    }
}

#[test]
fn a_vendor_key_is_not_sent_to_a_self_hosted_service_over_tls() {
    let Some(case) = certified() else { return };
    let nim = FakeNim::new();
    let port = secure(&case, &nim);
    let case = case.env("NVIDIA_API_KEY", "nvapi-fake");
    let run = case.run(&format!("--base-url https://127.0.0.1:{port} {RANK} --cacert ca.pem"));
    assert_eq!(run.code(0).stdout_str(), RANKED);
    assert_eq!(nim.requests()[0].header("authorization"), None);
}

#[test]
fn dry_run_includes_cacert() {
    let Some(case) = certified() else { return };
    let nim = FakeNim::with(|_| Reply::scores(&[1.5]));
    let port = secure(&case, &nim);
    let command = format!("--dry-run --base-url https://127.0.0.1:{port} {RANK} --cacert ca.pem");
    let printed = case.run(&command);
    assert!(printed.code(0).stdout_str().contains(" \\\n  --cacert 'ca.pem' \\\n"), "{printed}");
    let pasted = case.sh(printed.stdout_str());
    if pasted.code != Some(127) {
        assert!(pasted.code(0).stdout_str().contains("\"logit\":1.5"), "{pasted}");
    }
    if nim.requests().is_empty() {
        case.run(&command.replace("--dry-run ", "")).code(0); // There is no curl here.
    }
}

#[test]
fn doctor_reports_trust_of_a_certificate() {
    let Some(case) = certified() else { return };
    let nim = FakeNim::new();
    let base = format!("https://127.0.0.1:{}", secure(&case, &nim));
    let run = case.run(&format!("doctor --base-url {base}"));
    let message = run.code(2).stdout_str();
    let expected = format!(
        "\nFAIL     tls         {base}: the certificate is not trusted\n\
         {0:21}cause: invalid peer certificate: UnknownIssuer\n\
         {0:21}hint: name the certificate of a private authority with `--cacert FILE`\n\
         skipped  health      not checked: the tls check failed\n",
        ""
    );
    assert!(message.contains(&expected), "{run}");
    assert!(nim.requests().is_empty(), "{run}");
    let run = case.run(&format!("doctor --base-url {base} --cacert ca.pem"));
    let message = run.code(0).stdout_str();
    assert!(message.contains("\nok       tls         the certificate is trusted\n"), "{run}");
    let command = message.lines().last().unwrap_or_default().trim();
    assert_eq!(case.sh(command).code(0).stdout_str().lines().count(), 1);
}

#[test]
fn doctor_recognizes_a_server_without_tls() {
    let nim = FakeNim::new().expect_no_calls();
    let base = nim.url().replace("http://", "https://");
    let run = Case::new().run(&format!("doctor --base-url {base}"));
    let message = run.code(2).stdout_str();
    assert!(
        message.contains(&format!("\nFAIL     tls         {base}: TLS handshake failed\n")),
        "{run}"
    );
    assert!(message.contains("hint: does it speak plain HTTP? then use http://\n"), "{run}");
}

/// The tunnel ends at the fake service, which has a certificate for NVIDIA's host.
#[test]
fn doctor_checks_the_hosted_service() {
    let Some(case) = certified() else { return };
    let nim = FakeNim::with(|seen| {
        if seen.path.contains("rerank-vl") {
            return Reply::scores(&[1.5]);
        }
        Reply::text(404, "404 page not found\n")
    });
    let proxy = format!("http://127.0.0.1:{}", secure(&case, &nim));
    let case = case
        .env("HTTPS_PROXY", &proxy)
        .env("NIMRANK_CACERT", "ca.pem")
        .env("NVIDIA_API_KEY", "nvapi-fake");
    let run = case.run("doctor");
    let message = run.code(0).stdout_str();
    for line in [
        "ok       connection  through the proxy in HTTPS_PROXY, unless it excludes this host\n",
        "ok       tls         the certificate is trusted\n",
        "skipped  health      a hosted service has no health path\n",
        "ok       key         from NVIDIA_API_KEY, accepted\n",
        "ok       model       nvidia/llama-nemotron-rerank-vl-1b-v2, hosted as of 2026-10\n",
        "ok       score       1.5 (logit) for one document, ",
    ] {
        assert!(message.contains(line), "{line}{run}");
    }
    assert!(!message.contains("nvapi-fake"), "{run}");
    // The key is sent with the ranking request, not with the connection check.
    let keyed = |seen: &crate::support::nim::Seen| seen.header("authorization").is_some();
    let requested: Vec<_> =
        nim.requests().iter().map(|seen| (seen.method.clone(), keyed(seen))).collect();
    assert_eq!(requested, [("GET".to_owned(), false), ("POST".to_owned(), true)]);
    let run = case.run("doctor -m nvidia/of-nobody");
    let fail = "\nFAIL     model       https://ai.api.nvidia.com/v1/retrieval/nvidia/of-nobody/reranking: no such endpoint or model (404)\n";
    assert!(run.code(2).stdout_str().contains(fail), "{run}");
}
