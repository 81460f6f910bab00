//! Pages in one file of HTML: without script, without a network, readable without style. Some
//! servers (Jenkins) forbid inline style, so everything essential is in elements and in attributes of SVG.

mod chart;
mod text;

use maud::{DOCTYPE, Markup, PreEscaped, html};

pub use chart::{Line, Series, difference_bar, histogram, movements, value_bar};
pub use text::{anchor, file_name, shown};

const STYLE: &str = include_str!("html/style.css");
/// Nothing is loaded, and no script runs.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// The color of a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageVerdict {
    Good,
    Bad,
    /// There is nothing to judge.
    Neutral,
}

/// Returns a page: the verdict, then the content.
pub fn page(title: &str, outcome: PageVerdict, verdict: &[String], content: &Markup) -> String {
    let class = match outcome {
        PageVerdict::Good => "verdict good",
        PageVerdict::Bad => "verdict bad",
        PageVerdict::Neutral => "verdict",
    };
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                title { (shown(title)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { (shown(title)) }
                div class=(class) {
                    @for sentence in verdict { p { (shown(sentence)) } }
                }
                (content)
            }
        }
    };
    page.into_string() + "\n"
}

/// The bytes that the parts of a page may still take.
#[derive(Debug)]
pub struct PageBudget {
    left: usize,
}

impl PageBudget {
    pub fn new(bytes: usize) -> Self {
        Self { left: bytes }
    }

    /// Returns the part if it fits.
    pub fn admit(&mut self, part: Markup) -> Option<Markup> {
        self.left = self.left.checked_sub(part.0.len())?;
        Some(part)
    }
}
