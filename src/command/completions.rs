//! `completions`: prints the checked-in file for a shell, so that who installed with cargo has it too.

use anyhow::Result;

use crate::cli::Shell;
use crate::error::Error;
use crate::exit::Exit;
use crate::output::Target;

/// Prints the file.
pub(super) fn run(shell: Shell) -> Result<Exit> {
    let text = match shell {
        Shell::Bash => include_str!("../../completions/nimrank.bash"),
        Shell::Zsh => include_str!("../../completions/_nimrank"),
        Shell::Fish => include_str!("../../completions/nimrank.fish"),
        Shell::PowerShell => include_str!("../../completions/_nimrank.ps1"),
        Shell::Elvish => include_str!("../../completions/nimrank.elv"),
    };
    Target::Stdout
        .write(|out| {
            out.write_all(text.as_bytes())?;
            Ok(out.flush()?)
        })
        .map_err(Error::Output)?;
    Ok(Exit::Success)
}
