/// A web server that answers byte by byte what a test says, the misbehaviours of real ones
/// included.
@NullMarked
package org.cairn.testkit.web;

import org.jspecify.annotations.NullMarked;
