//! A client that makes one request at a time and keeps one connection.
//!
//! The thread of the caller drives the connection while it waits. The blocking client of reqwest hands every request
//! to a thread of its own instead, which costs more than all the rest of a small request.

use std::io;
use std::net::ToSocketAddrs as _;
use std::thread;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, Request, Response};
use tokio::runtime::{self, Runtime};
use tokio::sync::oneshot;
use tokio::task;

/// A client, and the event loop of its connection.
pub(super) struct Connection {
    client: Client,
    runtime: Runtime,
}

impl Connection {
    pub(super) fn new(client: Client) -> io::Result<Self> {
        let runtime = runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
        Ok(Self { client, runtime })
    }

    /// Sends a request and waits for the head of the response.
    pub(super) fn send(&self, request: Request) -> reqwest::Result<Response> {
        self.runtime.block_on(async {
            // Between requests nothing reads the connection. This notices that the server has closed it.
            task::yield_now().await;
            self.client.execute(request).await
        })
    }

    /// Reads at most `most` bytes of a body.
    pub(super) fn body(&self, mut response: Response, most: usize) -> reqwest::Result<Vec<u8>> {
        self.runtime.block_on(async {
            let mut body = Vec::new();
            while let Some(chunk) = response.chunk().await? {
                body.extend_from_slice(&chunk[..chunk.len().min(most - body.len())]);
                if body.len() == most {
                    break;
                }
            }
            Ok(body)
        })
    }
}

/// Looks up names on a thread of its own, so that the timeout holds; on the thread of the request where the system
/// allows no more.
pub(super) struct Resolver;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (sender, addresses) = oneshot::channel();
        let name = name.as_str().to_owned();
        let host = name.clone();
        let thread = thread::Builder::new().spawn(move || drop(sender.send(look_up(&host))));
        Box::pin(async move {
            match thread {
                Ok(_) => addresses.await?.map_err(Into::into),
                Err(_) => look_up(&name).map_err(Into::into),
            }
        })
    }
}

/// Returns the addresses of a host; the client replaces the port.
fn look_up(host: &str) -> io::Result<Addrs> {
    Ok(Box::new((host, 0).to_socket_addrs()?))
}
