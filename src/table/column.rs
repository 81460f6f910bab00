//! The columns of a [`TextTable`](super::TextTable).

use comfy_table::CellAlignment;

use super::paint;

#[derive(Clone, Copy)]
pub(super) enum ColumnWidth {
    Content,
    AtMost(usize),
    RestOfLine { minimum: usize },
}

pub(super) type Painter<'a> = Box<dyn Fn(&str) -> String + 'a>;

/// A column of a [`TextTable`](super::TextTable): as wide as its content and followed by two spaces, unless set otherwise.
pub struct Column<'a> {
    pub(super) title: &'a str,
    pub(super) width: ColumnWidth,
    pub(super) alignment: CellAlignment,
    pub(super) gap: &'static str,
    pub(super) painter: Option<Painter<'a>>,
}

impl<'a> Column<'a> {
    /// Creates a column. The table has a header if any of its columns has a title.
    pub fn new(title: &'a str) -> Self {
        Self {
            title,
            width: ColumnWidth::Content,
            alignment: CellAlignment::Left,
            gap: "  ",
            painter: None,
        }
    }

    #[must_use]
    pub fn right(mut self) -> Self {
        self.alignment = CellAlignment::Right;
        self
    }

    /// Wraps content that is wider than `width`.
    #[must_use]
    pub fn at_most(mut self, width: usize) -> Self {
        self.width = ColumnWidth::AtMost(width);
        self
    }

    /// Wraps content where the line ends, but gives it `minimum` columns even if lines become too long.
    #[must_use]
    pub fn rest_of_line(mut self, minimum: usize) -> Self {
        self.width = ColumnWidth::RestOfLine { minimum };
        self
    }

    /// Sets the text between this column and the next.
    #[must_use]
    pub fn gap(mut self, gap: &'static str) -> Self {
        self.gap = gap;
        self
    }

    /// Paints the cells of the column where color is on. The painter gets one line of a cell without padding.
    #[must_use]
    pub fn painted(mut self, painter: impl Fn(&str) -> String + 'a) -> Self {
        self.painter = Some(Box::new(painter));
        self
    }

    /// Gives the cells of the column the SGR parameters `sgr` where color is on.
    #[must_use]
    pub fn sgr(self, sgr: &'static str) -> Self {
        self.painted(move |text| paint(text, sgr))
    }
}
