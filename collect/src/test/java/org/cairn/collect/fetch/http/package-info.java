/// Tests of asking the web.
@NullMarked
package org.cairn.collect.fetch.http;

import org.jspecify.annotations.NullMarked;
