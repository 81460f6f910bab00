//! Whether there is a connection to be had: the name of a host resolved and a port connected to, without a
//! word sent. For saying where the way to a service ends; requests find their own way.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use url::Url;

use super::error::{ClientError, Trouble};
use super::error_message;
use crate::os_error;

/// A connection that came about.
#[derive(Clone, Copy, Debug)]
pub struct Reached {
    /// Where to.
    pub address: SocketAddr,
    /// How long that took, the name's resolution included.
    pub time: Duration,
}

/// Connects to the host of a URL, at the first of its addresses that lets it, and hangs up.
///
/// # Errors
/// The name is unknown, or none of its addresses is connected within `limit`, all together.
pub fn reach(url: &Url, limit: Duration) -> Result<Reached, ClientError> {
    let begun = Instant::now();
    let addresses = addresses(url, limit);
    let connected = addresses.and_then(|addresses| first(&addresses, begun, limit));
    let address = connected.map_err(|cause| {
        let words = match cause.kind() {
            io::ErrorKind::TimedOut => "no connection in time".into(),
            _ => error_message::shown(&os_error::words(&cause)),
        };
        let origin = url.origin().ascii_serialization();
        ClientError::new(&origin, Trouble::Unreachable(words))
    })?;
    Ok(Reached {
        address,
        time: begun.elapsed(),
    })
}

/// The addresses of a host. The system takes its time over a name, so it is asked on the side.
fn addresses(url: &Url, limit: Duration) -> io::Result<Vec<SocketAddr>> {
    let (sender, receiver) = mpsc::channel();
    let url = url.clone();
    thread::spawn(move || sender.send(url.socket_addrs(|| None)));
    let answer = receiver.recv_timeout(limit);
    answer.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

/// The first address that can be connected to.
fn first(addresses: &[SocketAddr], begun: Instant, limit: Duration) -> io::Result<SocketAddr> {
    let mut failure = io::Error::from(io::ErrorKind::NotFound);
    for address in addresses {
        let left = limit.saturating_sub(begun.elapsed());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        match TcpStream::connect_timeout(address, left) {
            Ok(_) => return Ok(*address),
            Err(error) => failure = error,
        }
    }
    Err(failure)
}
