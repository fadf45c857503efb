/// What is measured of the whole way of a record. [RecordRate] is run by `bench/load/rate`.
@NullMarked
package org.cairn.collect;

import org.jspecify.annotations.NullMarked;
