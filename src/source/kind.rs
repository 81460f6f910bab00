//! Kinds of content that are not text, by their first bytes.
//!
//! Magic numbers are matched whole, so that prose which happens to begin alike stays text.

use crate::diagnostic::Diagnostic;

/// A kind of content that is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContentKind {
    name: &'static str,
    is_compression: bool,
    /// The hint: a command that makes text of it.
    conversion: &'static str,
}

const fn compression(name: &'static str, conversion: &'static str) -> ContentKind {
    ContentKind { name, is_compression: true, conversion }
}

const fn binary(name: &'static str, conversion: &'static str) -> ContentKind {
    ContentKind { name, is_compression: false, conversion }
}

const BZIP2: ContentKind = compression("bzip2", "unpack it: bzip2 -dc FILE | nimrank …");
const TAR: ContentKind = binary("a tar archive", "extract its files: tar -xOf FILE | nimrank …");
const WORD: ContentKind =
    binary("a Word document", "extract its text: pandoc -t plain FILE.docx | nimrank …");
const EXCEL: ContentKind =
    binary("an Excel workbook", "convert it: xlsx2csv FILE.xlsx | nimrank --input csv …");
const ZIP: ContentKind = binary("a ZIP archive", "extract its files: unzip -p FILE | nimrank …");
const UTF16_LE: ContentKind = binary(
    "UTF-16 without a byte order mark",
    "convert it: iconv -f UTF-16LE -t UTF-8 FILE | nimrank …",
);
const UTF16_BE: ContentKind = binary(
    "UTF-16 without a byte order mark",
    "convert it: iconv -f UTF-16BE -t UTF-8 FILE | nimrank …",
);
const UTF32: ContentKind =
    binary("UTF-32", "convert it: iconv -f UTF-32 -t UTF-8 FILE | nimrank …");
const UTF32_LE: ContentKind = binary(
    "UTF-32 without a byte order mark",
    "convert it: iconv -f UTF-32LE -t UTF-8 FILE | nimrank …",
);
const UTF32_BE: ContentKind = binary(
    "UTF-32 without a byte order mark",
    "convert it: iconv -f UTF-32BE -t UTF-8 FILE | nimrank …",
);
pub(super) const NUL_BYTES: ContentKind =
    binary("it has NUL bytes", "add `-0` if they separate lines or paths; otherwise it is binary");

/// Magic numbers at the beginning, and the kinds that they mark.
const MAGIC: [(&[u8], ContentKind); 23] = [
    (b"\xFF\xFE\0\0", UTF32),
    (b"\0\0\xFE\xFF", UTF32),
    (b"\x1F\x8B\x08", compression("gzip, twice", "unpack it: gzip -dc FILE | nimrank …")),
    (b"\x28\xB5\x2F\xFD", compression("zstd, twice", "unpack it: zstd -dc FILE | nimrank …")),
    (b"\xFD7zXZ\0", compression("xz", "unpack it: xz -dc FILE | nimrank …")),
    (b"LZIP\x01", compression("lzip", "unpack it: lzip -dc FILE | nimrank …")),
    (b"\x04\x22\x4D\x18", compression("lz4", "unpack it: lz4 -dc FILE | nimrank …")),
    (b"\x1F\x9D", compression("compress", "unpack it: gzip -dc FILE | nimrank …")),
    (b"7z\xBC\xAF\x27\x1C", binary("a 7z archive", "extract its files: 7z x -so FILE | nimrank …")),
    (b"Rar!\x1A\x07", binary("a RAR archive", "extract its files: unrar p -inul FILE | nimrank …")),
    (b"%PDF-", binary("PDF", "extract its text: pdftotext FILE - | nimrank …")),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (
        b"PAR1",
        binary("Parquet", "convert it: duckdb -jsonlines -c \"FROM 'FILE.parquet'\" | nimrank …"),
    ),
    (
        b"ARROW1\0\0",
        binary("Arrow", "convert it to JSON lines or CSV first, for example with duckdb"),
    ),
    (b"Obj\x01", binary("Avro", "convert it: avro-tools tojson FILE | nimrank --input jsonl …")),
    (
        b"SQLite format 3\0",
        binary("an SQLite database", "query it: sqlite3 -json FILE 'SELECT …' | nimrank …"),
    ),
    (b"\x7FELF", binary("an ELF binary", "extract its strings: strings FILE | nimrank …")),
    (
        b"\xCF\xFA\xED\xFE",
        binary("a Mach-O binary", "extract its strings: strings FILE | nimrank …"),
    ),
    (
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        binary("a document of old Office", "convert it: soffice --headless --convert-to txt FILE"),
    ),
    (b"\x89PNG\r\n\x1A\n", binary("a PNG image", "name it in the field `image` of a JSON record")),
    (b"\xFF\xD8\xFF", binary("a JPEG image", "name it in the field `image` of a JSON record")),
    (b"\x93NUMPY", binary("a NumPy array", "write its texts one a line first")),
];

/// The length of the longest magic number.
pub(super) const LONGEST: usize = 16;

/// Returns true if some bytes may be the beginning of a magic number, or of a byte order mark.
pub(super) fn begins_magic(head: &[u8]) -> bool {
    let other: [&[u8]; 4] = [b"\xEF\xBB\xBF", b"\xFE\xFF", b"BZh91AY&SY", b"\x1F\x8B\x08"];
    let all = MAGIC.iter().map(|(magic, _)| *magic).chain(other);
    all.into_iter().any(|magic| magic.len() > head.len() && magic.starts_with(head))
}

impl ContentKind {
    /// Returns the kind of content that cannot be read as text, by the first bytes.
    pub(super) fn of(head: &[u8]) -> Option<Self> {
        if let [b'B', b'Z', b'h', b'1'..=b'9', rest @ ..] = head
            && (rest.starts_with(b"1AY&SY") || rest.starts_with(b"\x17rE8P\x90"))
        {
            return Some(BZIP2);
        }
        if head.get(257..262) == Some(b"ustar") {
            return Some(TAR);
        }
        let (_, kind) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic))?;
        if *kind == ZIP {
            return Some(kind_of_zip(head));
        }
        Some(*kind)
    }

    /// Returns the kind of content that has NUL bytes at its beginning.
    pub(super) fn of_nul_bytes(head: &[u8]) -> Option<Self> {
        memchr::memchr(0, head)?;
        // NUL bytes in one of the places of a character, and nowhere else, are those of ASCII in UTF-16 or UTF-32.
        let mut nul = [0_usize; 4];
        for (at, _) in head.iter().enumerate().filter(|(_, byte)| **byte == 0) {
            nul[at % 4] += 1;
        }
        let few = head.len() / 20;
        let is_half = |count: usize| count * 10 >= head.len() * 3 && count > 1;
        Some(match nul {
            [a, b, c, d] if a <= few / 8 && b > few && c > few && d > few => UTF32_LE,
            [a, b, c, d] if d <= few / 8 && a > few && b > few && c > few => UTF32_BE,
            [0, b, 0, d] if is_half(b + d) => UTF16_LE,
            [a, 0, c, 0] if is_half(a + c) => UTF16_BE,
            _ => NUL_BYTES,
        })
    }

    /// Returns the error for content of this kind, without its place.
    pub fn refusal(self) -> Diagnostic {
        let problem = if self.is_compression {
            format!("the file is compressed ({})", self.name)
        } else {
            format!("the file is not text ({})", self.name)
        };
        Diagnostic::new(problem).hint(self.conversion)
    }
}

/// Returns the kind of a ZIP archive, by the names of its first files.
fn kind_of_zip(head: &[u8]) -> ContentKind {
    let has = |name: &[u8]| memchr::memmem::find(head, name).is_some();
    if has(b"word/") {
        WORD
    } else if has(b"xl/") {
        EXCEL
    } else {
        ZIP
    }
}
