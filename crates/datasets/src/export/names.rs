use record::{Actor, ActorCategory, CharIndex, Event, Role, Span};

/// What stands in an export where the name of an individual stood.
pub const WITHHELD: &str = "[name withheld]";

/// Tells whether an actor is an individual rather than a group, an office or a population.
pub type Individual<'a> = &'a dyn Fn(&Event, &Actor) -> bool;
/// Spans of further names of individuals in an event's document.
pub type NameSpans<'a> = &'a dyn Fn(&Event) -> Vec<Span>;

/// Whether the names of individuals are exported.
///
/// The record does not say which actors are individuals; whoever coded it does. `individual` is asked for every actor,
/// and for the names in `quoted` and `claimed_by`, as actors with the role `other` and the category `unknown`.
/// A withheld name is replaced by [`WITHHELD`] in the actor, wherever it occurs in another text of the record
/// (`quoted`, `claimed_by`, the section, the title) and in the quotes, by its span and by its letters. `spans` names
/// further passages to black out in quotes: names that are not actors.
#[derive(Clone, Copy)]
pub enum Names<'a> {
    /// All names are exported (`--with-names`).
    Keep,
    /// Names of individuals are withheld.
    Withhold {
        /// Asked for every name.
        individual: Individual<'a>,
        /// Further passages to black out.
        spans: NameSpans<'a>,
    },
}

/// What is withheld of one event.
#[derive(Debug, Default)]
pub struct Hidden {
    /// Indices of actors.
    actors: Vec<usize>,
    /// Their names, the longest first, so that a part of a name cannot save the rest of it.
    names: Vec<String>,
    /// Passages, in order.
    spans: Vec<Span>,
}

impl Names<'_> {
    /// What is withheld of an event.
    pub fn hidden(&self, event: &Event) -> Hidden {
        let Names::Withhold { individual, spans } = self else { return Hidden::default() };
        let mut hidden = Hidden { spans: spans(event), ..Hidden::default() };
        for (n, actor) in event.actors.iter().enumerate().filter(|(_, a)| individual(event, a)) {
            hidden.actors.push(n);
            hidden.spans.extend(actor.span);
            if !actor.name.trim().is_empty() {
                hidden.names.push(actor.name.clone());
            }
        }
        for name in [&event.attribution.quoted, &event.attribution.claimed_by].into_iter().flatten() {
            let speaker = Actor {
                name: name.clone(),
                role: Role::Other,
                category: ActorCategory::Unknown,
                span: event.attribution.span,
            };
            if individual(event, &speaker) && !name.trim().is_empty() {
                hidden.names.push(speaker.name);
            }
        }
        hidden.names.sort_by_key(|n| std::cmp::Reverse(n.len()));
        hidden.spans.sort_unstable();
        hidden
    }
}

impl Hidden {
    fn replace(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, name| text.replace(name.as_str(), WITHHELD))
    }

    /// The withheld passages inside a span: those named, and every place where the letters of a withheld name stand.
    pub fn passages(&self, text: &str, index: &CharIndex, span: Span) -> Vec<Span> {
        let from = index.byte_at(text, span.start) as usize;
        let within = text.get(from..index.byte_at(text, span.end) as usize).unwrap_or_default();
        let mut found: Vec<Span> = self.spans.iter().copied().filter(|s| s.overlap(span) > 0).collect();
        for name in &self.names {
            for (at, word) in within.match_indices(name.as_str()) {
                let start = from + at;
                found.push(index.span(text, start as u32, (start + word.len()) as u32));
            }
        }
        found.sort_unstable();
        found
    }

    /// The record without the names.
    pub fn apply(&self, event: &Event) -> Event {
        let mut event = event.clone();
        for &n in &self.actors {
            event.actors[n].name = WITHHELD.to_owned();
        }
        for text in [
            &mut event.attribution.quoted,
            &mut event.attribution.claimed_by,
            &mut event.section,
            &mut event.document.title,
            &mut event.document.publisher,
        ]
        .into_iter()
        .flatten()
        {
            *text = self.replace(text);
        }
        event
    }

    /// The words of a span without the names.
    pub fn quote(&self, text: &str, index: &CharIndex, span: Span) -> String {
        let cut = |start: u32, end: u32| {
            text.get(index.byte_at(text, start) as usize..index.byte_at(text, end) as usize)
                .unwrap_or_default()
        };
        let mut quote = String::new();
        let mut at = span.start;
        for hidden in self.spans.iter().filter(|h| h.overlap(span) > 0) {
            if hidden.start >= at {
                quote.push_str(cut(at, hidden.start));
                quote.push_str(WITHHELD);
            } else if at == span.start {
                quote.push_str(WITHHELD);
            }
            at = at.max(hidden.end.min(span.end));
        }
        quote.push_str(cut(at, span.end.max(at)));
        self.replace(&quote)
    }
}
