//! The generated completion files, for installations without them.

use crate::cli::Shell;

pub(super) fn file(shell: Shell) -> &'static str {
    match shell {
        Shell::Bash => include_str!("../../completions/nimrank.bash"),
        Shell::Zsh => include_str!("../../completions/_nimrank"),
        Shell::Fish => include_str!("../../completions/nimrank.fish"),
        Shell::PowerShell => include_str!("../../completions/_nimrank.ps1"),
        Shell::Elvish => include_str!("../../completions/nimrank.elv"),
    }
}
