//! Replies of the service.

use std::fmt::Write as _;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// How often a reply that is held back checks whether the service is closed.
const TICK: Duration = Duration::from_millis(20);

#[derive(Clone, Debug)]
pub struct Reply {
    content: Content,
    headers: Vec<(String, String)>,
    gate: Option<Gate>,
}

#[derive(Clone, Debug)]
enum Content {
    /// By common words, or by these logits.
    Ranking(Option<Vec<f64>>),
    Full {
        status: u16,
        content_type: &'static str,
        body: Vec<u8>,
    },
    /// These bytes, after which the connection is closed or kept open.
    Exact {
        bytes: Vec<u8>,
        hold: bool,
    },
}

impl Reply {
    fn of(content: Content) -> Self {
        Self { content, headers: Vec::new(), gate: None }
    }

    fn full(status: u16, content_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        let body = body.into();
        Self::of(Content::Full { status, content_type, body })
    }

    fn exact(bytes: impl Into<Vec<u8>>, hold: bool) -> Self {
        let bytes = bytes.into();
        Self::of(Content::Exact { bytes, hold })
    }

    /// Returns the head of a response of 1,000 bytes and the first half of its body.
    fn half() -> Vec<u8> {
        let head =
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n";
        let rankings = r#"{"index":0,"logit":1.5},"#.repeat(1000);
        let body = format!(r#"{{"rankings":[{rankings}"#);
        [head.as_bytes(), &body.as_bytes()[..500]].concat()
    }

    /// The ranking by common words.
    pub fn ok() -> Self {
        Self::of(Content::Ranking(None))
    }

    /// The ranking by these logits, one for each passage in order.
    pub fn scores(logits: &[f64]) -> Self {
        Self::of(Content::Ranking(Some(logits.to_vec())))
    }

    pub fn json(status: u16, text: impl Into<String>) -> Self {
        Self::full(status, "application/json", text.into())
    }

    /// A status without a body.
    pub fn status(status: u16) -> Self {
        Self::full(status, "", "")
    }

    pub fn text(status: u16, text: impl Into<String>) -> Self {
        Self::full(status, "text/plain", text.into())
    }

    pub fn html(status: u16, text: impl Into<String>) -> Self {
        Self::full(status, "text/html", text.into())
    }

    /// These bytes, then the end of the connection.
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self::exact(bytes, false)
    }

    /// The end of the connection without a response.
    pub fn hang_up() -> Self {
        Self::exact("", false)
    }

    /// No response, and the connection stays open.
    pub fn stall() -> Self {
        Self::exact("", true)
    }

    /// Half of a response, and the connection stays open.
    pub fn stall_in_body() -> Self {
        Self::exact(Self::half(), true)
    }

    /// Half of a response, then the end of the connection.
    pub fn cut_short() -> Self {
        Self::exact(Self::half(), false)
    }

    /// Adds a header. A `content-type` replaces the usual one, and `connection: close` closes the connection.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let exact = matches!(self.content, Content::Exact { .. });
        assert!(!exact, "a reply of raw bytes takes no header");
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Holds the reply back until the gate opens.
    pub fn after(mut self, gate: Gate) -> Self {
        self.gate = Some(gate);
        self
    }

    /// Fills in the ranking that `rank` returns.
    pub(super) fn with_ranking(self, rank: impl Fn(Option<&[f64]>) -> Self) -> Self {
        let content = match &self.content {
            Content::Ranking(logits) => rank(logits.as_deref()).content,
            _ => self.content,
        };
        Self { content, ..self }
    }

    /// Waits for the gate or the end of the service.
    pub(super) fn wait_for_gate(&self, is_closing: impl Fn() -> bool) {
        if let Some(gate) = &self.gate {
            gate.pass(is_closing);
        }
    }

    /// Returns true if the connection stays open without further bytes.
    pub(super) fn holds(&self) -> bool {
        matches!(self.content, Content::Exact { hold: true, .. })
    }

    /// Returns true if the connection ends after this reply.
    pub(super) fn closes(&self) -> bool {
        let close = |(name, value): &(String, String)| {
            name.eq_ignore_ascii_case("connection") && value.eq_ignore_ascii_case("close")
        };
        matches!(self.content, Content::Exact { .. }) || self.headers.iter().any(close)
    }

    /// Returns the bytes of the reply; `is_last` if the client asked to close the connection after them.
    pub(super) fn bytes(&self, is_last: bool) -> Vec<u8> {
        let (status, content_type, body) = match &self.content {
            Content::Ranking(_) => unreachable!("rankings have been filled in"),
            Content::Exact { bytes, .. } => return bytes.clone(),
            Content::Full { status, content_type, body } => (status, content_type, body),
        };
        // Without a reason phrase, which no client may need.
        let mut head = format!("HTTP/1.1 {status} \r\ncontent-length: {}\r\n", body.len());
        let mut add = |name: &str, value: &str| {
            write!(head, "{name}: {value}\r\n").expect("strings take writes");
        };
        let has_type = |(name, _): &(String, String)| name.eq_ignore_ascii_case("content-type");
        if !content_type.is_empty() && !self.headers.iter().any(has_type) {
            add("content-type", content_type);
        }
        if is_last && !self.closes() {
            add("connection", "close");
        }
        for (name, value) in &self.headers {
            add(name, value);
        }
        head.push_str("\r\n");
        [head.as_bytes(), body].concat()
    }
}

/// Holds replies back until it opens. Clones are handles of one gate.
#[derive(Clone, Debug)]
pub struct Gate(Arc<(Mutex<Held>, Condvar)>);

#[derive(Debug)]
struct Held {
    waiting: usize,
    opens_at: usize,
    is_open: bool,
}

impl Gate {
    /// A gate that waits for [`Gate::open`].
    pub fn new() -> Self {
        Self::opening_at(usize::MAX)
    }

    /// A gate that opens when this many replies wait for it, and thus as many requests are in progress.
    pub fn opening_at(replies: usize) -> Self {
        let held = Held { waiting: 0, opens_at: replies, is_open: false };
        Self(Arc::new((Mutex::new(held), Condvar::new())))
    }

    /// Lets all replies pass, also later ones.
    pub fn open(&self) {
        let (held, opened) = &*self.0;
        held.lock().unwrap_or_else(PoisonError::into_inner).is_open = true;
        opened.notify_all();
    }

    fn pass(&self, is_closing: impl Fn() -> bool) {
        let (held, opened) = &*self.0;
        let mut held = held.lock().unwrap_or_else(PoisonError::into_inner);
        held.waiting += 1;
        if held.waiting >= held.opens_at {
            held.is_open = true;
            opened.notify_all();
        }
        while !held.is_open && !is_closing() {
            let woken = opened.wait_timeout(held, TICK);
            held = woken.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}
