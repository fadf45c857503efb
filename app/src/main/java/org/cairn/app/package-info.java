/// One class for each intention of a user, and the one place where everything meets.
///
/// Rules: use cases are final, named by intention, with one public method; command line (and later
/// server) render the same answers. Open [Wiring] first.
@NullMarked
package org.cairn.app;

import org.jspecify.annotations.NullMarked;
