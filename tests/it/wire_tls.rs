//! TLS: trusted certificates, and keys that are sent over TLS only.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread;

use crate::support::Case;
use crate::support::nim::{FakeNim, Reply};
use crate::support::tls::{self, certified};

const RANK: &str = "-m nvidia/fake -q apple --doc 'green apple'";
const RANKED: &str = "1\t-3.0\t--doc 1\tgreen apple\n";

fn secure(case: &Case, nim: &FakeNim) -> u16 {
    tls::secure(case, nim, "leaf", None)
}

#[test]
fn cacert_trusts_a_private_authority() {
    let case = certified();
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
    let case = certified();
    let nim = FakeNim::new();
    let port = tls::secure(&case, &nim, "self", None);
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
    let case = certified();
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
fn damaged_certificates_are_named() {
    let case = certified();
    let read = |name: &str| std::fs::read_to_string(case.dir().join(name)).expect("a file");
    let (ca, leaf) = (read("ca.pem"), read("leaf.pem"));
    // Base64 of a sequence that ends early, and text that is no base64.
    let cut = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
    let broken = "-----BEGIN CERTIFICATE-----\n!?!?\n-----END CERTIFICATE-----\n";
    let case = case
        .file("cut.pem", format!("{ca}{leaf}{cut}"))
        .file("broken.pem", format!("{ca}{broken}"))
        .file("lone.pem", cut);
    for (options, expected) in [
        ("--cacert cut.pem", "cut.pem: `--cacert`: certificate 3 is damaged"),
        ("--cacert broken.pem", "broken.pem: `--cacert`: certificate 2 is damaged"),
        ("--cacert leaf.key", "leaf.key: `--cacert`: no certificate in PEM form"),
        ("--cert lone.pem --cert-key leaf.key", "lone.pem: certificate 1 is damaged"),
        ("--cert broken.pem --cert-key leaf.key", "broken.pem: certificate 2 is damaged"),
    ] {
        let run = case.run(&format!("--base-url https://127.0.0.1:1 {RANK} {options}"));
        let first = format!("nimrank: {expected}\n");
        assert!(run.code(2).stderr_str().starts_with(&first), "{run}");
    }
}

#[test]
fn client_certificates_are_sent_to_a_server_that_demands_them() {
    let case = certified();
    let nim = FakeNim::new();
    let base = format!("https://127.0.0.1:{}", tls::secure(&case, &nim, "leaf", Some("ca")));
    let rank = |options: &str| {
        case.run(&format!("--base-url {base} --cacert ca.pem {RANK} --retries 2 {options}"))
    };
    assert_eq!(rank("--cert client.pem --cert-key client.key").code(0).stdout_str(), RANKED);
    case.sh("cat client.key client.pem >both.pem").code(0);
    assert_eq!(rank("--cert both.pem").code(0).stdout_str(), RANKED);
    for (options, problem, hint) in [
        (
            "",
            "the server wants a client certificate",
            "send one with `--cert FILE` and `--cert-key FILE`",
        ),
        (
            "--cert stranger.pem --cert-key stranger.key",
            "the client certificate was refused",
            "is it valid, and issued for this server?",
        ),
    ] {
        let run = rank(options);
        let report = run.code(2).stderr_str();
        assert!(report.starts_with(&format!("nimrank: {base}: {problem}\n")), "{run}");
        assert!(report.ends_with(&format!("hint: {hint}\n")), "{run}");
        let run = case.run(&format!("doctor --base-url {base} --cacert ca.pem {options}"));
        assert!(run.code(2).stdout_str().contains(&format!("{base}: {problem}\n")), "{run}");
    }
    assert_eq!(nim.requests().len(), 2);
}

/// Servers that end at TLS 1.1 refuse with an alert, or choose that version all the same.
#[test]
fn an_old_server_is_recognized() {
    let alert = b"\x15\x03\x01\x00\x02\x02\x46".to_vec();
    let mut hello = b"\x16\x03\x02\x00\x2a\x02\x00\x00\x26\x03\x02".to_vec();
    hello.extend([7; 32]);
    hello.extend(b"\x00\xc0\x13\x00");
    for answer in [alert, hello] {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port of the loopback");
        let address = listener.local_addr().expect("it has an address");
        let server = thread::spawn(move || {
            let (mut client, _) = listener.accept().expect("the client comes");
            client.read_exact(&mut [0; 16]).expect("its hello");
            client.write_all(&answer).expect("the client is there");
            drop(std::io::copy(&mut client, &mut std::io::sink()));
        });
        let run = Case::new().run(&format!("--base-url https://{address} {RANK}"));
        let first = format!("nimrank: https://{address}: TLS handshake failed\n");
        assert!(run.code(2).stderr_str().starts_with(&first), "{run}");
        let hint = "  hint: the server must speak TLS 1.2 or 1.3\n";
        assert!(run.stderr_str().ends_with(hint), "{run}");
        server.join().expect("the client went away");
    }
}

/// The words of a TLS library link to its manual.
#[test]
fn a_connection_that_ends_without_notice_is_described_without_links() {
    let case = certified();
    let nim = FakeNim::with(|_| Reply::raw("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{"));
    let port = tls::secure_without_notice(&case, &nim);
    let run = case.run(&format!("--base-url https://127.0.0.1:{port} --cacert ca.pem {RANK}"));
    let report = run.code(3).stderr_str();
    assert!(report.contains("close_notify") && !report.contains("docs.rs"), "{run}");
}

#[test]
fn an_unknown_authority_is_refused() {
    let case = certified();
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

#[cfg(all(unix, not(target_vendor = "apple")))]
#[test]
fn missing_root_certificates_are_reported_with_the_ways_to_name_some() {
    let case = certified().env("SSL_CERT_FILE", "missing.pem");
    let nim = FakeNim::new();
    let base = format!("https://127.0.0.1:{}", secure(&case, &nim));
    let run = case.run(&format!("--base-url {base} {RANK}"));
    let expected = format!(
        "nimrank: {base}/v1/ranking: this system has no CA certificates\n  hint: install them (package ca-certificates), or name a file with `--cacert` or SSL_CERT_FILE\n"
    );
    assert_eq!(run.code(2).stderr_str(), expected);
    assert!(nim.requests().is_empty());
    case.run(&format!("--base-url {base} {RANK} --cacert ca.pem")).code(0);
    case.env("SSL_CERT_FILE", "ca.pem").run(&format!("--base-url {base} {RANK}")).code(0);
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
    let case = certified();
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
    let case = certified();
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
    let case = certified();
    let nim = FakeNim::new();
    let port = secure(&case, &nim);
    let case = case.env("NVIDIA_API_KEY", "nvapi-fake");
    let run = case.run(&format!("--base-url https://127.0.0.1:{port} {RANK} --cacert ca.pem"));
    assert_eq!(run.code(0).stdout_str(), RANKED);
    assert_eq!(nim.requests()[0].header("authorization"), None);
}

#[test]
fn dry_run_includes_cacert() {
    let case = certified();
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
    let case = certified();
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
    let case = certified();
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
