//! The image of a record: a data URL, or the path of a file that becomes one. Services take images as base64 data
//! URLs only. Any other value of the field is not an image but data.

use std::io;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::diagnostic::Diagnostic;
use crate::os_error;

/// Reads the value of the field `image`, given as spelled; `None` means that it is not an image. A relative path is
/// looked up in `folder`, the folder of the file that names it, then in the current one.
///
/// # Errors
/// A file that exists but cannot be read.
pub(super) fn find(value: &str, folder: &Path) -> Result<Option<String>, Diagnostic> {
    let Ok(name) = serde_json::from_str::<String>(value) else {
        return Ok(None);
    };
    if let Some(rest) = name.strip_prefix("data:") {
        return Ok(is_image(rest).then_some(name));
    }
    let bytes = match read(&folder.join(&name)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => read(Path::new(&name)),
        result => result,
    };
    let bytes = match bytes {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            let shown: String = name.chars().take(40).collect();
            let fault = Diagnostic::new(format!("cannot read the image `{shown}`"));
            return Err(fault.cause(os_error::words(&error)));
        }
        Err(_) => return Ok(None),
    };
    let kind = infer::get(&bytes).filter(|kind| kind.matcher_type() == infer::MatcherType::Image);
    Ok(kind.map(|kind| {
        let data = STANDARD.encode(&bytes);
        format!("data:{};base64,{data}", kind.mime_type())
    }))
}

/// Reads a file. Anything else might never end.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let meta = std::fs::metadata(path)?;
    if !meta.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    std::fs::read(path)
}

/// Returns true if the part of a URL after `data:` is an image in base64.
fn is_image(rest: &str) -> bool {
    rest.split_once(',').is_some_and(|(head, data)| {
        head.starts_with("image/") && head.ends_with(";base64") && STANDARD.decode(data).is_ok()
    })
}
