/// The keys of `cairn.yaml`, `sources/*.yaml` and `pipelines/*.yaml`, and what must hold among
/// them.
///
/// Rules: each key is described once, as a [org.cairn.source.shape.Key] in a `…Keys` class, and
/// reading, messages, JSON Schema and the reference page come from it; what needs more than one key
/// is checked in a `…Lint` class. Open [SourceKeys] first.
@NullMarked
package org.cairn.source.declare;

import org.jspecify.annotations.NullMarked;
