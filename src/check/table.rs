//! A case file as CSV or TSV, for people who live in spreadsheets, and what Quepid exports. A row says of one
//! document that it is within `max_rank` (1 where that is empty), or how well it answers (`rating`). Rows of
//! the same query, documents and case are one case.

use std::collections::{HashMap, HashSet};

use csv::{ReaderBuilder, StringRecord};

use super::error::Flaw;
use super::raw_case::{Docs, Draft};
use super::suggest::nearest;

/// Every column that a table may have; `docid` is Quepid's name for `doc`.
const COLUMNS: [&str; 8] = [
    "query", "doc", "docid", "max_rank", "rating", "docs", "case", "note",
];

/// Where the columns stand.
struct Columns(Vec<&'static str>);

impl Columns {
    fn of(header: &StringRecord) -> Result<Self, Flaw> {
        let mut columns = Vec::new();
        for name in header {
            let known = COLUMNS.into_iter().find(|column| *column == name);
            let column = known.ok_or_else(|| unknown(name))?;
            if columns.contains(&column) {
                return Err(Flaw::Twice(column.into()));
            }
            columns.push(column);
        }
        let has = |name| columns.contains(&name);
        match () {
            () if !has("query") => Err(Flaw::Missing("query")),
            () if has("doc") && has("docid") => Err(Flaw::Twice("doc".into())),
            () if !has("doc") && !has("docid") => Err(Flaw::Missing("doc")),
            () => Ok(Self(columns)),
        }
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains(&name)
    }

    /// A cell that is not empty.
    fn cell<'a>(&self, row: &'a StringRecord, name: &str) -> Option<&'a str> {
        let at = self.0.iter().position(|column| *column == name)?;
        row.get(at).filter(|cell| !cell.trim().is_empty())
    }
}

fn unknown(name: &str) -> Flaw {
    let hint = match nearest(name, COLUMNS) {
        Some(column) => format!("is `{column}` meant?"),
        None => format!("the columns are {}", COLUMNS.join(", ")),
    };
    Flaw::Unknown("column", name.into(), hint)
}

/// Reads all cases of a table; an error comes with its line, from 1.
pub(super) fn cases(text: &str, delimiter: u8) -> Result<Vec<Draft>, (u64, Flaw)> {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut lines = Lines::default();
    let broken = |lines: &mut Lines, error: &csv::Error| {
        let at = error.position().map_or(0, csv::Position::byte);
        (lines.line_of(text, at), Flaw::NotARow(words(error)))
    };
    let header = reader
        .headers()
        .map_err(|error| broken(&mut lines, &error))?;
    let columns = Columns::of(header).map_err(|flaw| (1, flaw))?;
    let mut table = Table::default();
    let mut row = StringRecord::new();
    while reader
        .read_record(&mut row)
        .map_err(|error| broken(&mut lines, &error))?
    {
        let at = row.position().map_or(0, csv::Position::byte);
        let line = lines.line_of(text, at);
        table
            .take(line, &row, &columns)
            .map_err(|flaw| (line, flaw))?;
    }
    Ok(table.drafts)
}

/// How many lines there are before a place in the text, counted on from the last place that was asked for.
#[derive(Default)]
struct Lines {
    place: usize,
    ends: u64,
}

impl Lines {
    /// The line on which the record at a place begins. Before it may stand the rest of a line end, and blank
    /// lines.
    fn line_of(&mut self, text: &str, at: u64) -> u64 {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        let bytes = text.as_bytes();
        let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
        let begins = bytes
            .iter()
            .skip(at)
            .take_while(|byte| is_end(byte))
            .count();
        let place = bytes.len().min(at.saturating_add(begins));
        if place < self.place {
            *self = Self::default();
        }
        let between = &bytes[self.place..place];
        self.ends += memchr::memchr_iter(b'\n', between).count() as u64;
        self.place = place;
        1 + self.ends
    }
}

fn words(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => format!("it has {len} fields, the header {expected_len}"),
        _ => error.to_string(),
    }
}

/// What makes rows one case: the query, the path of the documents, and the id.
type Key = (String, Option<String>, Option<String>);

/// The cases of the rows so far.
#[derive(Default)]
struct Table {
    drafts: Vec<Draft>,
    /// Where the case of a key stands.
    places: HashMap<Key, usize>,
    /// What was said of which document of which case.
    said: HashSet<(usize, &'static str, String)>,
}

impl Table {
    fn take(&mut self, line: u64, row: &StringRecord, columns: &Columns) -> Result<(), Flaw> {
        let cell = |name| columns.cell(row, name);
        let query = cell("query").ok_or(Flaw::Blank("query"))?;
        let doc = cell("doc").or_else(|| cell("docid"));
        let doc = doc.ok_or(Flaw::Blank("doc"))?;
        let [path, id] = ["docs", "case"].map(|name| cell(name).map(str::to_owned));
        let key = (query.to_owned(), path.clone(), id.clone());
        let at = *self.places.entry(key).or_insert_with(|| {
            self.drafts.push(Draft {
                line,
                id,
                query: query.into(),
                docs: path.map_or(Docs::Shared, Docs::File),
                ..Draft::default()
            });
            self.drafts.len() - 1
        });
        self.judge(at, doc, cell("max_rank"), cell("rating"), columns)?;
        if let Some(note) = cell("note") {
            let known = self.drafts[at].note.get_or_insert_default();
            if !known.is_empty() && known != note {
                known.push_str("; ");
            }
            if known != note {
                known.push_str(note);
            }
        }
        Ok(())
    }

    /// Takes what a row of the case at a place says of its document.
    fn judge(
        &mut self,
        at: usize,
        doc: &str,
        max_rank: Option<&str>,
        rating: Option<&str>,
        columns: &Columns,
    ) -> Result<(), Flaw> {
        if let Some(rating) = rating {
            let grade = rating.trim().parse();
            let unlike = |_| Flaw::Kind("rating", "a whole number", format!("`{rating}`"));
            let grade = grade.map_err(unlike)?;
            self.say_once(at, "rating", doc)?;
            self.drafts[at].rel.push((doc.into(), grade));
        }
        let rank = match max_rank {
            Some(rank) => {
                let number = rank.trim().parse().ok().filter(|rank| *rank > 0);
                let unlike = || Flaw::Kind("max_rank", "a rank from 1 up", format!("`{rank}`"));
                number.ok_or_else(unlike)?
            }
            // In a table of ratings one that is empty says that the document is not judged.
            None if columns.has("rating") => return Ok(()),
            None => 1,
        };
        self.say_once(at, "max_rank", doc)?;
        self.drafts[at].within.push((doc.into(), rank));
        Ok(())
    }

    fn say_once(&mut self, at: usize, what: &'static str, doc: &str) -> Result<(), Flaw> {
        if self.said.insert((at, what, doc.into())) {
            return Ok(());
        }
        Err(Flaw::Twice(format!("{what} of {doc}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_one_query_are_one_case_on_the_line_of_the_first() {
        let text = "query,docid,rating\r\n\r\na,x,2\r\nb,x,1\r\na,\"y\nz\",0\r\n\r\nc,x,\r\n";
        let drafts = cases(text, b',').expect("a table");
        let seen = |draft: &Draft| (draft.line, draft.query.clone(), draft.rel.clone());
        let rel = |pairs: &[(&str, i32)]| -> Vec<(String, i32)> {
            pairs
                .iter()
                .map(|(id, grade)| ((*id).into(), *grade))
                .collect()
        };
        let expected = [
            (3, "a".to_owned(), rel(&[("x", 2), ("y\nz", 0)])),
            (4, "b".to_owned(), rel(&[("x", 1)])),
            (8, "c".to_owned(), rel(&[])),
        ];
        assert_eq!(drafts.iter().map(seen).collect::<Vec<_>>(), expected);
    }

    /// The time grows with the rows and not with their square, by which this would take minutes.
    #[test]
    fn many_rows_take_no_more_time_each_than_few() {
        let row = |number: u32| format!("q{number},d,1\nq,{number},1\n");
        let rows: String = (0..50_000).map(row).collect();
        let begun = std::time::Instant::now();
        let drafts = cases(&format!("query,doc,rating\n{rows}"), b',').expect("a table");
        let seconds = begun.elapsed().as_secs();
        assert_eq!((drafts.len(), drafts[1].rel.len()), (50_001, 50_000));
        assert_eq!(drafts[50_000].line, 100_000);
        assert!(seconds < 20, "{seconds} s");
    }

    #[test]
    fn a_row_of_another_length_is_named() {
        let Err((line, Flaw::NotARow(words))) = cases("query\tdoc\na\tb\nc\td\te\n", b'\t') else {
            panic!("it is no table");
        };
        assert_eq!((line, &*words), (3, "it has 3 fields, the header 2"));
    }
}
