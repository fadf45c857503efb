/// Tests of the decoders. [Documents] makes plans and bodies; open [JsonDecoderTest] first.
@NullMarked
package org.cairn.collect.decode;

import org.jspecify.annotations.NullMarked;
