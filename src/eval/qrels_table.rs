//! Judgements as a table with a header: that of BEIR (`query-id corpus-id score`, between tabs) and that of
//! Quepid (`query,docid,rating`).

use csv::{ByteRecord, ReaderBuilder};

use super::error::{EvalError, Flaw};
use super::lines::{Lines, says_something};
use super::qrels::Judgements;

const QUERY: [&str; 4] = ["query-id", "query_id", "qid", "query"];
const DOC: [&str; 6] = ["corpus-id", "corpus_id", "docid", "doc_id", "doc-id", "doc"];
const GRADE: [&str; 4] = ["score", "rating", "grade", "relevance"];
const COLUMNS: &[&str] = &["query", "document", "grade"];

/// What a header tells.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header {
    delimiter: u8,
    /// The positions of query, document and grade.
    places: [usize; 3],
}

impl Header {
    /// A line as a header, if it names the three columns.
    pub(super) fn of(line: &[u8]) -> Option<Self> {
        [b'\t', b','].into_iter().find_map(|delimiter| {
            let names: Vec<_> = line.split(|byte| *byte == delimiter).map(plain).collect();
            let place = |known: &[&str]| {
                let mut names = names.iter();
                names.position(|name| known.contains(&name.as_str()))
            };
            Some(Self {
                delimiter,
                places: [place(&QUERY)?, place(&DOC)?, place(&GRADE)?],
            })
        })
    }
}

/// A name of a column without quotes, white space and capitals.
fn plain(name: &[u8]) -> String {
    let name = String::from_utf8_lossy(name);
    let name = name.trim().trim_matches('"');
    name.to_ascii_lowercase()
}

/// Reads the rows under a header, which is the first line that says something. Below it nothing is a comment:
/// a query may begin with `#`.
pub(super) fn read(
    mut lines: Lines,
    header: &Header,
    judgements: &mut Judgements,
) -> Result<(), EvalError> {
    let name = lines.name.clone();
    while lines.next()?.is_some_and(|(_, line)| !says_something(line)) {}
    let above = lines.taken();
    let mut rows = ReaderBuilder::new()
        .has_headers(false)
        .delimiter(header.delimiter)
        .flexible(true)
        .from_reader(lines.rest());
    let mut row = ByteRecord::new();
    let broken = |error: csv::Error| {
        let (name, cause) = (name.clone(), error.into());
        EvalError::Read { name, cause }
    };
    while rows.read_byte_record(&mut row).map_err(broken)? {
        let line = above + row.position().map_or(0, csv::Position::line);
        if row.iter().all(<[u8]>::is_empty) {
            continue;
        }
        let added = judgement(&row, header)
            .and_then(|[query, doc, grade]| judgements.add(query, doc, grade, line));
        added.map_err(|flaw| EvalError::Bad {
            name: name.clone(),
            line,
            flaw,
        })?;
    }
    Ok(())
}

/// Query, document and grade of a row.
fn judgement<'a>(row: &'a ByteRecord, header: &Header) -> Result<[&'a [u8]; 3], Flaw> {
    // What a quote that is never closed does is take in all that follows.
    if row.iter().any(|field| field.contains(&b'\n')) {
        return Err(Flaw::OpenQuote);
    }
    match header.places.map(|place| row.get(place)) {
        [Some(query), Some(doc), Some(grade)] => Ok([query, doc, grade.trim_ascii()]),
        _ => Err(Flaw::Columns {
            found: row.len(),
            needed: COLUMNS,
            missing: None,
        }),
    }
}
