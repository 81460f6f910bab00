//! Parses HTTP/1.1 requests, as far as clients use it.

use std::fmt;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write as _};
use std::net::TcpStream;

use serde_json::Value;

/// A request as received.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: String,
    pub path: String,
    /// In order, with names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Seen {
    /// Returns the first header with this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Returns the body, which must be JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        match serde_json::from_slice(&self.body) {
            Ok(body) => body,
            Err(error) => panic!("the body of this request is not JSON, {error}: {self}"),
        }
    }

    /// Returns the text of the query in any API, or an empty string.
    pub fn query(&self) -> String {
        let body = self.value();
        let query = body["query"]["text"].as_str().or(body["query"].as_str());
        let query = query.or(body["queries"][0].as_str());
        query.unwrap_or_default().to_owned()
    }

    /// Returns the texts of the passages in any API, empty for a passage without text.
    pub fn passages(&self) -> Vec<String> {
        let body = self.value();
        let lists = ["passages", "documents", "texts", "input"];
        let list = lists.iter().find_map(|name| body[name].as_array());
        let text = |item: &Value| item["text"].as_str().or(item.as_str()).map(str::to_owned);
        let texts = list.into_iter().flatten().map(text);
        texts.map(Option::unwrap_or_default).collect()
    }

    /// Returns the body, or null if it is not JSON.
    pub(super) fn value(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Returns the path without the query string.
    pub(super) fn route(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }
}

/// The request in one line, without the key.
impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)?;
        if self.method == "POST" {
            let body = self.value();
            if body.is_object() {
                let count = self.passages().len();
                let plural = if count == 1 { "" } else { "s" };
                write!(f, "  {count} passage{plural}")?;
            } else {
                write!(f, "  not a JSON object, {} bytes", self.body.len())?;
            }
            for name in ["truncate", "model"] {
                match &body[name] {
                    Value::Null => {}
                    Value::String(text) => write!(f, ", {name} {text}")?,
                    other => write!(f, ", {name} {other}")?,
                }
            }
        }
        if self.header("authorization").is_some() {
            write!(f, "  [authorization]")?;
        }
        Ok(())
    }
}

pub struct Request {
    pub seen: Seen,
    /// The client closes the connection after the reply.
    pub last: bool,
}

/// Reads the next request; fails if there is none or it is incomplete.
pub fn read(from: &mut BufReader<TcpStream>) -> io::Result<Request> {
    if !from.fill_buf()?.first().is_some_and(u8::is_ascii_uppercase) {
        // The end, or another protocol, which may never send a line.
        return Err(ErrorKind::InvalidData.into());
    }
    let start = line(from)?;
    let mut words = start.split(' ').map(str::to_owned);
    let (Some(method), Some(path), Some(version)) = (words.next(), words.next(), words.next())
    else {
        return Err(ErrorKind::InvalidData.into());
    };
    let headers = headers(from)?;
    let mut seen = Seen { method, path, headers, body: Vec::new() };
    if has_header(&seen, "expect", "100-continue") {
        from.get_mut().write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    seen.body = body(from, &seen)?;
    let last = version == "HTTP/1.0" || has_header(&seen, "connection", "close");
    Ok(Request { seen, last })
}

fn has_header(seen: &Seen, name: &str, value: &str) -> bool {
    let found = seen.header(name);
    found.is_some_and(|found| found.eq_ignore_ascii_case(value))
}

/// Reads a line, which must have an end, and returns it without.
fn line(from: &mut impl BufRead) -> io::Result<String> {
    let mut line = Vec::new();
    from.read_until(b'\n', &mut line)?;
    if !line.ends_with(b"\n") {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    Ok(String::from_utf8_lossy(line.trim_ascii_end()).into_owned())
}

fn headers(from: &mut impl BufRead) -> io::Result<Vec<(String, String)>> {
    let mut headers = Vec::new();
    loop {
        let line = line(from)?;
        if line.is_empty() {
            return Ok(headers);
        }
        let (name, value) = line.split_once(':').ok_or(ErrorKind::InvalidData)?;
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
}

fn body(from: &mut impl BufRead, seen: &Seen) -> io::Result<Vec<u8>> {
    if has_header(seen, "transfer-encoding", "chunked") {
        return chunks(from);
    }
    let length = seen.header("content-length").unwrap_or("0");
    let length = length.parse().map_err(|_| ErrorKind::InvalidData)?;
    bytes(from, length)
}

/// Reads a chunked body with its trailers.
fn chunks(from: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = line(from)?;
        let size = line.split(';').next().unwrap_or_default().trim();
        let size = u64::from_str_radix(size, 16).map_err(|_| ErrorKind::InvalidData)?;
        if size == 0 {
            headers(from)?;
            return Ok(body);
        }
        body.extend(bytes(from, size)?);
        bytes(from, 2)?;
    }
}

/// Reads exactly this many bytes.
fn bytes(from: &mut impl Read, count: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = from.take(count).read_to_end(&mut bytes)?;
    if read as u64 == count { Ok(bytes) } else { Err(ErrorKind::UnexpectedEof.into()) }
}
