//! When a failed call is made again, and after how long. Pure: the time, the chance and the state of the
//! run come in as values.
//!
//! What can get better is asked again: a service that is busy, down or degraded, a connection that was
//! refused or broke, no answer in time, an answer cut off, a score that is no number. What will be the same
//! next time is not: a rejected request, a refused key, an answer that is no ranking.
//!
//! Waits grow exponentially with full jitter: the n-th is anywhere between nothing and `FIRST` doubled n
//! times, so that many clients do not come back all at once. A service that is busy (429) and does not say
//! for how long is left alone for longer, and never for less than half of the wait: limits on requests a
//! minute are commonly remembered for a minute, which the waits of the default retries outlast.

use std::time::Duration;

use super::error::{ClientError, Trouble};

/// The longest first wait after a failure.
const FIRST: Duration = Duration::from_millis(500);
/// The longest first wait after a refusal for asking too much.
const FIRST_BUSY: Duration = Duration::from_secs(10);

/// How patient a run is.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// How often a call that failed is made again.
    pub retries: u32,
    /// The longest single wait.
    pub max_wait: Duration,
}

/// What to do after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Ask again after this long.
    Wait(Duration),
    /// Fail with the error at hand.
    GiveUp,
}

/// Decides after the `failed`-th failed attempt of a call, counting from 1. `chance` is a number from 0 to
/// 1, drawn for this decision.
pub(super) fn next(patience: Patience, failed: u32, error: &ClientError, chance: f64) -> Next {
    if failed > patience.retries || !can_get_better(&error.trouble) {
        return Next::GiveUp;
    }
    let asked = error.retry_after.unwrap_or_default();
    if asked > patience.max_wait {
        // To come back before the service wants it would only fail again.
        return Next::GiveUp;
    }
    let chance = chance.clamp(0.0, 1.0);
    let says_when = error.retry_after.is_some();
    let (first, share) = if is_refused_for_now(&error.trouble) && !says_when {
        (FIRST_BUSY, 0.5 + chance / 2.0)
    } else {
        (FIRST, chance)
    };
    let longest = first.saturating_mul(2_u32.saturating_pow(failed - 1));
    let own = longest.min(patience.max_wait).mul_f64(share);
    // A service may say `0`, or a date that has passed; that is no reason to come back all at once.
    Next::Wait(own.max(asked))
}

/// Whether the same call may succeed later.
pub(super) fn can_get_better(trouble: &Trouble) -> bool {
    match trouble {
        Trouble::Unreachable(_)
        | Trouble::TimedOut(_)
        | Trouble::BrokeOff(_)
        | Trouble::NotFinite(_) => true,
        Trouble::Status { .. } => trouble.is_passing(),
        Trouble::Setup(_)
        | Trouble::Certificate(_)
        | Trouble::NotTls(_)
        | Trouble::TooLarge(_)
        | Trouble::NotARanking(..)
        | Trouble::Refusal(_)
        | Trouble::Incomplete(..)
        | Trouble::NoModel(_)
        | Trouble::NotAList
        | Trouble::TextOnly(_) => false,
    }
}

/// Whether the service asks for less.
pub(super) fn is_refused_for_now(trouble: &Trouble) -> bool {
    matches!(trouble, Trouble::Status { status: 429, .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Patience = Patience {
        retries: 4,
        max_wait: Duration::from_secs(60),
    };

    fn error(trouble: Trouble, retry_after: Option<u64>) -> ClientError {
        ClientError {
            retry_after: retry_after.map(Duration::from_secs),
            ..ClientError::new("http://nim", trouble)
        }
    }

    fn status(status: u16, words: &str) -> Trouble {
        Trouble::Status {
            status,
            words: Some(words.into()),
            location: None,
        }
    }

    #[test]
    fn what_can_get_better_is_asked_again_and_nothing_else() {
        let again = |trouble| next(PATIENCE, 1, &error(trouble, None), 0.5) != Next::GiveUp;
        for passing in [408, 425, 429, 500, 502, 503, 504, 524, 529] {
            assert!(again(status(passing, "")), "{passing}");
        }
        for lasting in [301, 400, 401, 402, 403, 404, 405, 410, 413, 415, 422, 501] {
            assert!(!again(status(lasting, "")), "{lasting}");
        }
        assert!(again(status(400, "DEGRADED function cannot be invoked")));
        assert!(again(Trouble::BrokeOff("reset".into())));
        assert!(again(Trouble::NotFinite("NaN".into())));
        assert!(!again(Trouble::Incomplete(2, "one is missing".into())));
    }

    #[test]
    fn waits_grow_within_their_bounds() {
        for (failed, longest) in [(1, 0.5), (2, 1.0), (3, 2.0), (4, 4.0)] {
            for chance in [0.0, 0.3, 1.0] {
                let expected = Duration::from_secs_f64(longest).mul_f64(chance);
                let decided = next(PATIENCE, failed, &error(status(500, ""), None), chance);
                assert_eq!(decided, Next::Wait(expected));
            }
        }
        let decided = next(PATIENCE, 5, &error(status(500, ""), None), 0.5);
        assert_eq!(decided, Next::GiveUp);
    }

    #[test]
    fn the_shortest_waits_of_a_busy_service_outlast_a_minute() {
        let waits = (1..=4).map(|failed| {
            match next(PATIENCE, failed, &error(status(429, ""), None), 0.0) {
                Next::Wait(wait) => wait,
                Next::GiveUp => Duration::ZERO,
            }
        });
        assert!(waits.sum::<Duration>() >= Duration::from_secs(60));
    }

    #[test]
    fn the_service_says_when_to_come_back_but_not_beyond_the_longest_wait() {
        let asked = |seconds| next(PATIENCE, 1, &error(status(503, ""), Some(seconds)), 0.9);
        assert_eq!(asked(0), Next::Wait(Duration::from_millis(450)));
        assert_eq!(asked(7), Next::Wait(Duration::from_secs(7)));
        assert_eq!(asked(60), Next::Wait(Duration::from_secs(60)));
        assert_eq!(asked(61), Next::GiveUp);
    }

    #[test]
    fn no_retries_is_one_attempt() {
        let once = Patience {
            retries: 0,
            ..PATIENCE
        };
        assert_eq!(
            next(once, 1, &error(status(500, ""), None), 0.5),
            Next::GiveUp
        );
    }
}
