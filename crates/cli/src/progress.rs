//! The progress bar: on standard error, only on a terminal.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::shared::count;
use crate::term;

/// Documents, megabytes a second and the time left.
pub(crate) struct Progress {
    bar: ProgressBar,
    documents: usize,
}

impl Progress {
    /// A bar over so many bytes of input; none when `quiet`.
    pub(crate) fn new(bytes: u64, quiet: bool) -> Progress {
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr_with_hz(8) };
        let bar = ProgressBar::with_draw_target(Some(bytes), target);
        let style = ProgressStyle::with_template(
            "{bar:30} {percent:>3}%  {msg}  {decimal_bytes}/{decimal_total_bytes}  {decimal_bytes_per_sec}  {eta} left",
        );
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Progress { bar, documents: 0 }
    }

    /// One more document, of so many bytes of input.
    pub(crate) fn document(&mut self, bytes: u64) {
        self.documents += 1;
        if !self.bar.is_hidden() {
            self.bar.set_message(count(self.documents, "document", "documents"));
        }
        self.bar.inc(bytes);
    }

    /// Prints a warning above the bar.
    pub(crate) fn warn(&self, message: impl std::fmt::Display) {
        self.bar.suspend(|| term::warn(message));
    }

    /// Prints a line above the bar.
    pub(crate) fn note(&self, message: impl std::fmt::Display) {
        self.bar.suspend(|| term::note(message));
    }

    /// Takes the bar away.
    pub(crate) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
