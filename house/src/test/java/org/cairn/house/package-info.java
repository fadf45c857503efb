/// The rules of the house, tested over all modules: who may use whom, how large a thing may be,
/// whether the documents are true and run ([Shell]), whether a test was skipped.
///
/// Rules: no product code; every rule is proved once by a deliberate violation (package `bad`, or a
/// file the test writes). Open [LayersTest] first.
@NullMarked
package org.cairn.house;

import org.jspecify.annotations.NullMarked;
