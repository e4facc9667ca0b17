use clap::Args;
use clap_complete::Shell;

use crate::Exit;

/// Print completions for a shell.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  counterclaim completions bash > ~/.local/share/bash-completion/completions/counterclaim\n  \
counterclaim completions fish > ~/.config/fish/completions/counterclaim.fish\n  \
counterclaim completions zsh > ~/.zfunc/_counterclaim"
)]
pub(crate) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

pub(super) fn run(args: &CompletionsArgs) -> anyhow::Result<Exit> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut crate::definition(), "counterclaim", &mut text);
    std::io::Write::write_all(&mut std::io::stdout(), &text)?;
    Ok(Exit::Done)
}
