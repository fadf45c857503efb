/// Tests of types and record checks.
@NullMarked
package org.cairn.collect.validate;

import org.jspecify.annotations.NullMarked;
