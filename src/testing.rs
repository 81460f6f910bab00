//! Re-exports for integration tests, benches and fuzz targets.

pub mod api {
    pub use crate::api::{
        ALL, AS_OF, DEFAULT_MODEL, Hosting, KNOWN, hosted_path, known_model, model_of_slug, named,
        of_host, spelled, successor,
    };
}
pub mod batch {
    pub use crate::batch::{
        BadRecord, BatchSettings, JoinSettings, QueryFields, QueryId, QueryRecord, RecordSettings,
        id_literal, id_text, read,
    };
}
pub mod check {
    pub use crate::check::{
        Case, CaseStatus, Expectation, Finding, ScoreBounds, SuiteSettings, evaluate, load,
    };
}
pub mod cli {
    pub use crate::cli::{ENVIRONMENT, EXAMPLES, command, environment, examples};
}
pub mod client {
    pub use crate::client::{
        AsPassage, Batches, ClientError, Decision, Failure, FailureKind, HttpSettings, Job,
        JsonObject, Limits, ModelChoice, Passage, PoolError, PoolRun, QueryJobs, Remote,
        RemoteSettings, RetryPolicy, Scorer, Scores, Secret, Secrets, Text, TlsSettings, Truncate,
        decode_ranking, read_failure,
    };
}
pub mod compare {
    pub use crate::compare::{CompareSettings, Comparison, RankedDoc, compare};
}
pub mod exit {
    pub use crate::exit::CODES;
}
pub mod input {
    pub use crate::input::{DocumentSource, Fields, Format, InputSettings, Notice, read};
}
pub mod measure {
    pub use crate::measure::{Graded, Measure};
}
pub mod model {
    pub use crate::model::{
        Document, DocumentBuilder, FieldValue, Ranking, RecordFormat, RunInfo, Scale, Scored,
        SourceInfo, Spelling,
    };
}
pub mod output {
    pub use crate::output::{OutputFormat, OutputStyle, RankingReport, write};
}
pub mod table {
    pub use crate::table::{CYAN, Column, DEFAULT_WIDTH, TextStyle, TextTable};
}
pub mod sanitize {
    pub use crate::sanitize::{cut, harmless, inert, inert_line, wrap};
}
pub mod shell {
    pub use crate::shell::{quote, word};
}
pub mod text {
    pub use crate::text::write_tsv_field;
}
pub mod source {
    pub use crate::source::{Source, Stream};
}
pub mod report {
    pub use crate::report::models::ListFormat;
}
pub mod rank {
    pub use crate::rank::{Collector, Selection};
}
pub mod stats {
    pub use crate::stats::{PairedComparison, holm};
}
