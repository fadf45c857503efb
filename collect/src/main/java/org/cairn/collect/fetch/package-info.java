/// Sources to documents: durable in the vault before anything reads them.
@NullMarked
package org.cairn.collect.fetch;

import org.jspecify.annotations.NullMarked;
