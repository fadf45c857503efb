/// YAML text as a tree in which each node knows its line and column.
///
/// Rules: only this package knows the YAML library; input is hostile, so size, depth and the growth
/// by aliases are limited; nothing here knows what the keys mean. Open [YamlText] first.
@NullMarked
package org.cairn.source.yaml;

import org.jspecify.annotations.NullMarked;
