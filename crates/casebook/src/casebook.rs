use std::cmp::Ordering;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::CasebookError;
use crate::lock::WriterLock;

/// "Ccbk", in the file's header, so that `file` and we know a casebook.
const APPLICATION_ID: i64 = 0x4363_626B;
/// The format that this program writes.
const FORMAT: u32 = 2;

/// How a casebook is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// What other processes are told of this one, such as "counterclaim code (process 4711)".
    pub holder: String,
    /// Commit after this many documents...
    pub batch_documents: usize,
    /// ... or after this many bytes of documents and records, whichever comes first.
    pub batch_bytes: usize,
    /// How long to wait for what another process does in the same moment, such as readers that end when this one begins to
    /// write. Who finds that another process writes is told so at once.
    pub patience: Duration,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            holder: format!("process {}", std::process::id()),
            batch_documents: 512,
            batch_bytes: 8 << 20,
            patience: Duration::from_secs(5),
        }
    }
}

/// An open project file.
#[derive(Debug)]
pub struct Casebook {
    pub(crate) path: PathBuf,
    pub(crate) connection: Connection,
    pub(crate) options: Options,
    /// Documents and bytes since the last commit; `None` outside a transaction.
    pub(crate) pending: Option<(usize, usize)>,
    /// The right to write; a reader has none. It is given back after the connection is closed.
    lock: Option<WriterLock>,
}

impl Casebook {
    /// Opens a casebook for writing, or makes a new one. No other process can write to it until it is closed; others can
    /// [read](Casebook::open) what is committed.
    ///
    /// # Errors
    /// [`CasebookError::Held`], [`CasebookError::Newer`], [`CasebookError::Older`], [`CasebookError::NotACasebook`],
    /// [`CasebookError::Full`], or what the file system says.
    pub fn create_or_open(path: &Path, options: Options) -> Result<Casebook, CasebookError> {
        let lock = WriterLock::take(path, &options.holder).map_err(|e| CasebookError::of_note(path, &e))?;
        let Some(lock) = lock else {
            return Err(CasebookError::Held { path: path.to_owned(), holder: crate::lock::holder(path) });
        };
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut book = Casebook::connect(path, flags, options)?;
        book.lock = Some(lock);
        book.prepare().map_err(|e| CasebookError::of(path, e))??;
        Ok(book)
    }

    /// Opens a casebook for reading. Any number of processes can, also while one writes; what is seen is what was committed
    /// at this moment, whatever is written later.
    ///
    /// # Errors
    /// [`CasebookError::Missing`], and as [`Casebook::create_or_open`].
    pub fn open(path: &Path, options: Options) -> Result<Casebook, CasebookError> {
        if !path.is_file() {
            return Err(CasebookError::Missing(path.to_owned()));
        }
        // A casebook whose writer was killed has a log beside it that only a writing connection can take in. Where the file
        // may not be written SQLite opens it for reading.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut book = Casebook::connect(path, flags, options)?;
        let begun = book.connection.execute_batch("BEGIN");
        begun.and_then(|()| book.check(false)).map_err(|e| CasebookError::of(path, e))??;
        Ok(book)
    }

    /// Whether a file is a database as casebooks are, by its first bytes and not by its name.
    pub fn is_one(path: &Path) -> bool {
        let mut head = [0; 16];
        let read =
            std::fs::File::open(path).and_then(|mut file| std::io::Read::read_exact(&mut file, &mut head));
        read.is_ok() && head == *b"SQLite format 3\0"
    }

    fn connect(path: &Path, flags: OpenFlags, options: Options) -> Result<Casebook, CasebookError> {
        let fail = |e| CasebookError::of(path, e);
        let connection = Connection::open_with_flags(path, flags).map_err(fail)?;
        connection.busy_timeout(options.patience).map_err(fail)?;
        connection.set_prepared_statement_cache_capacity(64);
        Ok(Casebook { path: path.to_owned(), connection, options, pending: None, lock: None })
    }

    /// Checks the format, makes the tables of a new file and sets the file up for fast, safe writing.
    fn prepare(&mut self) -> rusqlite::Result<Result<(), CasebookError>> {
        let new = match self.check(true)? {
            Err(error) => return Ok(Err(error)),
            Ok(new) => new,
        };
        if new {
            // Records of a few kilobytes fill larger pages better.
            self.connection.pragma_update(None, "page_size", 8192)?;
        }
        // With the write-ahead log others can read while this one writes, and a killed process loses no commit; a power cut may lose the last, never more.
        self.connection.pragma_update(None, "journal_mode", "WAL")?;
        self.connection.pragma_update(None, "synchronous", "NORMAL")?;
        self.connection.pragma_update(None, "cache_size", -16_384)?;
        if new {
            let schema = include_str!("schema.sql");
            self.connection.execute_batch(&format!(
                "BEGIN; {schema} PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {FORMAT}; COMMIT"
            ))?;
        }
        Ok(Ok(()))
    }

    /// Whether the file is empty, if that is allowed; an error if it is no casebook that this program knows.
    fn check(&mut self, may_be_new: bool) -> rusqlite::Result<Result<bool, CasebookError>> {
        let number = |name: &str| self.connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        let (application, format) = (number("application_id")?, number("user_version")?);
        let tables: i64 =
            self.connection.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))?;
        if application == 0 && format == 0 && tables == 0 && may_be_new {
            return Ok(Ok(true));
        }
        if application != APPLICATION_ID {
            return Ok(Err(CasebookError::NotACasebook(self.path.clone())));
        }
        let (path, known) = (self.path.clone(), FORMAT);
        let found = u32::try_from(format).unwrap_or(u32::MAX);
        match found.cmp(&known) {
            Ordering::Greater => return Ok(Err(CasebookError::Newer { path, found, known })),
            Ordering::Less => return Ok(Err(CasebookError::Older { path, found, known })),
            Ordering::Equal => {}
        }
        Ok(Ok(false))
    }

    /// Where the casebook lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Makes everything stored so far durable.
    ///
    /// # Errors
    /// [`CasebookError::Full`] or what the database says; what was committed before is kept.
    pub fn commit(&mut self) -> Result<(), CasebookError> {
        if self.pending.take().is_some() {
            let done = self.run("COMMIT");
            if done.is_err() && !self.connection.is_autocommit() {
                // The error to report is the first one.
                let _ = self.run("ROLLBACK");
            }
            return done;
        }
        Ok(())
    }

    /// Commits, takes the log in and leaves one plain file behind; where another process is reading, the last reader takes
    /// the log in.
    ///
    /// # Errors
    /// As [`Casebook::commit`].
    pub fn close(mut self) -> Result<(), CasebookError> {
        self.commit()?;
        if self.lock.is_some() {
            self.connection.busy_timeout(Duration::ZERO).map_err(self.fail())?;
            match self.run("PRAGMA journal_mode = DELETE") {
                Err(CasebookError::Held { .. }) | Ok(()) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    pub(crate) fn run(&self, sql: &str) -> Result<(), CasebookError> {
        self.connection.execute_batch(sql).map_err(|e| CasebookError::of(&self.path, e))
    }

    pub(crate) fn fail(&self) -> impl Fn(rusqlite::Error) -> CasebookError + '_ {
        |e| CasebookError::of(&self.path, e)
    }
}
