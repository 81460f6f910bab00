//! State shared by the threads of the service: connections, requests received, and replies to come.

use std::collections::{HashMap, HashSet, VecDeque};
use std::mem::take;
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::reply::Reply;
use super::service::{self, Kind};
use super::wire::Seen;

/// The longest wait for what is certain to happen.
pub const LIMIT: Duration = Duration::from_secs(30);

/// Returns the reply to a ranking request.
pub type Answer = Box<dyn Fn(&Seen) -> Reply + Send + Sync>;

pub struct Shared {
    pub address: SocketAddr,
    answer: Answer,
    state: Mutex<State>,
    changed: Condvar,
}

pub struct State {
    pub seen: Vec<Seen>,
    pub models: Reply,
    pub health: Reply,
    pub info: Reply,
    pub expects_no_calls: bool,
    pub may_be_unused: bool,
    /// The largest number of ranking requests in progress.
    pub most: usize,
    pub accepted: usize,
    pub is_closing: bool,
    script: Option<VecDeque<Reply>>,
    /// Open connections by the address of the client.
    open: HashMap<SocketAddr, Open>,
    /// Connections of the service to itself.
    markers: HashSet<SocketAddr>,
    complaints: Vec<String>,
}

struct Open {
    /// Ends the connection from another thread.
    stream: TcpStream,
    phase: Phase,
}

#[derive(PartialEq)]
enum Phase {
    /// Waiting for a request, or reading one.
    Listening,
    /// A ranking request has been read, and its reply has not begun.
    Ranking,
    /// The same for other requests.
    Other,
}

impl Shared {
    pub fn new(address: SocketAddr, answer: Answer, script: Option<VecDeque<Reply>>) -> Self {
        let state = State {
            seen: Vec::new(),
            models: Reply::status(404),
            health: Reply::json(200, r#"{"message":"Service is ready.","status":"ready"}"#),
            info: Reply::status(404),
            expects_no_calls: false,
            may_be_unused: false,
            most: 0,
            accepted: 0,
            is_closing: false,
            script,
            open: HashMap::new(),
            markers: HashSet::new(),
            complaints: Vec::new(),
        };
        Self { address, answer, state: Mutex::new(state), changed: Condvar::new() }
    }

    /// Locks the state, also after a thread panicked, which is a complaint of its own.
    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn complain(&self, complaint: String) {
        self.lock().complaints.push(complaint);
    }

    /// Waits while a condition holds; returns false if it still does after the limit.
    pub fn wait_while(&self, limit: Duration, mut condition: impl FnMut(&State) -> bool) -> bool {
        let waited = self.changed.wait_timeout_while(self.lock(), limit, |state| condition(state));
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }

    /// See `FakeNim::settle`.
    pub fn settle(&self) {
        // Connections are accepted in order: once this one has been, so have all earlier ones. Its address is
        // registered before the acceptor can look it up.
        let mut state = self.lock();
        let Ok(marker) = TcpStream::connect(self.address) else {
            return;
        };
        let name = marker.local_addr().expect("a connection has an address");
        state.markers.insert(name);
        drop(state);
        self.wait_while(LIMIT, |state| {
            let is_listening = |open: &Open| open.phase == Phase::Listening;
            state.markers.contains(&name) || state.open.values().any(is_listening)
        });
    }

    /// Ends all connections; returns true if the accepting thread will end too.
    pub fn close(&self) -> bool {
        let mut state = self.lock();
        state.is_closing = true;
        for open in state.open.values() {
            // An error means that it is closed already.
            drop(open.stream.shutdown(Shutdown::Both));
        }
        drop(state);
        let is_woken = TcpStream::connect(self.address).is_ok();
        self.wait_while(LIMIT, |state| !state.open.is_empty());
        is_woken
    }
}

impl State {
    /// Returns how the requests differ from what the test expects.
    pub fn complaints(&mut self) -> Vec<String> {
        let mut complaints = take(&mut self.complaints);
        let unused = self.script.as_ref().map_or(0, VecDeque::len);
        if unused > 0 {
            complaints.push(format!("replies of the script not requested: {unused}"));
        }
        if self.seen.is_empty() && !self.expects_no_calls && !self.may_be_unused {
            complaints.push("the service was never called".to_owned());
        }
        if self.expects_no_calls && !self.seen.is_empty() {
            complaints.push("the service was called unexpectedly".to_owned());
        }
        if !complaints.is_empty() {
            let seen = self.seen.iter().map(|seen| format!("request: {seen}"));
            complaints.extend(seen);
        }
        complaints
    }
}

/// One connection, for the thread that serves it.
pub struct Connection {
    shared: Arc<Shared>,
    peer: SocketAddr,
}

impl Connection {
    /// Registers a connection; returns `None` for one of the service to itself.
    pub fn open(shared: &Arc<Shared>, stream: &TcpStream, peer: SocketAddr) -> Option<Self> {
        let mut state = shared.lock();
        if state.markers.remove(&peer) {
            shared.changed.notify_all();
            return None;
        }
        let stream = stream.try_clone().expect("sockets can be cloned");
        let phase = Phase::Listening;
        state.open.insert(peer, Open { stream, phase });
        state.accepted += 1;
        let shared = Arc::clone(shared);
        Some(Self { shared, peer })
    }

    /// Registers a request and returns its reply.
    pub fn receive(&self, seen: &Seen) -> Reply {
        let kind = service::kind(seen);
        let mut guard = self.shared.lock();
        let state = &mut *guard;
        state.seen.push(seen.clone());
        if let Some(open) = state.open.get_mut(&self.peer) {
            open.phase = match kind {
                Kind::Ranking(_) => Phase::Ranking,
                _ => Phase::Other,
            };
        }
        let is_ranking = |open: &&Open| open.phase == Phase::Ranking;
        state.most = state.most.max(state.open.values().filter(is_ranking).count());
        let reply = match (kind, &mut state.script) {
            (Kind::Models, _) => Some(state.models.clone()),
            (Kind::Health, _) => Some(state.health.clone()),
            (Kind::Info, _) => Some(state.info.clone()),
            (Kind::Unknown, _) => Some(Reply::text(404, "404 page not found\n")),
            (Kind::Poll, Some(script)) => script.pop_front(),
            (Kind::Ranking(_), Some(script)) => Some(script.pop_front().unwrap_or_else(|| {
                let complaint = format!("a request beyond the script: {seen}");
                state.complaints.push(complaint);
                Reply::text(500, "the script is over\n")
            })),
            (Kind::Poll | Kind::Ranking(_), None) => None,
        };
        drop(guard);
        self.shared.changed.notify_all();
        // Without the lock, because a test may take its time.
        let reply = reply.unwrap_or_else(|| (self.shared.answer)(seen));
        reply.with_ranking(|logits| service::rank(kind, seen, logits))
    }

    /// Registers that the next request is awaited.
    pub fn listen(&self) {
        if let Some(open) = self.shared.lock().open.get_mut(&self.peer) {
            open.phase = Phase::Listening;
        }
    }

    pub fn is_closing(&self) -> bool {
        self.shared.lock().is_closing
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if thread::panicking() {
            let complaint = "the closure that replies panicked, see above";
            self.shared.complain(complaint.to_owned());
        }
        self.shared.lock().open.remove(&self.peer);
        self.shared.changed.notify_all();
    }
}
