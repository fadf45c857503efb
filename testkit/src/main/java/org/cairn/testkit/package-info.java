/// What tests of every module lean on: a clock that is moved by hand, programs in a JVM of their
/// own that can be killed, random input with a seed that is printed, golden files.
///
/// Rules: for tests only (other modules use it in test scope), depends on nothing of ours, never
/// sleeps. Open [ChildJvm] first: it is the one with something to explain.
@NullMarked
package org.cairn.testkit;

import org.jspecify.annotations.NullMarked;
