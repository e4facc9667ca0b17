//! Output: colours only on a terminal and not where `NO_COLOR` is set.

use std::io::{IsTerminal, Write};

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};

/// Bold.
pub(crate) const STRONG: Style = Style::new().bold();
/// For what matters less.
pub(crate) const FAINT: Style = Style::new().dimmed();
/// For evidence.
pub(crate) const EVIDENCE: Style =
    Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Yellow)));
const ERROR: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Red)));
const WARNING: Style = Style::new().bold().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Yellow)));

/// Standard output, buffered, with colours where they can be seen.
pub(crate) type Out = AutoStream<std::io::StdoutLock<'static>>;

/// Standard output.
pub(crate) fn out() -> Out {
    AutoStream::auto(std::io::stdout().lock())
}

/// Whether colours are seen on standard output; without them evidence is put between marks.
pub(crate) fn coloured() -> bool {
    AutoStream::choice(&std::io::stdout()) != ColorChoice::Never
}

/// The columns of the terminal; for a pipe or a file, 160.
pub(crate) fn width() -> usize {
    if !std::io::stdout().is_terminal() {
        return 160;
    }
    let columns = terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0));
    columns.clamp(60, 240)
}

/// Prints an error with its causes.
pub(crate) fn error(error: &anyhow::Error) {
    let mut out = AutoStream::auto(std::io::stderr().lock());
    let _ = write!(out, "{ERROR}error:{ERROR:#} {error}");
    for cause in error.chain().skip(1) {
        let _ = write!(out, ": {cause}");
    }
    let _ = writeln!(out);
}

/// Prints a warning.
pub(crate) fn warn(message: impl std::fmt::Display) {
    let mut out = AutoStream::auto(std::io::stderr().lock());
    let _ = writeln!(out, "{WARNING}warning:{WARNING:#} {message}");
}

/// Prints a line to standard error: what a person wants to know, and a script does not.
pub(crate) fn note(message: impl std::fmt::Display) {
    let mut out = AutoStream::auto(std::io::stderr().lock());
    let _ = writeln!(out, "{message}");
}

/// Asks a question of yes or no on the terminal, where an empty answer is yes; none where nobody is there to be asked.
pub(crate) fn ask(question: &str) -> Option<bool> {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return None;
    }
    let mut out = AutoStream::auto(std::io::stderr().lock());
    let _ = write!(out, "{question} [Y/n] ");
    let _ = out.flush();
    let mut answer = String::new();
    // No answer at all (end of input) is no consent.
    let read = std::io::stdin().read_line(&mut answer).unwrap_or(0);
    let answer = answer.trim().to_lowercase();
    Some(read > 0 && (answer.is_empty() || answer == "y" || answer == "yes"))
}

/// Prints the faults of a codebook, each in its line.
pub(crate) fn codebook_faults(files: Option<&codebook::Files>, error: &codebook::Error) {
    let mut out = AutoStream::auto(std::io::stderr().lock());
    for fault in &error.diagnostics {
        let text = files.and_then(|f| f.text(&fault.file)).unwrap_or_default();
        let in_text = fault.range.end <= text.len()
            && !text.is_empty()
            && text.is_char_boundary(fault.range.start)
            && text.is_char_boundary(fault.range.end);
        if !in_text {
            let _ = writeln!(out, "{ERROR}error:{ERROR:#} {fault}");
            continue;
        }
        let snippet = Snippet::source(text)
            .path(&fault.file)
            .annotation(AnnotationKind::Primary.span(fault.range.clone()));
        let report = [Level::ERROR.primary_title(fault.message.as_str()).element(snippet)];
        let _ = writeln!(out, "{}", Renderer::styled().render(&report));
    }
}
