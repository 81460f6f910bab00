//! A line as columns between white space, as trec_eval takes them.

/// The first `N` columns of a line, and how many there are.
pub(super) struct Columns<'a, const N: usize> {
    pub(super) found: usize,
    /// Empty where there are fewer.
    pub(super) at: [&'a [u8]; N],
}

/// Cuts a line.
pub(super) fn cut<const N: usize>(line: &[u8]) -> Columns<'_, N> {
    let mut columns = Columns {
        found: 0,
        at: [&[]; N],
    };
    let mut rest = line;
    while let Some(start) = rest.iter().position(|byte| !is_blank(*byte)) {
        let column = &rest[start..];
        let end = column.iter().position(|byte| is_blank(*byte));
        let (column, behind) = column.split_at(end.unwrap_or(column.len()));
        if let Some(place) = columns.at.get_mut(columns.found) {
            *place = column;
        }
        columns.found += 1;
        rest = behind;
    }
    columns
}

/// Whether a byte is white space to C's `isspace`.
pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// A number, if a column is one; `nan` and `inf` are.
pub(super) fn number(column: &[u8]) -> Option<f64> {
    std::str::from_utf8(column).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_what_stands_between_white_space() {
        let Columns { found, at } = cut::<3>(b"\ta  \x0B\xFF#b\r c\x0Cd ");
        assert_eq!((found, at), (4, [&b"a"[..], b"\xFF#b", b"c"]));
        let Columns { found, at } = cut::<2>(b" \r");
        assert_eq!((found, at), (0, [&b""[..], b""]));
    }
}
