/// Reading a vault back a share at a time, without any key, so that rot is found while a copy still
/// has the bytes. Open [Scrub] first.
@NullMarked
package org.cairn.vault.scrub;

import org.jspecify.annotations.NullMarked;
