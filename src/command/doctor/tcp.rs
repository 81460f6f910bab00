//! Connects to the host of a URL and hangs up, to tell a missing connection from a failing service.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use url::Url;

/// Resolves the host of `url` and connects to the first of its addresses that accepts, within `limit` for all
/// together. Returns the address and the time it took.
pub(super) fn connect(url: &Url, limit: Duration) -> io::Result<(SocketAddr, Duration)> {
    let begun = Instant::now();
    let mut failure = io::Error::from(io::ErrorKind::NotFound);
    for address in resolve(url, limit)? {
        let left = limit.saturating_sub(begun.elapsed());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        match TcpStream::connect_timeout(&address, left) {
            Ok(_) => return Ok((address, begun.elapsed())),
            Err(error) => failure = error,
        }
    }
    Err(failure)
}

/// Resolves in a thread of its own, since the system's resolver knows no timeout.
fn resolve(url: &Url, limit: Duration) -> io::Result<Vec<SocketAddr>> {
    let (sender, receiver) = mpsc::channel();
    let url = url.clone();
    thread::spawn(move || sender.send(url.socket_addrs(|| None)));
    let addresses = receiver.recv_timeout(limit);
    addresses.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}
