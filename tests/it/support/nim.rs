//! A reranking service on a loopback socket, which records requests and replies as a test decides.
//!
//! It shares no code with the program, so that a misunderstanding of the protocol cannot be on both sides.

mod connection;
mod reply;
mod service;
mod wire;

use std::collections::VecDeque;
use std::io::{BufReader, Write as _, copy, sink};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, MutexGuard};
use std::thread::{self, JoinHandle};

use connection::{Answer, Connection, LIMIT, Shared, State};
pub use reply::{Gate, Reply};
pub use wire::Seen;

/// The service. Clones are handles of one service. It ends with the last of them, and then fails the test if
/// requests were not as expected: see [`FakeNim::new`], [`FakeNim::script`] and [`FakeNim::expect_no_calls`].
#[derive(Clone)]
pub struct FakeNim(Arc<Owner>);

/// Shared by the handles but not by the threads of the service, so that it is dropped with the last handle.
struct Owner {
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
}

impl FakeNim {
    /// Ranks by the words that passage and query have in common: twice their number less five. The last of
    /// equal passages comes first, which reveals a client that relies on the order of the response. Fails the
    /// test if there is no request.
    pub fn new() -> Self {
        Self::with(|_| Reply::ok())
    }

    /// Gives the n-th ranking request the n-th reply. Fails the test if there are more or fewer requests.
    pub fn script(replies: impl IntoIterator<Item = Reply>) -> Self {
        let replies: VecDeque<_> = replies.into_iter().collect();
        // The closure is never called: see `Connection::receive`.
        Self::start(Box::new(|_| Reply::ok()), Some(replies))
    }

    /// Gives each ranking request the reply that the closure returns. A panic in it fails the test.
    pub fn with(answer: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Self {
        Self::start(Box::new(answer), None)
    }

    fn start(answer: Answer, script: Option<VecDeque<Reply>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port of the loopback");
        let address = listener.local_addr().expect("a bound socket has an address");
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

    /// Sets the only model that is listed.
    pub fn model(self, id: &str) -> Self {
        let list = serde_json::json!({"object": "list", "data": [{"id": id}]});
        self.models(Reply::json(200, list.to_string()))
    }

    /// Sets the response to requests for the list of models.
    pub fn models(self, reply: Reply) -> Self {
        self.state().models = reply;
        self
    }

    /// Sets the response to health checks [default: ready].
    pub fn health(self, reply: Reply) -> Self {
        self.state().health = reply;
        self
    }

    /// Sets the response to requests for `/info` [default: not found].
    pub fn info(self, reply: Reply) -> Self {
        self.state().info = reply;
        self
    }

    /// Fails the test if there is any request.
    pub fn expect_no_calls(self) -> Self {
        self.state().expects_no_calls = true;
        self
    }

    /// Does not fail the test if there is no request.
    pub fn may_be_unused(self) -> Self {
        self.state().may_be_unused = true;
        self
    }

    /// Returns its URL, without a path or a final slash.
    pub fn url(&self) -> String {
        format!("http://{}", self.0.shared.address)
    }

    /// Returns the requests so far, in order of arrival.
    pub fn requests(&self) -> Vec<Seen> {
        self.state().seen.clone()
    }

    /// Waits for this many requests in all, so that a test can act while they are held back.
    #[track_caller]
    pub fn wait_for(&self, count: usize) {
        let shared = &self.0.shared;
        let has_come = shared.wait_while(LIMIT, |state| state.seen.len() < count);
        assert!(has_come, "{count} requests did not come in {LIMIT:?}");
    }

    /// Returns the largest number of ranking requests in progress at the same time. A request counts from
    /// when it is read until its reply begins, so that a sequential client never gets above one, unless it
    /// gives up on a request that is stalled or held back.
    pub fn most_at_once(&self) -> usize {
        self.state().most
    }

    /// Returns the number of connections.
    pub fn connections(&self) -> usize {
        self.state().accepted
    }

    /// Waits until everything that exited clients sent has been read, up to a limit.
    pub(super) fn settle(&self) {
        self.0.shared.settle();
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        let is_woken = self.shared.close();
        if let (Some(acceptor), true) = (self.acceptor.take(), is_woken) {
            drop(acceptor.join());
        }
        if !thread::panicking() {
            let complaints = self.shared.lock().complaints();
            assert!(complaints.is_empty(), "{}", complaints.join("\n"));
        }
    }
}

/// Accepts connections, each served by a thread, until the service is closed.
fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    loop {
        let (stream, peer) = match listener.accept() {
            Ok(accepted) => accepted,
            Err(error) => return shared.complain(format!("no more connections: {error}")),
        };
        if shared.lock().is_closing {
            return;
        }
        if let Some(connection) = Connection::open(shared, &stream, peer) {
            thread::spawn(move || serve(&connection, stream));
        }
    }
}

/// Replies to the requests of one connection until either side closes it.
fn serve(connection: &Connection, stream: TcpStream) {
    drop(stream.set_nodelay(true));
    let mut reader = BufReader::new(stream);
    while let Ok(request) = wire::read(&mut reader) {
        let reply = connection.receive(&request.seen);
        reply.wait_for_gate(|| connection.is_closing());
        if !reply.holds() {
            // Before the reply, after which the client may send its next request.
            connection.listen();
        }
        let stream = reader.get_mut();
        let sent = stream.write_all(&reply.bytes(request.last));
        if reply.holds() {
            // Ends when the client exits or the service is closed.
            drop(copy(stream, &mut sink()));
        }
        if sent.is_err() || request.last || reply.closes() {
            return;
        }
    }
}
