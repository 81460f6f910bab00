//! What the threads of the service know together: the connections, what was
//! asked on them and what is left to answer.

use std::collections::{HashMap, HashSet, VecDeque};
use std::mem::take;
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::reply::Reply;
use super::service;
use super::wire::Seen;

/// How long to wait for what is certain to come, before giving up on it.
pub const LIMIT: Duration = Duration::from_secs(30);

/// What a test decides the replies by, boxed.
pub type Answer = Box<dyn Fn(&Seen) -> Reply + Send + Sync>;

/// The service itself, without a part in how long it lives.
pub struct Shared {
    pub address: SocketAddr,
    answer: Answer,
    state: Mutex<State>,
    changed: Condvar,
}

/// What changes while it runs.
pub struct State {
    pub seen: Vec<Seen>,
    pub models: Reply,
    pub health: Reply,
    pub info: Reply,
    pub no_calls: bool,
    pub most: usize,
    pub accepted: usize,
    pub closing: bool,
    script: Option<VecDeque<Reply>>,
    /// The open connections by the address of the client.
    open: HashMap<SocketAddr, Open>,
    /// Connections of the service to itself, which are not clients.
    markers: HashSet<SocketAddr>,
    complaints: Vec<String>,
}

/// A connection, with a handle to end it from another thread.
struct Open {
    stream: TcpStream,
    phase: Phase,
}

#[derive(PartialEq)]
enum Phase {
    /// Waiting for a request, or reading one.
    Listening,
    /// A request for a ranking has been read, and its reply is not begun.
    Ranking,
    /// The same for any other request.
    Other,
}

impl Shared {
    pub fn new(address: SocketAddr, answer: Answer, script: Option<VecDeque<Reply>>) -> Self {
        let state = State {
            seen: Vec::new(),
            models: Reply::status(404),
            health: Reply::json(200, r#"{"message":"Service is ready.","status":"ready"}"#),
            info: Reply::status(404),
            no_calls: false,
            most: 0,
            accepted: 0,
            closing: false,
            script,
            open: HashMap::new(),
            markers: HashSet::new(),
            complaints: Vec::new(),
        };
        Self {
            address,
            answer,
            state: Mutex::new(state),
            changed: Condvar::new(),
        }
    }

    /// The state, also after a thread panicked: that is a complaint of its own.
    pub fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn complain(&self, complaint: String) {
        self.lock().complaints.push(complaint);
    }

    /// Waits while something is the case; false if it still is in the end.
    pub fn wait_while(&self, limit: Duration, mut case: impl FnMut(&State) -> bool) -> bool {
        let waited = self
            .changed
            .wait_timeout_while(self.lock(), limit, |state| case(state));
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }

    /// See `FakeNim::settle`.
    pub fn settle(&self) {
        // Connections are taken in order: when this one has been, all have that
        // were made before. Its address is noted before anybody can look it up.
        let mut state = self.lock();
        let Ok(marker) = TcpStream::connect(self.address) else {
            return;
        };
        let name = marker.local_addr().expect("a connection has an address");
        state.markers.insert(name);
        drop(state);
        self.wait_while(LIMIT, |state| {
            let listening = |open: &Open| open.phase == Phase::Listening;
            state.markers.contains(&name) || state.open.values().any(listening)
        });
    }

    /// Ends all connections; true if the thread that takes them ends as well.
    pub fn close(&self) -> bool {
        let mut state = self.lock();
        state.closing = true;
        for open in state.open.values() {
            // What has been closed already cannot be once more.
            drop(open.stream.shutdown(Shutdown::Both));
        }
        drop(state);
        let woken = TcpStream::connect(self.address).is_ok();
        self.wait_while(LIMIT, |state| !state.open.is_empty());
        woken
    }
}

impl State {
    /// How what happened differs from what the test said would.
    pub fn complaints(&mut self) -> Vec<String> {
        let mut complaints = take(&mut self.complaints);
        let unused = self.script.as_ref().map_or(0, VecDeque::len);
        if unused > 0 {
            complaints.push(format!("replies of the script never asked for: {unused}"));
        }
        if self.seen.is_empty() && !self.no_calls {
            complaints.push("the service was never called".to_owned());
        }
        if self.no_calls && !self.seen.is_empty() {
            complaints.push("the service was not to be called".to_owned());
        }
        if !complaints.is_empty() {
            let seen = self.seen.iter().map(|seen| format!("asked: {seen}"));
            complaints.extend(seen);
        }
        complaints
    }
}

/// One connection, for the thread that serves it.
pub struct Line {
    shared: Arc<Shared>,
    peer: SocketAddr,
}

impl Line {
    /// Notes a connection that was made; none if it is one of the service to
    /// itself.
    pub fn open(shared: &Arc<Shared>, stream: &TcpStream, peer: SocketAddr) -> Option<Self> {
        let mut state = shared.lock();
        if state.markers.remove(&peer) {
            shared.changed.notify_all();
            return None;
        }
        let stream = stream.try_clone().expect("a handle more for a socket");
        let phase = Phase::Listening;
        state.open.insert(peer, Open { stream, phase });
        state.accepted += 1;
        let shared = Arc::clone(shared);
        Some(Self { shared, peer })
    }

    /// Notes a request, and gives the reply to it.
    pub fn hear(&self, seen: &Seen) -> Reply {
        let form = service::form(seen);
        let mut guard = self.shared.lock();
        let state = &mut *guard;
        state.seen.push(seen.clone());
        if let Some(open) = state.open.get_mut(&self.peer) {
            open.phase = form.as_ref().map_or(Phase::Other, |_| Phase::Ranking);
        }
        let ranking = |open: &&Open| open.phase == Phase::Ranking;
        state.most = state.most.max(state.open.values().filter(ranking).count());
        let decided = match (&form, &mut state.script) {
            (None, _) if service::lists_models(seen) => Some(state.models.clone()),
            (None, _) if service::tells_health(seen) => Some(state.health.clone()),
            (None, _) if service::tells_of_itself(seen) => Some(state.info.clone()),
            (None, Some(script)) if service::polls(seen) => script.pop_front(),
            (None, None) if service::polls(seen) => None,
            (None, _) => Some(Reply::text(404, "404 page not found\n")),
            (Some(_), Some(script)) => Some(script.pop_front().unwrap_or_else(|| {
                let complaint = format!("a request beyond the script: {seen}");
                state.complaints.push(complaint);
                Reply::text(500, "the script is over\n")
            })),
            (Some(_), None) => None,
        };
        drop(guard);
        self.shared.changed.notify_all();
        // Outside the lock: it is up to the test how long this takes.
        let reply = decided.unwrap_or_else(|| (self.shared.answer)(seen));
        reply.worked_out(|logits| service::rank(form.as_ref(), seen, logits))
    }

    /// Notes that the next request is waited for.
    pub fn listen(&self) {
        if let Some(open) = self.shared.lock().open.get_mut(&self.peer) {
            open.phase = Phase::Listening;
        }
    }

    /// Whether the service has been closed, so that nothing is worth waiting for.
    pub fn closing(&self) -> bool {
        self.shared.lock().closing
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if thread::panicking() {
            let complaint = "the answer of the service panicked, as shown above";
            self.shared.complain(complaint.to_owned());
        }
        self.shared.lock().open.remove(&self.peer);
        self.shared.changed.notify_all();
    }
}
