use clap::Args as ClapArgs;

#[derive(ClapArgs)]
pub(crate) struct Args {}

pub(crate) fn run(_args: Args) -> anyhow::Result<()> {
    Ok(())
}
