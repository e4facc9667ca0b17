//! Ctrl-C and a request to end: the first is kept in mind, the second ends the process.

use std::sync::atomic::{AtomicBool, Ordering};

static STOP: AtomicBool = AtomicBool::new(false);

/// Starts to listen; the flag is set by the first Ctrl-C (or SIGTERM).
pub(crate) fn listen() -> &'static AtomicBool {
    // Only the first call installs the handler; a second one is refused and not needed.
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    });
    &STOP
}
