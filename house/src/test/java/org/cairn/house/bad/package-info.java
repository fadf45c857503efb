/// Deliberate violations, one package a module, that prove that [org.cairn.house.LayersTest] can
/// fail. Never used otherwise.
@NullMarked
package org.cairn.house.bad;

import org.jspecify.annotations.NullMarked;
