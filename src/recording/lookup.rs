//! Finds in a recording what was asked for before: first the ranking, then document by document its scores.

use std::sync::Arc;

use super::{Hash, Ranking, Recording, Stale};
use crate::client::Truncate;

/// What a ranking is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The case of `check`; none for plain ranking.
    pub case: Option<&'a str>,
    /// The query.
    pub query: &'a str,
    /// The model; none: whichever there is. A recording of a service that names none fits any.
    pub model: Option<&'a str>,
    /// How requests would be written, as `--api` calls it; none: however they were.
    pub api: Option<&'a str>,
    /// What would happen to passages that are too long.
    pub truncate: Truncate,
}

impl Recording {
    /// The ranking that was recorded for this. Without a model the first one counts, so the caller makes
    /// sure by [`Recording::models`] that there is but one.
    ///
    /// # Errors
    /// There is none, and what differs.
    pub fn find(&self, wanted: &Wanted<'_>) -> Result<&Arc<Ranking>, Stale> {
        let of_case: Vec<_> = self.of_case(wanted.case).collect();
        if of_case.is_empty() {
            return Err(Stale::NoCase(wanted.case.map(Into::into)));
        }
        let of_query = of_case.iter().copied();
        let of_query: Vec<_> = of_query
            .filter(|ranking| ranking.head.query == wanted.query)
            .collect();
        if of_query.is_empty() {
            let first = &of_case[0].head.query;
            let is_only = of_case.iter().all(|ranking| ranking.head.query == *first);
            return Err(Stale::Query(is_only.then(|| first.clone())));
        }
        let ranking = of_model(&of_query, wanted.model)?;
        if let Some(asked) = wanted.api
            && ranking.head.api.as_deref() != Some(asked)
        {
            return Err(Stale::Api {
                recorded: ranking.head.api.clone(),
                asked: asked.into(),
            });
        }
        if ranking.head.truncate != wanted.truncate {
            return Err(Stale::Truncate(ranking.head.truncate));
        }
        Ok(ranking)
    }
}

/// The first of some rankings that a model gave.
fn of_model<'a>(
    rankings: &[&'a Arc<Ranking>],
    model: Option<&str>,
) -> Result<&'a Arc<Ranking>, Stale> {
    let fits = |ranking: &&&Arc<Ranking>| {
        let recorded = ranking.head.model.as_deref();
        model.is_none() || recorded.is_none() || recorded == model
    };
    let found = rankings.iter().find(fits);
    found.copied().ok_or_else(|| Stale::Model {
        recorded: rankings.iter().map(|r| r.head.model.clone()).collect(),
        asked: model.unwrap_or_default().into(),
    })
}

/// The scores of a ranking, given out document by document, each once.
#[derive(Debug)]
pub struct Lookup<'a> {
    ranking: &'a Ranking,
    given: Vec<bool>,
    /// Where the document after the last one stands, which is mostly the next to be asked for.
    next: usize,
}

impl<'a> Lookup<'a> {
    /// The scores of a ranking.
    pub fn new(ranking: &'a Ranking) -> Self {
        Self {
            ranking,
            given: vec![false; ranking.docs().len()],
            next: 0,
        }
    }

    /// The score of a document; none, as when it was recorded, for one with nothing to score.
    ///
    /// # Errors
    /// The document is not in the recording, is another one there, or was asked for already.
    pub fn score(&mut self, id: &str, hash: Hash) -> Result<Option<f64>, Stale> {
        let docs = self.ranking.docs();
        let is_next = docs.get(self.next).is_some_and(|doc| *doc.id == *id);
        let at = Some(self.next).filter(|_| is_next);
        let at = at.or_else(|| self.ranking.position(id));
        let at = at.ok_or_else(|| Stale::NotRecorded(id.into()))?;
        if std::mem::replace(&mut self.given[at], true) {
            return Err(Stale::Twice(id.into()));
        }
        if docs[at].hash != hash {
            return Err(Stale::Changed(id.into()));
        }
        self.next = at + 1;
        Ok(docs[at].score)
    }

    /// Makes sure that all documents were asked for.
    ///
    /// # Errors
    /// Some were not.
    pub fn finish(self) -> Result<(), Stale> {
        let left = |(_, given): &(_, &bool)| !**given;
        let mut left = self.ranking.docs().iter().zip(&self.given).filter(left);
        match left.next() {
            None => Ok(()),
            Some((first, _)) => Err(Stale::Gone((*first.id).into(), 1 + left.count())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::{Passage, Text};
    use crate::recording::{Entry, Head};

    fn hash(text: &str) -> Hash {
        let text = Some(Text::Plain(text.into()));
        Hash::of(Some(&Passage { text, image: None }))
    }

    fn ranking(case: Option<&str>, model: Option<&str>, query: &str) -> Ranking {
        let head = Head {
            case: case.map(Into::into),
            model: model.map(Into::into),
            api: Some("nim".into()),
            truncate: Truncate::End,
            query: query.into(),
        };
        let docs = [("a", 1.0), ("b", 2.0), ("c", 3.0)].map(|(id, score)| Entry {
            id: id.into(),
            hash: hash(id),
            score: Some(score),
        });
        Ranking::new(head, docs.into()).expect("no twins")
    }

    const WANTED: Wanted<'_> = Wanted {
        case: None,
        query: "q",
        model: Some("m"),
        api: None,
        truncate: Truncate::End,
    };

    fn stale(rankings: Vec<Ranking>, wanted: Wanted<'_>) -> String {
        let rankings = rankings.into_iter().map(Arc::new).collect();
        let recording = Recording::new("r.jsonl".into(), rankings);
        let found = recording.find(&wanted);
        found.map_or_else(|stale| stale.to_string(), |_| "found".into())
    }

    #[test]
    fn a_ranking_is_found_by_all_that_it_was_asked_for() {
        let plain = || {
            vec![
                ranking(None, Some("m"), "q"),
                ranking(Some("c"), Some("m"), "q"),
            ]
        };
        assert_eq!(stale(plain(), WANTED), "found");
        let case = |case| Wanted {
            case: Some(case),
            ..WANTED
        };
        assert_eq!(stale(plain(), case("c")), "found");
        assert_eq!(
            stale(plain(), case("d")),
            "case `d` is not in the recording"
        );
        let cases = || vec![ranking(Some("c"), Some("m"), "q")];
        assert_eq!(
            stale(cases(), WANTED),
            "only cases of `check` are in the recording"
        );
        let query = Wanted {
            query: "p",
            ..WANTED
        };
        assert_eq!(stale(plain(), query), "the query has changed, from `q`");
        let two = vec![ranking(None, Some("m"), "q"), ranking(None, Some("m"), "r")];
        assert_eq!(stale(two, query), "the query is not in the recording");
        let model = Wanted {
            model: Some("n"),
            ..WANTED
        };
        let told = "recorded with model `m`, asked for `n`";
        assert_eq!(stale(plain(), model), told);
        assert_eq!(stale(vec![ranking(None, None, "q")], model), "found");
        let api = Wanted {
            api: Some("tei"),
            ..WANTED
        };
        assert_eq!(
            stale(plain(), api),
            "recorded with api `nim`, asked for `tei`"
        );
        let truncate = Wanted {
            truncate: Truncate::None,
            ..WANTED
        };
        assert_eq!(stale(plain(), truncate), "recorded with `--truncate end`");
    }

    #[test]
    fn scores_are_given_out_in_any_order_and_once() {
        let ranking = ranking(None, None, "q");
        let mut lookup = Lookup::new(&ranking);
        assert_eq!(lookup.score("c", hash("c")), Ok(Some(3.0)));
        assert_eq!(lookup.score("a", hash("a")), Ok(Some(1.0)));
        let told = |result: Result<Option<f64>, Stale>| result.expect_err("stale").to_string();
        assert_eq!(
            told(lookup.score("a", hash("a"))),
            "document `a` is there twice"
        );
        assert_eq!(
            told(lookup.score("z", hash("z"))),
            "document `z` is not in the recording"
        );
        assert_eq!(
            told(lookup.score("b", hash("z"))),
            "document `b` has changed"
        );
        assert_eq!(lookup.finish(), Ok(()));
        let mut lookup = Lookup::new(&ranking);
        assert_eq!(lookup.score("b", hash("b")), Ok(Some(2.0)));
        let gone = lookup.finish().expect_err("two are left").to_string();
        assert_eq!(gone, "document `a` and 1 more are gone");
    }
}
