//! What one passage makes sure, holds for the rest of the document.

use rustc_hash::FxHashSet;

use crate::mention::MentionKind;
use crate::names::Finder;
use crate::words::*;

impl Finder<'_, '_> {
    /// What one passage makes sure, holds for the other mentions of the name: a place, or a person's surname.
    pub(crate) fn recall(&mut self) {
        let sure: FxHashSet<String> = self
            .names
            .iter()
            .filter(|name| {
                name.sure >= 0.55
                    && name.kind != MentionKind::InOrganisation
                    && name.kind != MentionKind::Demonym
            })
            .map(|name| name.core.clone())
            .collect();
        let mut surnames: FxHashSet<String> = self
            .maybe
            .iter()
            .filter(|name| name.kind == MentionKind::Person)
            .filter_map(|name| name.core.rsplit(' ').next().map(str::to_owned))
            .collect();
        let suspects = std::mem::take(&mut self.surnames);
        surnames.extend(suspects.into_iter().filter(|word| !sure.contains(word)));
        let articles = std::mem::take(&mut self.articles);
        self.names.retain(|name| {
            name.known.is_some()
                || !articles.contains(&name.core)
                || name.is_found() && (name.sure >= 0.75 || name.around.strong && !name.around.loose)
                || name.noun & NOUN != 0
        });
        self.names.retain(|name| {
            name.known.is_some()
                || !surnames.contains(&name.core)
                || name.around.strong && !name.around.loose
                || name.noun & NOUN != 0
        });
        for mut name in std::mem::take(&mut self.maybe) {
            if name.kind == MentionKind::Person {
                self.names.push(name);
                continue;
            }
            if articles.contains(&name.core) {
                continue;
            }
            if sure.contains(&name.core) && !surnames.contains(&name.core) {
                name.sure = 0.6;
                name.rule = "named as a place elsewhere in the document";
                self.names.push(name);
            }
        }
    }
}
