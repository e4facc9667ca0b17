//! Reader, workers, writer: documents in parallel, results in the order of the input.
//!
//! One thread reads, `jobs` threads work, and the caller's thread writes in the order of reading, so that the result
//! does not depend on the number of threads. What is read but not yet written is bounded in number and in bytes: memory
//! stays flat however long the input is.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Condvar, Mutex, PoisonError};

use crate::source::{Fault, Item, Reading, Source};

/// Documents that may be in flight for each worker: what the workers do while the writer waits for the disk.
const IN_FLIGHT: usize = 256;
/// Bytes of text that may be in flight for each worker; one larger document may always be.
const BYTES_IN_FLIGHT: u64 = 4 << 20;

/// What becomes of one item of the input.
#[derive(Debug)]
pub enum Done<T> {
    /// A document with the result of the work on it.
    Worked(Box<Reading>, T),
    /// Something that could not be read or worked on, and the bytes of input that it took.
    Fault(Fault, u64),
}

/// Runs `work` over everything that `source` reads and hands the results to `write` in the order of the input.
///
/// `known` gives the result for a document that needs no work; it is asked on the reader's thread. `work` may take out of a document
/// what `write` does not need, so that the one thread that writes need not free it. When `stop` is set, reading ends and
/// what is in flight is still written. An error of `write` ends everything and is returned.
///
/// # Errors
/// Those of `write`.
pub fn run<T: Send, E>(
    source: &Source,
    jobs: usize,
    stop: &AtomicBool,
    mut known: impl FnMut(&Reading) -> Option<T> + Send,
    work: impl Fn(&mut Reading) -> T + Sync,
    mut write: impl FnMut(Done<T>) -> Result<(), E>,
) -> Result<(), E> {
    let jobs = jobs.max(1);
    let budget = Budget::new(jobs * IN_FLIGHT, jobs as u64 * BYTES_IN_FLIGHT);
    let (to_work, work_queue) = sync_channel::<(u64, Box<Reading>)>(jobs * IN_FLIGHT);
    let (to_write, write_queue) = sync_channel::<Slot<T>>(jobs * IN_FLIGHT);
    let work_queue = Mutex::new(work_queue);
    std::thread::scope(|scope| {
        for _ in 0..jobs {
            let (work, work_queue, to_write) = (&work, &work_queue, to_write.clone());
            scope.spawn(move || {
                while let Some((number, reading)) = next(work_queue) {
                    let room = room(&reading);
                    if to_write.send(Slot { number, room, done: worked(work, reading) }).is_err() {
                        break;
                    }
                }
            });
        }
        let reader_budget = &budget;
        scope.spawn(move || {
            let mut number = 0u64;
            let _ = source.read(&mut |item| {
                let room = match &item {
                    Item::Document(reading) => room(reading),
                    Item::Fault(..) => 0,
                };
                if stop.load(Ordering::Relaxed) || !reader_budget.take(room) {
                    return ControlFlow::Break(());
                }
                // Neither queue is ever full: both hold as many as the budget lets through.
                let sent = match item {
                    Item::Fault(fault, size) => {
                        to_write.send(Slot { number, room, done: Done::Fault(fault, size) }).is_ok()
                    }
                    Item::Document(reading) => match known(&reading) {
                        Some(result) => {
                            to_write.send(Slot { number, room, done: Done::Worked(reading, result) }).is_ok()
                        }
                        None => to_work.send((number, reading)).is_ok(),
                    },
                };
                number += 1;
                if sent { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            });
        });
        let result = in_order(&write_queue, &budget, &mut write);
        // On an error the others may still wait for room or for us: let them go.
        budget.close();
        drop(write_queue);
        result
    })
}

/// A result on its way to the writer, with the room in the budget that its document took.
struct Slot<T> {
    number: u64,
    room: u64,
    done: Done<T>,
}

fn room(reading: &Reading) -> u64 {
    reading.input.text.len() as u64
}

/// Writes results in the order of their numbers.
fn in_order<T, E>(
    queue: &Receiver<Slot<T>>,
    budget: &Budget,
    write: &mut impl FnMut(Done<T>) -> Result<(), E>,
) -> Result<(), E> {
    let mut waiting = BTreeMap::new();
    let mut due = 0u64;
    for Slot { number, room, done } in queue {
        waiting.insert(number, (room, done));
        while let Some((room, done)) = waiting.remove(&due) {
            write(done)?;
            budget.give_back(room);
            due += 1;
        }
    }
    Ok(())
}

fn next<T>(queue: &Mutex<Receiver<T>>) -> Option<T> {
    queue.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

/// A fault of the program on one document must not cost the others.
fn worked<T>(work: &impl Fn(&mut Reading) -> T, mut reading: Box<Reading>) -> Done<T> {
    match catch_unwind(AssertUnwindSafe(|| work(&mut reading))) {
        Ok(result) => Done::Worked(reading, result),
        Err(_) => {
            let fault = Fault::new(&reading.input.document.path, "the program failed on this document")
                .advise("please report it with the document, if you may share it");
            Done::Fault(fault, reading.size)
        }
    }
}

/// How much may be in flight.
struct Budget {
    state: Mutex<State>,
    changed: Condvar,
    documents: usize,
    bytes: u64,
}

#[derive(Default)]
struct State {
    documents: usize,
    bytes: u64,
    closed: bool,
}

impl Budget {
    fn new(documents: usize, bytes: u64) -> Budget {
        Budget { state: Mutex::default(), changed: Condvar::new(), documents, bytes }
    }

    /// Waits for room; false once the budget is closed.
    fn take(&self, size: u64) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while !state.closed
            && state.documents > 0
            && (state.documents >= self.documents || state.bytes + size > self.bytes)
        {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.documents += 1;
        state.bytes += size;
        !state.closed
    }

    fn give_back(&self, size: u64) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.documents -= 1;
        state.bytes = state.bytes.saturating_sub(size);
        self.changed.notify_all();
    }

    fn close(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Options;

    fn lines(count: usize) -> (tempfile::TempDir, Source) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("in.jsonl");
        let text: String = (0..count).map(|n| format!("{{\"text\":\"report {n}\"}}\n")).collect();
        std::fs::write(&path, text).unwrap();
        let source = Source::list(&[path], None, Options::default());
        (folder, source)
    }

    fn collect(source: &Source, jobs: usize, stop_after: usize) -> Vec<String> {
        let stop = AtomicBool::new(false);
        let mut seen = Vec::new();
        run(
            source,
            jobs,
            &stop,
            |reading| reading.input.text.ends_with('7').then(|| format!("known {}", reading.input.text)),
            |reading| {
                assert!(!reading.input.text.ends_with("13"), "a fault of the program, made on purpose");
                reading.input.text.clone()
            },
            |done| {
                seen.push(match done {
                    Done::Worked(_, text) => text,
                    Done::Fault(fault, _) => fault.message,
                });
                if seen.len() == stop_after { Err(()) } else { Ok(()) }
            },
        )
        .ok();
        seen
    }

    #[test]
    fn results_come_in_the_order_of_the_input_for_any_number_of_threads() {
        let (_folder, source) = lines(1000);
        let one = collect(&source, 1, usize::MAX);
        assert_eq!(one.len(), 1000);
        assert_eq!(one[7], "known report 7");
        assert_eq!(one[13], "the program failed on this document");
        assert_eq!(one[999], "report 999");
        assert_eq!(collect(&source, 2, usize::MAX), one);
        assert_eq!(collect(&source, 9, usize::MAX), one);
    }

    #[test]
    fn an_error_of_the_writer_ends_the_run() {
        let (_folder, source) = lines(1000);
        assert_eq!(collect(&source, 3, 5).len(), 5);
    }
}
