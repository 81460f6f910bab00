//! Cuts a stream of passages into batches, by number and by size.

use super::AsPassage;

/// The limits of a batch. Items without a passage do not count as passages, but a batch has at most eight times as
/// many items as passages.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub passages: usize,
    /// The maximum size of texts and images; a larger passage is sent alone. Load balancers commonly refuse
    /// bodies of more than about 20 MiB.
    pub bytes: usize,
}

impl Limits {
    /// Returns the limits of a request with so many passages.
    pub const fn of_requests(passages: usize) -> Self {
        Self { passages, bytes: 16 << 20 }
    }

    /// One batch, for a scorer that must see the whole collection.
    pub const NONE: Self = Self { bytes: usize::MAX, ..Self::of_requests(usize::MAX) };
}

/// The number of passages that every service accepts, so that its limit need not be requested.
const SURE: usize = 8;

/// Requests the maximum number of passages from the service; `None` means that it is unknown.
type ServiceLimit = Box<dyn FnOnce() -> Option<usize> + Send>;

/// An iterator of batches over an iterator of items, which an error ends.
pub struct Batches<I, T> {
    items: I,
    limits: Limits,
    service_limit: Option<ServiceLimit>,
    left_over: Option<T>,
    /// The number of items in the batch before.
    last_length: usize,
}

impl<I, T> Batches<I, T> {
    pub fn new(items: I, limits: Limits) -> Self {
        Self { items, limits, service_limit: None, left_over: None, last_length: 0 }
    }

    /// Lets the service limit the passages of a batch. It is called once, and only for more than `SURE` passages.
    #[must_use]
    pub fn with_service_limit(
        mut self,
        service_limit: impl FnOnce() -> Option<usize> + Send + 'static,
    ) -> Self {
        self.service_limit = Some(Box::new(service_limit));
        self
    }

    /// Returns the maximum number of passages in the next batch, with the limit of the service.
    fn max_passages(&mut self) -> usize {
        if let Some(most) = self.service_limit.take().and_then(|limit| limit()) {
            self.limits.passages = most;
        }
        self.limits.passages
    }
}

impl<I, T, E> Iterator for Batches<I, T>
where
    I: Iterator<Item = Result<T, E>>,
    T: AsPassage,
{
    type Item = Result<Vec<T>, E>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut batch = Vec::with_capacity(self.last_length);
        let (mut passages, mut bytes) = (0, 0_usize);
        let mut most = self.limits.passages;
        loop {
            let item = match self.left_over.take() {
                Some(item) => item,
                None => match self.items.next() {
                    Some(Ok(item)) => item,
                    Some(Err(error)) => return Some(Err(error)),
                    None => break,
                },
            };
            if let Some(size) = item.passage_size() {
                if passages >= SURE && self.service_limit.is_some() {
                    most = self.max_passages();
                }
                let is_too_large = bytes.saturating_add(size) > self.limits.bytes;
                if passages > 0 && is_too_large || passages >= most {
                    self.left_over = Some(item);
                    break;
                }
                passages += 1;
                bytes = bytes.saturating_add(size);
            }
            batch.push(item);
            if passages == most || batch.len() / 8 >= most {
                break;
            }
        }
        self.last_length = batch.len();
        if batch.is_empty() { None } else { Some(Ok(batch)) }
    }
}
