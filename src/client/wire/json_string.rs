//! Writes JSON strings, scanning many bytes at a time: few texts have anything to escape.

/// The number of bytes that are scanned together.
const STEP: usize = 32;

/// Appends a text as a JSON string.
pub(super) fn write(body: &mut Vec<u8>, text: &str) {
    body.push(b'"');
    let mut rest = text.as_bytes();
    while let Some((at, byte)) = next_special(rest) {
        body.extend_from_slice(&rest[..at]);
        match byte {
            b'"' => body.extend_from_slice(b"\\\""),
            b'\\' => body.extend_from_slice(b"\\\\"),
            b'\n' => body.extend_from_slice(b"\\n"),
            b'\r' => body.extend_from_slice(b"\\r"),
            b'\t' => body.extend_from_slice(b"\\t"),
            byte => body.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
        }
        rest = &rest[at + 1..];
    }
    body.extend_from_slice(rest);
    body.push(b'"');
}

/// Finds the next byte that must be escaped (RFC 8259, section 7).
fn next_special(text: &[u8]) -> Option<(usize, u8)> {
    let special = |byte: u8| byte < b' ' || byte == b'"' || byte == b'\\';
    // Without an early exit the compiler vectorizes this.
    let any = |step: &[u8]| step.iter().fold(0, |any, byte| any | u8::from(special(*byte))) != 0;
    let mut steps = text.chunks(STEP).enumerate();
    let (number, step) = steps.find(|(_, step)| any(step))?;
    let at = step.iter().position(|byte| special(*byte))?;
    Some((number * STEP + at, step[at]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_string_reads_back_as_the_text(text in "([a-z]{0,40}|[\"\\\\\\x00-\\x1f\\x7fé]){0,9}") {
            let mut body = b"[".to_vec();
            write(&mut body, &text);
            let read: String = serde_json::from_slice(&body[1..]).expect("a string");
            prop_assert_eq!(read, text);
        }
    }
}
