/// Everything that can go wrong with a vault, said once.
///
/// Rules: this package knows nobody else in the module, so that every layer can raise a problem.
/// Open [VaultProblems]: it is the catalogue.
@NullMarked
package org.cairn.vault.problem;

import org.jspecify.annotations.NullMarked;
