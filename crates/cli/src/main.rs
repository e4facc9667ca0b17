//! The `counterclaim` command.

fn main() -> std::process::ExitCode {
    cli::main()
}
