//! Requests through a proxy of the environment, and direct ones. A proxy also shows the requests to NVIDIA's
//! hosts without a network.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::support::Case;
use crate::support::nim::{FakeNim, Reply};

const RANK: &str = "-m nvidia/fake -q apple --doc 'green apple'";
const RANKED: &str = "1\t-3.0\t--doc 1\tgreen apple\n";

/// A forward proxy for plain HTTP, which records the headers of requests.
struct Proxy {
    address: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port of the loopback");
        let address = listener.local_addr().expect("it has an address").to_string();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&heads);
        // Ends with the test process.
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let kept = Arc::clone(&kept);
                thread::spawn(move || drop(forward(client, &kept)));
            }
        });
        Self { address, heads }
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Forwards one request and its response, then closes. Tunnels are refused.
fn forward(client: TcpStream, kept: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let mut reader = BufReader::new(client);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head)? == 0 {
            return Ok(());
        }
    }
    kept.lock().unwrap_or_else(PoisonError::into_inner).push(head.clone());
    let Some((start, fields)) = head.split_once("\r\n") else {
        return Ok(());
    };
    let Some((method, rest)) = start.split_once(" http://") else {
        let refusal = b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        return reader.get_mut().write_all(refusal);
    };
    let (host, path) = rest.split_once('/').unwrap_or((rest, " HTTP/1.1"));
    let length = fields
        .to_lowercase()
        .lines()
        .find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body)?;
    let mut server = TcpStream::connect(host)?;
    write!(server, "{method} /{path}\r\nvia: 1.1 proxy\r\nconnection: close\r\n{fields}")?;
    server.write_all(&body)?;
    std::io::copy(&mut server, reader.get_mut())?;
    Ok(())
}

#[test]
fn the_proxy_of_the_environment_is_used() {
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY"] {
        let (nim, proxy) = (FakeNim::new(), Proxy::new());
        let case = Case::new().nim(&nim).env(name, &format!("http://{}", proxy.address));
        let run = case.run(RANK);
        assert_eq!(run.code(0).stdout_str(), RANKED, "{name}");
        let [head] = proxy.heads().try_into().expect("one request");
        let start = format!("POST {}/v1/ranking HTTP/1.1\r\n", nim.url());
        assert!(head.starts_with(&start), "{head}");
        assert_eq!(run.requests[0].header("via"), Some("1.1 proxy"));
    }
}

#[test]
fn no_proxy_hosts_are_connected_directly() {
    for (excepted, through) in
        [("127.0.0.1", false), ("localhost, 127.0.0.0/8", false), ("example.com", true), ("", true)]
    {
        for name in ["NO_PROXY", "no_proxy"] {
            let (nim, proxy) = (FakeNim::new(), Proxy::new());
            let case = Case::new().nim(&nim).env(name, excepted);
            let case = case.env("HTTP_PROXY", &format!("http://{}", proxy.address));
            let run = case.run(RANK);
            assert_eq!(run.code(0).stdout_str(), RANKED, "{excepted}");
            assert_eq!(!proxy.heads().is_empty(), through, "{name}={excepted}");
        }
    }
}

#[test]
fn no_proxy_star_disables_the_proxy() {
    let (nim, proxy) = (FakeNim::new(), Proxy::new());
    let case = Case::new().nim(&nim).env("NO_PROXY", "*");
    let case = case.env("HTTP_PROXY", &format!("http://{}", proxy.address));
    assert_eq!(case.run(RANK).code(0).stdout_str(), RANKED);
    assert!(proxy.heads().is_empty(), "{:?}", proxy.heads());
}

#[test]
fn an_empty_proxy_variable_is_ignored() {
    let nim = FakeNim::new();
    let case =
        Case::new().nim(&nim).env("HTTP_PROXY", "").env("http_proxy", "").env("ALL_PROXY", "");
    assert_eq!(case.run(RANK).code(0).stdout_str(), RANKED);
}

#[test]
fn https_proxy_does_not_apply_to_http() {
    let nim = FakeNim::new();
    let case = Case::new().nim(&nim).env("HTTPS_PROXY", "http://127.0.0.1:1");
    assert_eq!(case.run(RANK).code(0).stdout_str(), RANKED);
}

#[test]
fn an_unreachable_proxy_exits_3() {
    let nim = FakeNim::new().expect_no_calls();
    let case = Case::new().nim(&nim).env("HTTP_PROXY", "http://127.0.0.1:1");
    let run = case.run(RANK);
    let words = "cannot connect\n  cause: Connection refused\n";
    assert!(run.code(3).stderr_str().contains(words), "{run}");
}

/// The service may well be up.
#[test]
fn an_unreachable_proxy_is_named() {
    let case = Case::new().env("HTTPS_PROXY", "http://127.0.0.1:1").env("NVIDIA_API_KEY", "fake");
    let run = case.run("-q apple --doc apple");
    assert!(run.code(3).stderr_str().to_lowercase().contains("proxy"), "{run}");
}

/// A tunnel to the hosted service: the proxy sees its name and nothing else, above all no key.
#[test]
fn a_tunneling_proxy_does_not_get_the_key() {
    let proxy = Proxy::new();
    let case = Case::new()
        .env("HTTPS_PROXY", &format!("http://{}", proxy.address))
        .env("NVIDIA_API_KEY", "nvapi-fake-key");
    let run = case.run("-q apple --doc apple");
    run.code(3);
    let [head] = proxy.heads().try_into().expect("one request");
    assert!(head.starts_with("CONNECT ai.api.nvidia.com:443 HTTP/1.1\r\n"), "{head}");
    assert!(!head.contains("nvapi-fake-key"), "{head}");
    let first = "nimrank: https://ai.api.nvidia.com: cannot connect\n";
    assert!(run.stderr_str().starts_with(first), "{run}");
}

#[test]
fn the_password_of_a_proxy_is_sent_and_not_printed() {
    let (nim, proxy) = (FakeNim::script([Reply::text(500, "no")]), Proxy::new());
    let url = format!("http://me:fake-password@{}", proxy.address);
    let case = Case::new().nim(&nim).env("HTTP_PROXY", &url);
    let run = case.run(&format!("{RANK} -v"));
    let head = proxy.heads().concat().to_lowercase();
    assert!(head.contains("\r\nproxy-authorization: basic "), "{head}");
    assert!(!run.code(3).stderr_str().contains("fake-password"), "{run}");
    let case = Case::new().nim(&nim).env("HTTP_PROXY", "http://me:fake-password@127.0.0.1:1");
    let run = case.run(RANK);
    assert!(!run.code(3).stderr_str().contains("fake-password"), "{run}");
}

/// The service acts as the proxy, in place of NVIDIA's host.
#[test]
fn the_hosted_path_depends_on_the_model() {
    const DEFAULT: &str = "nvidia/llama-nemotron-rerank-vl-1b-v2";
    for (base, model, path, id) in [
        (
            "http://ai.api.nvidia.com",
            "",
            "/v1/retrieval/nvidia/llama-nemotron-rerank-vl-1b-v2/reranking",
            DEFAULT,
        ),
        (
            "http://ai.api.nvidia.com/v1/",
            "-m nvidia_nim/nvidia/llama-3.2-nv-rerankqa-1b-v2",
            "/v1/retrieval/nvidia/llama-3_2-nv-rerankqa-1b-v2/reranking",
            "nvidia/llama-3.2-nv-rerankqa-1b-v2",
        ),
        (
            "http://ai.api.nvidia.com",
            "-m nvidia/llama-3-2-nv-rerankqa-1b-v2",
            "/v1/retrieval/nvidia/llama-3_2-nv-rerankqa-1b-v2/reranking",
            "nvidia/llama-3.2-nv-rerankqa-1b-v2",
        ),
        (
            "http://ai.api.nvidia.com",
            "-m nv-rerank-qa-mistral-4b:1",
            "/v1/retrieval/nvidia/reranking",
            "nv-rerank-qa-mistral-4b:1",
        ),
        ("http://ai.api.nvidia.com", "-m ranking/nvidia/fake", "/v1/ranking", "nvidia/fake"),
        (
            "http://ai.api.nvidia.com/v1/retrieval/nvidia/fake_1/reranking",
            "",
            "/v1/retrieval/nvidia/fake_1/reranking",
            "nvidia/fake_1",
        ),
    ] {
        let nim = FakeNim::new();
        let case = Case::new().env("HTTP_PROXY", &nim.url()).env("NIMRANK_API_KEY", "fake-key");
        let run = case.run(&format!("-q apple --doc apple --base-url {base} {model}"));
        assert!(run.code(0).stderr.is_empty(), "{run}");
        let [seen] = nim.requests().try_into().expect("one request");
        assert_eq!(seen.path, format!("http://ai.api.nvidia.com{path}"));
        assert_eq!(seen.json()["model"], id);
        assert_eq!(seen.header("authorization"), Some("Bearer fake-key"));
    }
}

#[test]
fn the_host_of_chat_models_is_replaced_with_a_notice() {
    let nim = FakeNim::with(|_| Reply::scores(&[1.0]));
    let case = Case::new().env("HTTP_PROXY", &nim.url()).env("NIMRANK_API_KEY", "fake-key");
    let case = case.env("NVIDIA_BASE_URL", "http://integrate.api.nvidia.com/v1").stdin("a\nb\n");
    let run = case.run("-q apple --batch-size 1");
    let warning = "nimrank: warning: integrate.api.nvidia.com does not serve reranking; using ai.api.nvidia.com\n";
    assert_eq!(run.code(0).stderr_str(), warning);
    let paths: Vec<_> = nim.requests().into_iter().map(|seen| seen.path).collect();
    let path =
        "http://ai.api.nvidia.com/v1/retrieval/nvidia/llama-nemotron-rerank-vl-1b-v2/reranking";
    assert_eq!(paths, [path, path]);
    let run = case.run("-q apple --batch-size 1 --quiet");
    assert!(run.code(0).stderr.is_empty(), "{run}");
}

#[test]
fn a_vendor_key_is_not_sent_over_plain_http() {
    let nim = FakeNim::new().expect_no_calls();
    for name in ["NVIDIA_API_KEY", "NVIDIA_NIM_API_KEY", "NGC_API_KEY"] {
        let case = Case::new().env("HTTP_PROXY", &nim.url()).env(name, "nvapi-fake");
        let run = case.run("-q apple --doc apple --base-url http://ai.api.nvidia.com");
        assert!(run.code(2).stderr_str().contains("an API key is needed"), "{run}");
    }
}

/// A host whose name only ends like NVIDIA's is not NVIDIA's.
#[test]
fn a_vendor_key_is_not_sent_to_similar_hosts() {
    for host in ["ai.api.nvidia.com.example.com", "xapi.nvidia.com", "api.nvidia.com.localhost"] {
        let nim = FakeNim::new();
        let case = Case::new().env("HTTP_PROXY", &nim.url()).env("NVIDIA_API_KEY", "nvapi-fake");
        let run = case.run(&format!("{RANK} --base-url http://{host}"));
        run.code(0);
        let [seen] = nim.requests().try_into().expect("one request");
        assert_eq!(seen.path, format!("http://{host}/v1/ranking"));
        assert_eq!(seen.header("authorization"), None, "{host}");
    }
}

#[test]
fn a_proxy_of_an_unsupported_kind_is_refused_unless_it_is_not_used() {
    let nim = FakeNim::new();
    let case = Case::new().nim(&nim).env("HTTP_PROXY", "ftp://127.0.0.1:1");
    let run = case.run(RANK);
    let first = "nimrank: HTTP_PROXY: this kind of proxy is not supported\n";
    assert!(run.code(2).stderr_str().starts_with(first), "{run}");
    let case = case.env("NO_PROXY", "127.0.0.0/8");
    assert_eq!(case.run(RANK).code(0).stdout_str(), RANKED);
}

#[test]
fn a_proxy_that_wants_credentials_is_named_and_not_asked_again() {
    let proxy = FakeNim::with(|_| Reply::raw("HTTP/1.1 407 Auth\r\ncontent-length: 0\r\n\r\n"));
    let case = Case::new().env("HTTP_PROXY", &proxy.url());
    let run = case.run(&format!("--base-url http://nim.invalid {RANK}"));
    let problem = "the proxy that HTTP_PROXY names wants a user name and a password (407)\n";
    assert!(run.code(2).stderr_str().contains(problem), "{run}");
    assert_eq!(proxy.requests().len(), 1);
}

#[test]
fn a_tunnel_that_wants_credentials_is_not_requested_again() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port of the loopback");
    let address = listener.local_addr().expect("it has an address");
    let heads = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&heads);
    // Ends with the test process.
    thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            let mut head = String::new();
            let mut reader = BufReader::new(client.try_clone().expect("a handle"));
            while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).is_ok_and(|n| n > 0) {}
            kept.lock().unwrap_or_else(PoisonError::into_inner).push(head);
            let refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\n\
                Proxy-Authenticate: Basic realm=\"x\"\r\ncontent-length: 0\r\n\r\n";
            drop(client.write_all(refusal));
        }
    });
    for (user, name) in [("", "HTTPS_PROXY"), ("me:wrong@", "ALL_PROXY")] {
        let case = Case::new().env(name, &format!("http://{user}{address}"));
        let run = case.run(&format!("--base-url https://nim.invalid {RANK} --retries 3"));
        let first = format!(
            "nimrank: https://nim.invalid: the proxy that {name} names wants a user name and a password (407)\n"
        );
        assert!(run.code(2).stderr_str().starts_with(&first), "{run}");
    }
    let heads = heads.lock().unwrap_or_else(PoisonError::into_inner);
    assert_eq!(heads.len(), 2, "{heads:?}");
    assert!(heads.iter().all(|head| head.starts_with("CONNECT nim.invalid:443 ")), "{heads:?}");
}

#[test]
fn a_socks_proxy_is_used_whatever_the_case_of_its_scheme() {
    let nim = FakeNim::new();
    let service = nim.url().trim_start_matches("http://").to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port of the loopback");
    let address = listener.local_addr().expect("it has an address");
    // Ends with the test process.
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let _ = tunnel(client, &service);
        }
    });
    let case = Case::new().env("HTTP_PROXY", &format!("SOCKS5H://{address}"));
    let run = case.run(&format!("--base-url http://nim.invalid {RANK}"));
    assert_eq!(run.code(0).stdout_str(), RANKED);
}

/// Greets as a SOCKS 5 proxy without authentication, then forwards to the service.
fn tunnel(mut client: TcpStream, service: &str) -> std::io::Result<()> {
    let mut message = [0; 300];
    let _greeting = client.read(&mut message)?;
    client.write_all(&[5, 0])?;
    let _request = client.read(&mut message)?;
    client.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0])?;
    let mut server = TcpStream::connect(service)?;
    let (mut upstream, mut downstream) = (server.try_clone()?, client.try_clone()?);
    thread::spawn(move || std::io::copy(&mut client, &mut upstream));
    thread::spawn(move || std::io::copy(&mut server, &mut downstream));
    Ok(())
}

/// A proxy that repeats its credentials: as they were typed, decoded, and as they were sent.
#[test]
fn credentials_for_a_proxy_are_hidden() {
    use base64::Engine as _;
    let sent = base64::prelude::BASE64_STANDARD.encode("agent-7:p@ss wörd");
    let words = format!("no access for agent-7 with p@ss wörd, p%40ss%20w%C3%B6rd, {sent}");
    for (status, code) in [(502, 3), (403, 2), (200, 2)] {
        let words = words.clone();
        let nim = FakeNim::with(move |_| Reply::text(status, words.clone()));
        let proxy = nim.url().replace("http://", "http://agent-7:p%40ss%20w%C3%B6rd@");
        let case = Case::new().env("HTTP_PROXY", &proxy);
        let run = case.run(&format!("-v --base-url http://h.example {RANK}"));
        let seen = nim.requests().pop().expect("a request");
        assert_eq!(seen.header("proxy-authorization"), Some(format!("Basic {sent}").as_str()));
        let report = run.code(code).stderr_str();
        for secret in ["agent-7", "p@ss", "p%40ss", &sent[..20]] {
            assert!(!report.contains(secret), "{secret}: {run}");
        }
        assert!(report.contains("no access for [key]"), "{run}");
    }
    let case = Case::new().env("HTTP_PROXY", "http://agent-7:p%40ss@127.0.0.1:1");
    let run = case.run(&format!("-v --base-url http://h.example {RANK}"));
    assert!(!run.code(3).stderr_str().contains("agent-7"), "{run}");
    let run = case.run("doctor --base-url http://h.example");
    assert!(!run.code(3).stdout_str().contains("agent-7"), "{run}");
}
