/// The terminal: commands, and answers as text or JSON.
///
/// Rules: standard output carries the answer, standard error everything else; a command asks one
/// use case and renders what it says. Open [Main] first, then the command you look for.
@NullMarked
package org.cairn.cli;

import org.jspecify.annotations.NullMarked;
