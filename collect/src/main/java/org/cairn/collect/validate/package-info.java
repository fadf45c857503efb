/// Rows judged: types and record checks. Pure. Open [Validator] first.
@NullMarked
package org.cairn.collect.validate;

import org.jspecify.annotations.NullMarked;
