//! Skips values whose content is not needed.

use super::walk::Walk;

impl Walk<'_> {
    /// Skips a value, unless it is deeper than `depth`.
    pub(super) fn skip_value(&mut self, depth: usize) -> Option<()> {
        match self.peek()? {
            b'"' => self.string().map(|_| ()),
            b'{' => {
                self.at += 1;
                let depth = depth.checked_sub(1)?;
                self.each(b'}', |walk| {
                    walk.string()?;
                    walk.take_after_space(b':')?;
                    walk.skip_space();
                    walk.skip_value(depth)
                })
            }
            b'[' => {
                self.at += 1;
                let depth = depth.checked_sub(1)?;
                self.each(b']', |walk| walk.skip_value(depth))
            }
            b'-' | b'0'..=b'9' => self.skip_number(),
            b't' => self.take_word("true"),
            b'f' => self.take_word("false"),
            b'n' => self.take_word("null"),
            _ => None,
        }
    }

    /// Takes exactly these characters.
    #[inline]
    pub fn take_word(&mut self, word: &str) -> Option<()> {
        let rest = self.json.as_bytes().get(self.at..)?;
        rest.starts_with(word.as_bytes()).then(|| self.at += word.len())
    }
}
