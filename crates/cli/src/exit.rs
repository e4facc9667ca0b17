use std::process::ExitCode;

/// How a command ended; the exit codes are part of the interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: done.
    Done,
    /// 1: done, and there is something to look at: a check that failed, a document that could not be read.
    Findings,
    /// 2: wrong use or wrong input.
    Wrong,
    /// 130: ended by Ctrl-C, with everything up to then kept.
    Interrupted,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Done => 0,
            Exit::Findings => 1,
            Exit::Wrong => 2,
            Exit::Interrupted => 130,
        })
    }
}
