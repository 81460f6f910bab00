//! A reranking service on a real socket of the loopback interface, which keeps
//! what it was asked and answers as a test tells it.
//!
//! It shares no code with the program, so that a misunderstanding of the
//! interface cannot hide by being the same on both sides.

mod lines;
mod reply;
mod service;
mod wire;

use std::collections::VecDeque;
use std::io::{BufReader, Write as _, copy, sink};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, MutexGuard};
use std::thread::{self, JoinHandle};

use lines::{Answer, LIMIT, Line, Shared, State};
pub use reply::{Gate, Reply};
pub use wire::Seen;

/// The service. Clones are the same service, which ends with the last of them,
/// and then fails the test if it was not used as was said: see [`FakeNim::new`],
/// [`FakeNim::script`] and [`FakeNim::expect_no_calls`].
#[derive(Clone)]
pub struct FakeNim(Arc<Owner>);

/// What the handles share and the threads of the service do not, so that its
/// drop is the end of the last handle.
struct Owner {
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
}

impl FakeNim {
    /// Ranks by the words that passage and query have in common, twice their
    /// number less five. Passages that are equal come last one first, so that a
    /// client which trusts the order of the answer is found out. It fails the
    /// test when nobody calls.
    pub fn new() -> Self {
        Self::with(|_| Reply::ok())
    }

    /// Gives the n-th ranking request the n-th reply. A request beyond the last
    /// reply fails the test, and so does a reply that is never asked for.
    pub fn script(replies: impl IntoIterator<Item = Reply>) -> Self {
        let replies: VecDeque<_> = replies.into_iter().collect();
        // The answer is never asked for: see `Shared::hear`.
        Self::start(Box::new(|_| Reply::ok()), Some(replies))
    }

    /// Gives each ranking request the reply that is decided here. A panic in it
    /// fails the test.
    pub fn with(answer: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Self {
        Self::start(Box::new(answer), None)
    }

    fn start(answer: Answer, script: Option<VecDeque<Reply>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port of the loopback");
        let address = listener
            .local_addr()
            .expect("a bound socket has an address");
        let shared = Arc::new(Shared::new(address, answer, script));
        let acceptor = thread::spawn({
            let shared = Arc::clone(&shared);
            move || accept(&listener, &shared)
        });
        let acceptor = Some(acceptor);
        let fake = Self(Arc::new(Owner { shared, acceptor }));
        fake.model("nvidia/llama-nemotron-rerank-1b-v2")
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.shared.lock()
    }

    /// The one model that is listed.
    pub fn model(self, id: &str) -> Self {
        let list = serde_json::json!({"object": "list", "data": [{"id": id}]});
        self.models(Reply::json(200, list.to_string()))
    }

    /// The whole answer to the request for the list of models.
    pub fn models(self, reply: Reply) -> Self {
        self.state().models = reply;
        self
    }

    /// The whole answer to the question whether it is ready, which it is otherwise.
    pub fn health(self, reply: Reply) -> Self {
        self.state().health = reply;
        self
    }

    /// The whole answer to the question what it is and what it takes; without one it knows no such thing.
    pub fn info(self, reply: Reply) -> Self {
        self.state().info = reply;
        self
    }

    /// Fails the test if there is any request, rather than if there is none.
    pub fn expect_no_calls(self) -> Self {
        self.state().no_calls = true;
        self
    }

    /// Where it listens: no path, and no slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.0.shared.address)
    }

    /// The requests so far, in order of arrival.
    pub fn requests(&self) -> Vec<Seen> {
        self.state().seen.clone()
    }

    /// Waits for this many requests in all, so that a test can do something
    /// while they are held back.
    #[track_caller]
    pub fn wait_for(&self, count: usize) {
        let shared = &self.0.shared;
        let there = shared.wait_while(LIMIT, |state| state.seen.len() < count);
        assert!(there, "{count} requests did not come in {LIMIT:?}");
    }

    /// The most ranking requests that were being answered at the same time. A
    /// request counts from when it is read to when its reply is begun, so that
    /// a client that sends one after the other never gets above one, unless it
    /// gave up on one that is stalled or held back.
    pub fn most_at_once(&self) -> usize {
        self.state().most
    }

    /// The connections that were made.
    pub fn connections(&self) -> usize {
        self.state().accepted
    }

    /// Waits until all that clients which are gone have sent has been read. A
    /// client that is still there is not waited for beyond a limit.
    pub(super) fn settle(&self) {
        self.0.shared.settle();
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        let woken = self.shared.close();
        if let (Some(acceptor), true) = (self.acceptor.take(), woken) {
            drop(acceptor.join());
        }
        if !thread::panicking() {
            let complaints = self.shared.lock().complaints();
            assert!(complaints.is_empty(), "{}", complaints.join("\n"));
        }
    }
}

/// Takes connections, a thread for each, until the service is closed.
fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    loop {
        let (stream, peer) = match listener.accept() {
            Ok(accepted) => accepted,
            Err(error) => return shared.complain(format!("no more connections: {error}")),
        };
        if shared.lock().closing {
            return;
        }
        if let Some(line) = Line::open(shared, &stream, peer) {
            thread::spawn(move || serve(&line, stream));
        }
    }
}

/// Answers the requests of one connection until either side has enough of it.
fn serve(line: &Line, stream: TcpStream) {
    drop(stream.set_nodelay(true));
    let mut reader = BufReader::new(stream);
    while let Ok(request) = wire::read(&mut reader) {
        let reply = line.hear(&request.seen);
        reply.held_back(|| line.closing());
        if !reply.holds() {
            // Before the reply: what the client does next comes after this.
            line.listen();
        }
        let stream = reader.get_mut();
        let sent = stream.write_all(&reply.bytes(request.last));
        if reply.holds() {
            // It ends when the client goes away or the service is closed.
            drop(copy(stream, &mut sink()));
        }
        if sent.is_err() || request.last || reply.closes() {
            return;
        }
    }
}
