package org.cairn.source.read;

import org.cairn.source.shape.Reading;
import org.cairn.source.yaml.Positions;
import org.jspecify.annotations.Nullable;

/// A file that was read.
///
/// @param spec null where too much of it is wrong
/// @param complete whether nothing in it is wrong, by itself
record Loaded<T>(Reading reading, Positions at, @Nullable T spec, boolean complete) {}
