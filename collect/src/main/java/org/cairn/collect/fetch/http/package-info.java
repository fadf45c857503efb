/// The web: one polite, bounded, guarded way to ask servers, for every source that needs it.
///
/// Open [Web] first. Problems are those of [WebProblems].
@NullMarked
package org.cairn.collect.fetch.http;

import org.jspecify.annotations.NullMarked;
