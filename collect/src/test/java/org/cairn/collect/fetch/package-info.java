@NullMarked
package org.cairn.collect.fetch;

import org.jspecify.annotations.NullMarked;
