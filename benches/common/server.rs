//! A service of negligible cost: it counts the passages of a request without parsing it, waits for a
//! configured latency, and replies with precomputed scores.

use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

/// The largest number of passages of a request.
const MOST: usize = 512;

/// The argument that makes this program the service.
pub const SERVE: &str = "--serve";

/// A running service. It is a process of its own, because the peak memory of a child includes what its parent
/// held when it was started.
pub struct Server {
    process: Child,
    url: String,
}

impl Server {
    /// Starts the service on a free loopback port. It ends when its stdin is closed.
    pub fn start() -> io::Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .arg(SERVE)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let said = process.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
        let mut url = String::new();
        BufReader::new(said).read_line(&mut url)?;
        let url = url.trim_end().to_owned();
        Ok(Self { process, url })
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// Sets the delay of every response in milliseconds.
    pub fn set_latency(&mut self, latency: u64) -> io::Result<()> {
        let told = self.process.stdin.as_mut();
        writeln!(told.ok_or(io::ErrorKind::BrokenPipe)?, "{latency}")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

/// Serves until stdin ends; each of its lines is a latency.
pub fn serve() -> io::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("http://{}", listener.local_addr()?);
    let latency_ms = Arc::new(AtomicU64::new(0));
    let latency = Arc::clone(&latency_ms);
    let answers: Arc<Vec<Vec<u8>>> = Arc::new((0..=MOST).map(answer).collect());
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (latency, answers) = (Arc::clone(&latency), Arc::clone(&answers));
            thread::spawn(move || answer_all(&stream, &latency, &answers));
        }
    });
    for line in io::stdin().lines() {
        latency_ms.store(line?.parse().unwrap_or(0), Ordering::Relaxed);
    }
    Ok(())
}

/// Returns the complete response for `count` passages. Scores look like those of a half-precision model, and
/// are distinct enough that sorting them takes time.
fn answer(count: usize) -> Vec<u8> {
    let mut body = String::from("{\"rankings\":[");
    for index in 0..count {
        let logit = f64::from(u32::try_from(index * 7919 % 1021).unwrap_or(0)) / 64.0 - 8.0;
        let comma = if index > 0 { "," } else { "" };
        write!(body, "{comma}{{\"index\":{index},\"logit\":{logit}}}")
            .expect("strings take writes");
    }
    write!(body, "],\"usage\":{{\"total_tokens\":{}}}}}", count * 90).expect("strings take writes");
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body.as_bytes()].concat()
}

/// Replies to the requests of one connection until it is closed.
fn answer_all(stream: &TcpStream, latency: &AtomicU64, answers: &[Vec<u8>]) {
    // Otherwise a small response waits for the client's acknowledgement.
    let _ = stream.set_nodelay(true);
    let mut reader = BufReader::with_capacity(1 << 18, stream);
    let mut body = Vec::new();
    while let Some(length) = head(&mut reader, stream) {
        body.resize(length, 0);
        if reader.read_exact(&mut body).is_err() {
            return;
        }
        let count = memchr::memmem::find_iter(&body, b"{\"text\":\"").count();
        // The query has a `text` too.
        let count = count.saturating_sub(1).min(MOST);
        thread::sleep(Duration::from_millis(latency.load(Ordering::Relaxed)));
        let mut out = stream;
        if out.write_all(&answers[count]).is_err() {
            return;
        }
    }
}

/// Reads the headers of a request and returns the length of its body.
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
