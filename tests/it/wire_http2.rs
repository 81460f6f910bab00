//! HTTP/2 where a service offers it over TLS, and HTTP/1.1 elsewhere.

use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use bytes::Bytes;
use h2::server::SendResponse;
use http::{Request, Response, Version};
use rcgen::{CertificateParams, CertifiedIssuer, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio_rustls::TlsAcceptor;

use crate::support::Case;

/// A NIM that speaks only HTTP/2 over TLS. It ends with the test process.
#[derive(Default)]
struct Service {
    connections: AtomicUsize,
    requests: Mutex<Vec<(Version, String)>>,
    /// The number of requests to refuse before they are processed.
    refused: usize,
}

impl Service {
    /// Starts it, and writes its certificate authority to `ca.pem` of the case.
    fn start(self, case: &Case) -> (Arc<Self>, u16) {
        let key = KeyPair::generate().expect("a key");
        let mut authority = CertificateParams::default();
        authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let authority = CertifiedIssuer::self_signed(authority, key).expect("an authority");
        std::fs::write(case.dir().join("ca.pem"), authority.pem()).expect("a file");
        let key = KeyPair::generate().expect("a key");
        let leaf = CertificateParams::new(["127.0.0.1".to_owned()]).expect("a name");
        let leaf = leaf.signed_by(&key, &authority).expect("a certificate");
        let provider = rustls::crypto::ring::default_provider().into();
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(
                vec![leaf.der().clone()],
                PrivateKeyDer::Pkcs8(key.serialize_der().into()),
            )
            .expect("the key is that of the certificate");
        config.alpn_protocols = vec![b"h2".to_vec()];
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port of the loopback");
        let port = listener.local_addr().expect("it has an address").port();
        let service = Arc::new(self);
        let shared = Arc::clone(&service);
        thread::spawn(move || shared.run(listener, TlsAcceptor::from(Arc::new(config))));
        (service, port)
    }

    fn run(self: Arc<Self>, listener: TcpListener, tls: TlsAcceptor) {
        listener.set_nonblocking(true).expect("it can wait");
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_io().build().expect("a runtime");
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener).expect("it listens");
            while let Ok((client, _)) = listener.accept().await {
                self.connections.fetch_add(1, Ordering::Relaxed);
                let (service, tls) = (Arc::clone(&self), tls.clone());
                tokio::spawn(async move {
                    let client = tls.accept(client).await.expect("the client speaks TLS");
                    let mut client = h2::server::handshake(client).await.expect("and HTTP/2");
                    while let Some(Ok((request, reply))) = client.accept().await {
                        tokio::spawn(Arc::clone(&service).answer(request, reply));
                    }
                });
            }
        });
    }

    /// Scores every passage by its length.
    async fn answer(
        self: Arc<Self>,
        request: Request<h2::RecvStream>,
        mut reply: SendResponse<Bytes>,
    ) {
        let (version, path) = (request.version(), request.uri().path().to_owned());
        let count = {
            let mut requests = self.requests.lock().expect("no thread panicked");
            requests.push((version, path));
            requests.len()
        };
        if count <= self.refused {
            reply.send_reset(h2::Reason::REFUSED_STREAM);
            return;
        }
        let mut body = request.into_body();
        let mut text = Vec::new();
        while let Some(Ok(data)) = body.data().await {
            text.extend_from_slice(&data);
            let _ = body.flow_control().release_capacity(data.len());
        }
        let body: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
        let passages = body["passages"].as_array().expect("a list").iter();
        let lengths = passages.map(|passage| passage["text"].as_str().map_or(0, str::len));
        let rankings: Vec<_> = lengths
            .enumerate()
            .map(|(index, length)| serde_json::json!({"index": index, "logit": length}))
            .collect();
        let answer = serde_json::json!({ "rankings": rankings }).to_string();
        let mut stream = reply.send_response(Response::new(()), false).expect("a client");
        stream.send_data(answer.into(), true).expect("a client");
    }
}

#[test]
fn http2_is_used_if_offered() {
    let case = Case::new();
    let (service, port) = Service::default().start(&case);
    let lines: String = (1..=40).map(|number| "x".repeat(number) + "\n").collect();
    let run = case.stdin(&*lines).run(&format!(
        "--base-url https://127.0.0.1:{port} --cacert ca.pem -m nvidia/fake -q x --batch-size 1 -j 4 -n 1"
    ));
    let longest = format!("1\t40.0\tstdin:40\t{}\n", "x".repeat(40));
    assert_eq!(run.code(0).stdout_str(), longest);
    let requests = service.requests.lock().expect("no thread panicked");
    assert_eq!(requests.len(), 40);
    let ranking = (Version::HTTP_2, "/v1/ranking".to_owned());
    assert!(requests.iter().all(|request| *request == ranking), "{requests:?}");
    let connections = service.connections.load(Ordering::Relaxed);
    assert!((1..=4).contains(&connections), "{connections}");
}

/// The library would repeat such a request by itself, unseen by `--rpm`, waits and counts.
#[test]
fn a_refused_stream_is_a_failure_like_others() {
    let run = |retries: usize, refused: usize| {
        let case = Case::new();
        let (service, port) = Service { refused, ..Service::default() }.start(&case);
        let run = case.run(&format!(
            "--base-url https://127.0.0.1:{port} --cacert ca.pem -m m -q x --doc xx \
             --retries {retries} -f json"
        ));
        let requests = service.requests.lock().expect("no thread panicked").len();
        (run, requests)
    };
    for retries in [0, 2] {
        let (run, requests) = run(retries, 9);
        assert_eq!(requests, retries + 1, "{}", run.code(3));
    }
    let (run, requests) = run(2, 1);
    assert!(run.code(0).stdout_str().contains("\"requests\":2"), "{run}");
    assert_eq!(requests, 2);
}
