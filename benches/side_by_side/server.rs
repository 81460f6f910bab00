//! A service that costs next to nothing: it counts the passages of a request without parsing it, waits as
//! long as it is told, and answers with scores made in advance.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

/// The most passages of a request.
const MOST: usize = 512;

/// A running service; it ends with the process.
pub struct Server {
    port: u16,
    latency_us: Arc<AtomicU64>,
}

impl Server {
    /// Starts it on a free port of the loopback interface.
    pub fn start() -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let latency_us = Arc::new(AtomicU64::new(0));
        let latency = Arc::clone(&latency_us);
        let answers: Arc<Vec<Vec<u8>>> = Arc::new((0..=MOST).map(answer).collect());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (latency, answers) = (Arc::clone(&latency), Arc::clone(&answers));
                thread::spawn(move || serve(&stream, &latency, &answers));
            }
        });
        Ok(Self { port, latency_us })
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// How long every answer is held back.
    pub fn set_latency(&self, latency: Duration) {
        let us = u64::try_from(latency.as_micros()).unwrap_or(u64::MAX);
        self.latency_us.store(us, Ordering::Relaxed);
    }
}

/// The whole answer to a request of `count` passages, head and body. Scores look like those of a half-precision
/// model, and differ enough that sorting them is work.
fn answer(count: usize) -> Vec<u8> {
    let mut body = String::from("{\"rankings\":[");
    for index in 0..count {
        let logit = f64::from(u32::try_from(index * 7919 % 1021).unwrap_or(0)) / 64.0 - 8.0;
        let comma = if index > 0 { "," } else { "" };
        write!(body, "{comma}{{\"index\":{index},\"logit\":{logit}}}").expect("memory takes it");
    }
    write!(body, "],\"usage\":{{\"total_tokens\":{}}}}}", count * 90).expect("memory takes it");
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body.as_bytes()].concat()
}

/// Answers the requests of one connection until it closes.
fn serve(stream: &TcpStream, latency: &AtomicU64, answers: &[Vec<u8>]) {
    // Without this a small answer would wait for the client's acknowledgement.
    let _ = stream.set_nodelay(true);
    let mut reader = BufReader::with_capacity(1 << 18, stream);
    let mut body = Vec::new();
    while let Some(length) = head(&mut reader, stream) {
        body.resize(length, 0);
        if reader.read_exact(&mut body).is_err() {
            return;
        }
        let count = memchr::memmem::find_iter(&body, b"{\"text\":\"").count();
        // The query has a text too.
        let count = count.saturating_sub(1).min(MOST);
        thread::sleep(Duration::from_micros(latency.load(Ordering::Relaxed)));
        let mut out = stream;
        if out.write_all(&answers[count]).is_err() {
            return;
        }
    }
}

/// Reads the head of a request and gives the length of its body.
fn head(reader: &mut BufReader<&TcpStream>, mut stream: &TcpStream) -> Option<usize> {
    let mut length = 0;
    let mut line = String::new();
    loop {
        line.clear();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let lower = line.trim_end().to_ascii_lowercase();
        if lower.is_empty() {
            return Some(length);
        }
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if lower == "expect: 100-continue" {
            stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").ok()?;
        }
    }
}
