//! `completions`: prints the completion file of a shell.

use anyhow::Result;

use crate::cli::Shell;
use crate::exit::Exit;
use crate::output::Target;

pub(super) fn run(shell: Shell) -> Result<Exit> {
    let text = match shell {
        Shell::Bash => include_str!("../../completions/nimrank.bash"),
        Shell::Zsh => include_str!("../../completions/_nimrank"),
        Shell::Fish => include_str!("../../completions/nimrank.fish"),
        Shell::PowerShell => include_str!("../../completions/_nimrank.ps1"),
        Shell::Elvish => include_str!("../../completions/nimrank.elv"),
    };
    Target::Stdout.write(|out| {
        out.write_all(text.as_bytes())?;
        out.flush()
    })?;
    Ok(Exit::Success)
}
