/// What keeps writers and sweeps apart without a lock: the sessions of writers and the generations
/// of condemned packs.
///
/// A **session** is a log of small objects, `sess/<id>-<number>`, each created once. Its writer
/// says in it what it begins and what it is about to create; a sweep may end it, by taking the
/// number that comes next. One of the two has each number, so a writer that slept through its end
/// notices before it creates anything. No rule here asks a clock; docs/decisions/0016 has the
/// argument. Open [Sessions] first, then [WriterSession].
@NullMarked
package org.cairn.vault.session;

import org.jspecify.annotations.NullMarked;
