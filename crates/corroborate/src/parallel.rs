//! Work in fixed chunks on a few threads; results come back in the order of the chunks, so the number of threads shows nowhere.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Applies `work` to every chunk number below `chunks` with a worker's own `state`, and returns the results in order and the states.
pub fn chunks<S: Send, R: Send>(
    threads: usize,
    chunks: usize,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, usize) -> R + Sync,
) -> (Vec<R>, Vec<S>) {
    let next = AtomicUsize::new(0);
    let run = || {
        let mut own = state();
        let mut results = Vec::new();
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            if n >= chunks {
                return (results, own);
            }
            let result = work(&mut own, n);
            results.push((n, result));
        }
    };
    let threads = threads.clamp(1, chunks.max(1));
    let parts = if threads == 1 {
        vec![run()]
    } else {
        std::thread::scope(|scope| {
            let handles: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
            handles
                .into_iter()
                .map(|h| match h.join() {
                    Ok(part) => part,
                    Err(panic) => std::panic::resume_unwind(panic),
                })
                .collect()
        })
    };
    let mut states = Vec::with_capacity(parts.len());
    let mut results: Vec<(usize, R)> = Vec::with_capacity(chunks);
    for (part, own) in parts {
        results.extend(part);
        states.push(own);
    }
    results.sort_by_key(|&(n, _)| n);
    (results.into_iter().map(|(_, r)| r).collect(), states)
}

/// Applies `work` to every one of `parts`, stretches of one table that threads may write side by side.
pub fn each<T: Send>(threads: usize, parts: Vec<T>, work: impl Fn(T) + Sync) {
    let threads = threads.clamp(1, parts.len().max(1));
    if threads == 1 {
        return parts.into_iter().for_each(work);
    }
    let parts = std::sync::Mutex::new(parts.into_iter());
    // A poisoned lock means that another thread has panicked, which the scope passes on.
    let next = || parts.lock().ok().and_then(|mut parts| parts.next());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(part) = next() {
                    work(part);
                }
            });
        }
    });
}

/// As many threads as the machine has.
pub fn available() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_stretch_is_written_once() {
        for threads in [1, 3] {
            let mut table = [0u32; 100];
            super::each(threads, table.chunks_mut(7).collect(), |part: &mut [u32]| {
                part.iter_mut().for_each(|v| *v += 1)
            });
            assert_eq!(table, [1; 100]);
        }
    }

    #[test]
    fn results_keep_their_order() {
        for threads in [1, 2, 5] {
            let (squares, states) = super::chunks(
                threads,
                100,
                || 0usize,
                |s, n| {
                    *s += 1;
                    n * n
                },
            );
            assert_eq!(squares, (0..100).map(|n| n * n).collect::<Vec<_>>());
            assert_eq!(states.iter().sum::<usize>(), 100);
        }
    }
}
